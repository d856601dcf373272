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

/* Whether the tone is the loudest bin of a transform; `power` gives that of one. */
static int is_tone_loudest(float (*power)(uint32_t bin))
{
    uint32_t loudest = 1;
    for (uint32_t bin = 1; bin < (uint32_t)TONE_LENGTH / 2u; bin++) {
        if (power(bin) > power(loudest)) {
            loudest = bin;
        }
    }
    return loudest == (uint32_t)TONE_BIN;
}

#endif
