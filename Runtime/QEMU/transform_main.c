/* Counts the stage `spectrum` on segments of 256 samples, in one band of all bins: with one segment, with
 * two, which share a transform, and the transform of two alone.
 *
 * Prints the three numbers of instructions on one line. Fails when a tone is not where it belongs. */
#include "../C99/tessera.c"
#include "board.h"
#include "tone.h"

enum { REPEATS = 20, BINS = 2 };

static sample window[2 * TONE_LENGTH];
static uint32_t scratch[2 * TONE_LENGTH + 2];
static uint8_t record[STAGE_SIZE];
static const int16_t edges[BINS] = {1, TONE_LENGTH / 2};
static int8_t input[BINS];
static const uint32_t blob[HEADER_SIZE_2 / 4];

static const segment_transform transform = {
    (scratch_word *)scratch, (scratch_word *)scratch + TONE_LENGTH, TONE_LENGTH, 1};

static float power(uint32_t bin)
{
    return (float)power_between(&transform, bin, bin + 1u);
}

static uint32_t instructions(uint32_t ticks)
{
    return ticks * INSTRUCTIONS_PER_TWO_TICKS / (2u * (uint32_t)REPEATS);
}

static uint32_t stage_of(uint32_t segments)
{
    const tessera_model model = {.blob = (const uint8_t *)blob, .scales = HEADER_SIZE_2};
    const stage it = {record, (const uint8_t *)edges, BINS, 0};
    const signal values = {window, segments * (uint32_t)TONE_LENGTH};
    const uint32_t start = machine_ticks();
    for (uint32_t repeat = 0; repeat < (uint32_t)REPEATS; repeat++) {
        feature_sink sink = {&model, input, 0, 0};
        run_stage(&it, &values, NULL, scratch, &sink);
    }
    return instructions(machine_ticks() - start);
}

static uint32_t transform_alone(void)
{
    uint32_t ticks = 0;
    for (uint32_t repeat = 0; repeat < (uint32_t)REPEATS; repeat++) {
        load_segments(&transform, window, window + TONE_LENGTH);
        const uint32_t start = machine_ticks();
        run_transform(&transform);
        ticks += machine_ticks() - start;
    }
    return instructions(ticks);
}

int board_main(void)
{
    machine_start_ticks();
    for (uint32_t index = 0; index < 2u * (uint32_t)TONE_LENGTH; index++) {
        window[index] = (sample)tone(index);
    }
    record[STAGE_OP] = OP_SPECTRUM;
    /* Little-endian: 256 samples, and as many to the next segment. */
    record[STAGE_OPERANDS + 1] = TONE_LENGTH >> 8;
    record[STAGE_OPERANDS + 3] = TONE_LENGTH >> 8;
    for (uint32_t segments = 1; segments <= 2u; segments++) {
        board_print_number((int32_t)stage_of(segments));
        semihosting_print(" ");
    }
    board_print_number((int32_t)transform_alone());
    semihosting_print("\n");
    return !is_tone_loudest(power);
}
