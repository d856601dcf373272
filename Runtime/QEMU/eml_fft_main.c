/* Counts eml_fft_forward of emlearn on 256 samples in float, the imaginary parts 0: the transform alone,
 * without window and powers.
 *
 * Prints the instructions. Fails when a tone is not where it belongs. */
#include "eml_fft.h"

#include "board.h"
#include "tone.h"

enum { REPEATS = 20 };

static float real[TONE_LENGTH];
static float imaginary[TONE_LENGTH];
static float sines[TONE_LENGTH / 2];
static float cosines[TONE_LENGTH / 2];

static float power(uint32_t bin)
{
    return real[bin] * real[bin] + imaginary[bin] * imaginary[bin];
}

int board_main(void)
{
    const EmlFFT table = {TONE_LENGTH / 2, sines, cosines};
    if (eml_fft_fill(table, TONE_LENGTH) != EmlOk) {
        return 1;
    }
    machine_start_ticks();
    uint32_t ticks = 0;
    for (uint32_t repeat = 0; repeat < (uint32_t)REPEATS; repeat++) {
        for (uint32_t index = 0; index < (uint32_t)TONE_LENGTH; index++) {
            real[index] = (float)tone(index);
            imaginary[index] = 0.0f;
        }
        const uint32_t start = machine_ticks();
        if (eml_fft_forward(table, real, imaginary, TONE_LENGTH) != EmlOk) {
            return 1;
        }
        ticks += machine_ticks() - start;
    }
    board_print_number((int32_t)(ticks * INSTRUCTIONS_PER_TWO_TICKS / (2u * REPEATS)));
    semihosting_print("\n");
    return !is_tone_loudest(power);
}
