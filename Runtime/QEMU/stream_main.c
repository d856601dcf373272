/* Runs the stream in the image: answers and digest, and what a sample takes.
 *
 *     ANSWERS DIGEST STATE MEMORY ONE BLOCK STACK ANSWER
 *
 * STATE and MEMORY are bytes of the caller, ONE and BLOCK tenths of an instruction for each sample with the
 * student's answers, pushed one at a time and 250 at a time. STACK is that of all. ANSWER is the instructions of one classification. */
#include "board.h"
#include "stream_digest.h"

enum { PAINT = 0xA5, PAINTED = 1024, SLACK = 32 };

extern const uint8_t stream[];

static uint32_t state[1024];
static uint32_t memory[1024];
static stream_run run = {.bytes = stream, .state = state, .memory = memory};
static stream_digest digest;

static void tell(uint32_t number)
{
    semihosting_print(" ");
    board_print_number((int32_t)number);
}

static void print_hexadecimal(uint32_t word)
{
    char text[10] = " ";
    for (int digit = 8; digit >= 1; digit--) {
        text[digit] = "0123456789abcdef"[word & 15u];
        word >>= 4;
    }
    text[9] = 0;
    semihosting_print(text);
}

/* Tenths of an instruction for each sample. */
static uint32_t measure(size_t block)
{
    const uint32_t start = machine_ticks();
    if (stream_push_all(&run, block, &digest) != TESSERA_OK) {
        semihosting_print("refused\n");
        return 0;
    }
    const uint32_t ticks = (machine_ticks() - start) & 0xFFFFFFu;
    return ticks * 5u * INSTRUCTIONS_PER_TWO_TICKS / (uint32_t)run.count;
}

/* Bytes of stack below this function. */
__attribute__((__noinline__)) static uint32_t stack_of_all(void)
{
    volatile uint8_t *top;
    __asm__ volatile("mov %0, sp" : "=r"(top));
    for (uint32_t depth = SLACK; depth < PAINTED; depth++) {
        *(top - depth) = PAINT;
    }
    (void)measure(250);
    uint32_t deepest = PAINTED - 1u;
    while (deepest > SLACK && *(top - deepest) == PAINT) {
        deepest--;
    }
    return deepest;
}

/* Instructions to classify the first samples as a window. */
static uint32_t measure_answer(void)
{
    tessera_result result;
    const uint32_t start = machine_ticks();
    for (uint32_t repeat = 0; repeat < 8u; repeat++) {
        (void)tessera_classify(&run.model, run.samples, tessera_window_count(&run.model), memory,
                               sizeof memory, &result);
    }
    return (machine_ticks() - start) * INSTRUCTIONS_PER_TWO_TICKS / 16u;
}

int board_main(void)
{
    if (stream_open(&run) != TESSERA_OK) {
        semihosting_print("refused\n");
        return 1;
    }
    run.state_size = stream_state_size(&run);
    run.memory_size = tessera_classify_size(&run.model);
    if (run.state_size > sizeof state || run.memory_size > sizeof memory) {
        semihosting_print("too large\n");
        return 1;
    }
    machine_start_ticks();
    const uint32_t one = measure(1);
    const stream_digest first = digest;
    const uint32_t blocks = measure(250);
    const uint32_t stack = stack_of_all();
    board_print_number((int32_t)digest.answers);
    print_hexadecimal(digest.digest);
    tell((uint32_t)run.state_size);
    tell((uint32_t)run.memory_size);
    tell(one);
    tell(blocks);
    tell(stack);
    tell(measure_answer());
    semihosting_print("\n");
    return first.digest != digest.digest || first.answers != digest.answers;
}
