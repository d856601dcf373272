/* Measures each student of a signal in the image: instructions and stack from counts to the answer.
 *
 * The figures are those of measure_main.c. One line per student:
 *
 *     NAME USUAL USUAL_FEATURES HOSTILE STACK_OPEN STACK_FEATURES STACK_CLASSIFY
 *
 * USUAL is the most instructions of tessera_classify over the first USUAL_CASES windows, of which
 * USUAL_FEATURES make the features; HOSTILE is the most over the others.
 */
#include "board.h"
#include "golden.h"

enum { REPEATS = 4, LOOPS = 100000, PAINT = 0xA5, PAINTED = 1536, SLACK = 32 };

extern const uint8_t stream[];

static uint32_t memory[1280];
static int16_t input[128]; /* or int8 */
static tessera_model model;
static tessera_result result;
static golden_file file;
static golden_case one;

static void do_nothing(void) {}

static void do_open(void) { (void)tessera_open(&model, file.blob, file.length); }

static void do_features(void)
{
    (void)tessera_features_i16(&model, one.values, file.window, memory, sizeof memory,
                               (int8_t *)input);
}

static void do_classify(void)
{
    (void)tessera_classify(&model, one.values, file.window, memory, sizeof memory, &result);
}

/* Ticks of REPEATS calls. */
__attribute__((__noinline__)) static uint32_t ticks_of(void (*call)(void))
{
    const uint32_t start = machine_ticks();
    for (uint32_t repeat = 0; repeat < REPEATS; repeat++) {
        call();
    }
    return machine_ticks() - start;
}

/* Instructions of one call without the loop around it. */
static uint32_t instructions_of(void (*call)(void))
{
    const uint32_t ticks = ticks_of(call) - ticks_of(do_nothing);
    return (ticks * INSTRUCTIONS_PER_TWO_TICKS + REPEATS) / (2u * REPEATS);
}

/* Bytes of stack that a call touches below its caller's frame, SLACK or more. */
__attribute__((__noinline__)) static uint32_t stack_of(void (*call)(void))
{
    volatile uint8_t *top;
    __asm__ volatile(MACHINE_STACK_POINTER : "=r"(top));
    for (uint32_t depth = SLACK; depth < PAINTED; depth++) {
        *(top - depth) = PAINT;
    }
    call();
    uint32_t deepest = PAINTED - 1u;
    while (deepest > SLACK && *(top - deepest) == PAINT) {
        deepest--;
    }
    return deepest;
}

/* Instructions per tick in hundredths, from a loop of two instructions a turn. */
static uint32_t calibrate(void)
{
    const uint32_t start = machine_ticks();
    uint32_t turns = LOOPS;
    __asm__ volatile(BOARD_COUNT_DOWN : BOARD_LOOP_REGISTER(turns) : : "cc");
    const uint32_t ticks = machine_ticks() - start;
    return (2u * LOOPS * 100u + ticks / 2u) / ticks;
}

static int is_right(void)
{
    for (uint32_t at = 0; at < file.input_size; at++) {
        if (((const uint8_t *)memory)[at] != ((const uint8_t *)one.quantized)[at]) {
            return 0;
        }
    }
    for (uint32_t output = 0; output < file.outputs; output++) {
        if (result.logits[output] != one.logits[output]) {
            return 0;
        }
    }
    return result.label == one.label && result.region == one.region &&
           result.margin == one.margin;
}

static void tell(uint32_t number)
{
    semihosting_print(" ");
    board_print_number((int32_t)number);
}

static void raise(uint32_t *most, uint32_t number)
{
    *most = (number > *most) ? number : *most;
}

static int measure(void)
{
    uint32_t usual = 0, features = 0, hostile = 0, features_stack = 0, classify_stack = 0;
    int wrong = tessera_open(&model, file.blob, file.length) != TESSERA_OK;
    const uint8_t *at = file.cases;
    for (uint32_t index = 0; index < file.case_count; index++) {
        at = golden_next(at, &file, &one);
        const uint32_t instructions = instructions_of(do_classify);
        wrong |= !is_right();
        if (index < (uint32_t)USUAL_CASES) {
            raise(&usual, instructions);
            raise(&features, instructions_of(do_features));
        } else {
            raise(&hostile, instructions);
        }
        raise(&features_stack, stack_of(do_features));
        raise(&classify_stack, stack_of(do_classify));
    }
    semihosting_print(file.name);
    tell(usual);
    tell(features);
    tell(hostile);
    tell(stack_of(do_open));
    tell(features_stack);
    tell(classify_stack);
    semihosting_print(wrong ? " WRONG\n" : "\n");
    return wrong;
}

int board_main(void)
{
    int wrong = 0;
    const uint8_t *at = stream + 8;
    machine_start_ticks();
    semihosting_print("calibration");
    tell(calibrate());
    tell(50u * INSTRUCTIONS_PER_TWO_TICKS);
    semihosting_print("\n");
    for (uint32_t index = 0; index < golden_count(stream); index++) {
        at = golden_open(at, &file);
        wrong |= measure();
    }
    return wrong;
}
