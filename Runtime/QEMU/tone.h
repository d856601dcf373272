/* A tone that transforms are measured on: a triangle whose period is a sixteenth of 256 samples. */
#ifndef TONE_H
#define TONE_H

#include <stdint.h>

enum { TONE_LENGTH = 256, TONE_BIN = 16, TONE_PERIOD = TONE_LENGTH / TONE_BIN };

/* Sample `index`, within ±2,000. */
static int32_t tone(uint32_t index)
{
    const int32_t turn = (int32_t)(index % (uint32_t)TONE_PERIOD);
    const int32_t rise = (turn < TONE_PERIOD / 2) ? turn : (TONE_PERIOD - turn);
    return 500 * rise - 2000;
}

#endif
