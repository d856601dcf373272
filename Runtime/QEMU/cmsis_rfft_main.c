/* Counts arm_rfft_q15 of CMSIS-DSP on 256 samples: the transform alone, without window and powers.
 *
 * Prints the instructions. Fails when a tone is not where it belongs. */
#include "board.h"
#include "dsp/transform_functions.h"
#include "tone.h"

enum { REPEATS = 20 };

static q15_t source[TONE_LENGTH];
static q15_t target[2 * TONE_LENGTH];

static float power(uint32_t bin)
{
    return (float)((int32_t)target[2u * bin] * target[2u * bin] +
                   (int32_t)target[2u * bin + 1u] * target[2u * bin + 1u]);
}

int board_main(void)
{
    arm_rfft_instance_q15 transform;
    if (arm_rfft_init_256_q15(&transform, 0, 1) != ARM_MATH_SUCCESS) {
        return 1;
    }
    machine_start_ticks();
    uint32_t ticks = 0;
    for (uint32_t repeat = 0; repeat < (uint32_t)REPEATS; repeat++) {
        for (uint32_t index = 0; index < (uint32_t)TONE_LENGTH; index++) {
            source[index] = (q15_t)(16 * tone(index));
        }
        const uint32_t start = machine_ticks();
        arm_rfft_q15(&transform, source, target);
        ticks += machine_ticks() - start;
    }
    board_print_number((int32_t)(ticks * INSTRUCTIONS_PER_TWO_TICKS / (2u * REPEATS)));
    semihosting_print("\n");
    return !is_tone_loudest(power);
}
