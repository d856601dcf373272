/* Runs random sequences of calls to the student in the image, and measures.
 *
 *     sequences CALLS DIGEST
 *     measured STATE DELTA LEARN APPLY KEEP STACK
 *
 * STATE and DELTA are bytes, for 16 kept answers. LEARN, APPLY and KEEP are the most instructions of one call,
 * those of LEARN and KEEP to within a tick. STACK is that of learning. SEQUENCES is their number. */
#include "adapt_sequence.h"
#include "board.h"

enum { PAINT = 0xA5, PAINTED = 1024, SLACK = 32, MEASURED = 16, REPEATS = 100 };

extern const uint8_t stream[];

static int16_t input[256];
static uint32_t scratch[512] __attribute__((__aligned__(4)));
static uint32_t state[1536] __attribute__((__aligned__(4)));
static uint8_t delta[1024];
static tessera_result result;
static adapt_run run = {{.input = input, .scratch = scratch}, state, delta};

static void tell(uint32_t number)
{
    semihosting_print(" ");
    board_print_number((int32_t)number);
}

static void print_hexadecimal(uint32_t word)
{
    char text[9];
    for (int digit = 7; digit >= 0; digit--) {
        text[digit] = "0123456789abcdef"[word & 15u];
        word >>= 4;
    }
    text[8] = 0;
    semihosting_print(text);
}

static void infer(uint32_t number)
{
    const tessera_model *model = &run.student.model;
    const size_t count = tessera_input_count(model);
    uint32_t word = number * 2654435761u + 99u;
    for (size_t index = 0; index < tessera_input_size(model); index++) {
        word = word * 1664525u + 1013904223u;
        ((uint8_t *)input)[index] = (uint8_t)(word >> 24);
    }
    if (tessera_input_size(model) != count) {
        (void)tessera_infer_wide(model, input, count, scratch, sizeof scratch, &result);
    } else {
        (void)tessera_infer(model, (const int8_t *)input, count, scratch, sizeof scratch, &result);
    }
}

/* A call of each kind. */
static void call_keep(uint32_t number)
{
    (void)tessera_adapt_keep(&run.student.model, state, input, number, &result);
}

static void call_learn(uint32_t number)
{
    (void)tessera_adapt_learn(&run.student.model, state, 0,
                              (uint16_t)(number % tessera_output_count(&run.student.model)));
}

/* Applying is timed REPEATS times, less the same loop around a function that does nothing. */
__attribute__((__noinline__)) static tessera_status nothing(const tessera_model *model, void *memory,
                                                            const void *values, tessera_result *it)
{
    __asm__ volatile("" : : "r"(model), "r"(memory), "r"(values), "r"(it) : "memory");
    return TESSERA_OK;
}

typedef tessera_status (*applying)(const tessera_model *, void *, const void *, tessera_result *);

static uint32_t ticks_of(applying apply, const tessera_result *answer)
{
    const uint32_t start = machine_ticks();
    for (uint32_t repeat = 0; repeat < (uint32_t)REPEATS; repeat++) {
        tessera_result copy = *answer;
        (void)apply(&run.student.model, state, input, &copy);
    }
    return (machine_ticks() - start) & 0xFFFFFFu;
}

static uint32_t measure_apply(void)
{
    uint32_t most = 0;
    for (uint32_t number = 0; number < (uint32_t)MEASURED; number++) {
        infer(number);
        const uint32_t ticks = ticks_of(tessera_adapt_apply, &result) - ticks_of(nothing, &result);
        most = (ticks > most) ? ticks : most;
    }
    return most * INSTRUCTIONS_PER_TWO_TICKS / 2u / (uint32_t)REPEATS;
}

/* The most instructions of a call. */
static uint32_t measure(void (*call)(uint32_t), int infers)
{
    uint32_t most = 0;
    for (uint32_t number = 0; number < (uint32_t)MEASURED; number++) {
        if (infers != 0) {
            infer(number);
        }
        const uint32_t start = machine_ticks();
        call(number);
        const uint32_t ticks = (machine_ticks() - start) & 0xFFFFFFu;
        most = (ticks > most) ? ticks : most;
    }
    return most * INSTRUCTIONS_PER_TWO_TICKS / 2u;
}

/* Bytes of stack that a call of learning takes below this function. */
__attribute__((__noinline__)) static uint32_t stack_of_learning(void)
{
    volatile uint8_t *top;
    __asm__ volatile(MACHINE_STACK_POINTER : "=r"(top));
    infer(0);
    call_keep(0);
    for (uint32_t depth = SLACK; depth < PAINTED; depth++) {
        *(top - depth) = PAINT;
    }
    call_learn(0);
    uint32_t deepest = PAINTED - 1u;
    while (deepest > SLACK && *(top - deepest) == PAINT) {
        deepest--;
    }
    return deepest;
}

/* Writes the CRC-32 of a delta into its last bytes. */
static void sign_delta(uint32_t size)
{
    uint32_t crc = 0xFFFFFFFFu;
    for (uint32_t index = 0; index + 4u < size; index++) {
        crc ^= delta[index];
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1u)));
        }
    }
    crc = ~crc;
    for (uint32_t index = size - 4u; index < size; index++) {
        delta[index] = (uint8_t)crc;
        crc >>= 8;
    }
}

/* Has the adapted outputs in use, whatever the guard says: a delta says so (Docs/Format.md, Learning). */
static void use_what_was_learnt(uint32_t state_size)
{
    const tessera_model *model = &run.student.model;
    const uint32_t size = (uint32_t)tessera_adapt_delta_size(model);
    (void)tessera_adapt_save(model, state, delta, size);
    delta[24] = 1;
    sign_delta(size);
    if (tessera_adapt_load(model, state, state_size, MEASURED, delta, size) != TESSERA_OK) {
        semihosting_print(" refused");
    }
}

static void measure_all(void)
{
    const tessera_model *model = &run.student.model;
    const uint32_t size = (uint32_t)tessera_adapt_size(model, MEASURED);
    semihosting_print("measured");
    tell(size);
    tell((uint32_t)tessera_adapt_delta_size(model));
    (void)tessera_adapt_begin(model, state, size, MEASURED);
    const uint32_t keep = measure(call_keep, 1);
    tell(measure(call_learn, 0));
    use_what_was_learnt(size);
    tell(measure_apply());
    tell(keep);
    tell(stack_of_learning());
    semihosting_print("\n");
}

int board_main(void)
{
    bit_exact_digest digest;
    const uint32_t length = (uint32_t)stream[8] | ((uint32_t)stream[9] << 8) |
                            ((uint32_t)stream[10] << 16) | ((uint32_t)stream[11] << 24);
    if (tessera_open(&run.student.model, stream, (size_t)length) != TESSERA_OK) {
        semihosting_print("refused\n");
        return 1;
    }
    run.student.scratch_size = tessera_scratch_size(&run.student.model);
    if (tessera_input_size(&run.student.model) > sizeof input ||
        run.student.scratch_size > sizeof scratch ||
        tessera_adapt_size(&run.student.model, MEASURED) > sizeof state ||
        tessera_adapt_delta_size(&run.student.model) > sizeof delta) {
        semihosting_print("too large\n");
        return 1;
    }
    bit_exact_start(&digest);
    adapt_sequences(&digest, &run, 0, SEQUENCES);
    semihosting_print("sequences");
    tell(digest.count);
    semihosting_print(" ");
    print_hexadecimal(digest.first);
    print_hexadecimal(digest.second);
    semihosting_print("\n");
    machine_start_ticks();
    measure_all();
    return 0;
}
