/* Measures each stage of a program alone, on a channel of two lengths: what an estimate is fitted to.
 *
 * The signal has pulses that ring. Only the features of samples are inputs, so that quantising is in the
 * figures of these alone.
 * One line per stage and length:
 *
 *     OP LENGTH STEPS FEATURES INSTRUCTIONS
 */
#include "../C99/tessera.c"
#include "board.h"

enum { REPEATS = 2, LONGEST = 1250, MOST_CONSTANTS = 42, SCALED = 64 };

/* A stage: operation, operands, and how many constants. */
typedef struct kind {
    uint8_t op;
    uint8_t operands[4];
    uint8_t constants;
} kind;

static const kind kinds[] = {
    {OP_STANDARDIZE, {1, 0, 0, 0}, 0}, {OP_MOMENTS, {0, 0, 0, 0}, 0},
    {OP_POOL, {8, 3, 1, 0}, 0},        {OP_CENTRE, {0, 0, 0, 0}, 0},
    {OP_DIFFERENCE, {0, 0, 0, 0}, 0},  {OP_EVENTS, {200, 20, 0, 0}, 0},
    {OP_CROSSINGS, {0, 0, 0, 0}, 3},   {OP_RANKS, {1, 0, 0, 0}, 12},
    {OP_AUTOCORRELATION, {0, 0, 0, 0}, 24}, {OP_BANDS, {5, 0, 0, 0}, 0},
    {OP_SPECTRUM, {64, 32, 0, 0}, 6},  {OP_POSITIVES, {8, 0, 0, 0}, 42},
};

static sample source_values[LONGEST];
static sample target_values[LONGEST];
static uint32_t scratch[640];
static uint8_t record[STAGE_SIZE];
static int16_t constants[MOST_CONSTANTS];
static uint32_t blob[(HEADER_SIZE_2 + 9 * SCALED) / 4];
static int8_t input[SCALED];
static tessera_model model = {.blob = (const uint8_t *)blob, .scales = HEADER_SIZE_2};

static void make_signal(void)
{
    uint32_t seed = 1;
    int32_t height = 0;
    for (uint32_t index = 0; index < (uint32_t)LONGEST; index++) {
        seed = seed * 1664525u + 1013904223u;
        height = ((index % 100u) == 0u) ? 2000 : ((height >> 2) - height);
        source_values[index] = (sample)(height + (int32_t)(seed >> 26) - 32);
    }
}

/* A student of so many inputs, each with a scale. */
static void make_student(uint32_t inputs)
{
    uint8_t *bytes = (uint8_t *)blob;
    bytes[AT_VERSION] = 2;
    bytes[AT_INPUTS] = (uint8_t)inputs;
    for (uint32_t index = 0; index < inputs; index++) {
        blob[(uint32_t)HEADER_SIZE_2 / 4u + inputs + index] = (uint32_t)1 << 30;
        bytes[(uint32_t)HEADER_SIZE_2 + 8u * inputs + index] = 40;
    }
}

/* Constants that ascend are valid for every stage but the kernels, which have taps and thresholds. */
static stage make_stage(const kind *from)
{
    const stage it = {record, (const uint8_t *)constants, from->constants, 0};
    for (uint32_t byte = 0; byte < (uint32_t)STAGE_SIZE; byte++) {
        record[byte] = 0;
    }
    record[STAGE_OP] = from->op;
    for (uint32_t index = 0; index < 4u; index++) {
        record[(uint32_t)STAGE_OPERANDS + 2u * index] = from->operands[index];
    }
    for (uint32_t index = 0; index < from->constants; index++) {
        const int32_t taps = 0x210 + (int32_t)((index >> 1) % 6u) * 256;
        constants[index] = (int16_t)((from->op != (uint8_t)OP_POSITIVES) ? (int32_t)index + 1
                                     : ((index & 1u) == 0u)             ? taps
                                                                        : 100 - (int32_t)index);
    }
    return it;
}

static void tell(uint32_t number)
{
    board_print_number((int32_t)number);
    semihosting_print(" ");
}

/* Two points of a straight line. */
static int measure(const kind *from, uint32_t length)
{
    stage it = make_stage(from);
    stage_effect effect;
    const node_facts node = {length, 2047};
    const signal values = {source_values, length};
    if (!find_effect(&it, &node, &effect)) {
        return 1;
    }
    it.made = effect.length;
    const uint32_t start = machine_ticks();
    for (uint32_t repeat = 0; repeat < (uint32_t)REPEATS; repeat++) {
        feature_sink sink = {&model, input, 0, 0};
        run_stage(&it, &values, target_values, scratch, &sink);
    }
    const uint32_t ticks = machine_ticks() - start;
    tell(from->op);
    tell(length);
    tell(effect.steps);
    tell(effect.features);
    tell(ticks * INSTRUCTIONS_PER_TWO_TICKS / (2u * (uint32_t)REPEATS));
    semihosting_print("\n");
    return 0;
}

int board_main(void)
{
    int wrong = 0;
    machine_start_ticks();
    make_signal();
    static const kind samples = {OP_SAMPLES, {0, 0, 0, 0}, 0};
    for (uint32_t inputs = (uint32_t)SCALED / 2u; inputs <= (uint32_t)SCALED; inputs *= 2u) {
        make_student(inputs);
        wrong |= measure(&samples, inputs);
    }
    make_student(0);
    for (uint32_t index = 0; index < sizeof kinds / sizeof kinds[0]; index++) {
        wrong |= measure(&kinds[index], 250);
        wrong |= measure(&kinds[index], LONGEST);
    }
    return wrong;
}
