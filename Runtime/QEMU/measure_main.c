/* Measures each student of the image: instructions and stack of one inference.
 *
 * Instructions are SysTick ticks × what one tick takes under -icount shift=0; a loop of a
 * known number of instructions calibrates that and is printed. One line per student:
 *
 *     NAME MACS INSTRUCTIONS STACK_OPEN STACK_INFER STACK_F32 STACK_I16 F32 I16
 *
 * INSTRUCTIONS are of tessera_infer alone, without the call. The last two are the instructions of a quantiser: 0 where the student has no such window.
 */
#include "board.h"
#include "golden.h"

enum { REPEATS = 100, LOOPS = 100000, PAINT = 0xA5, PAINTED = 1536, SLACK = 32 };

extern const uint8_t stream[];

static int32_t scratch[160];
static int16_t input[144]; /* or int8 */
static tessera_model model;
static tessera_result result;
static golden_file file;
static golden_case one;
static const float zeros[144];
static const void *window = zeros;

static void do_nothing(void) {}

static void do_open(void) { (void)tessera_open(&model, file.blob, file.length); }

/* Of one instruction: what calling tessera_infer costs, and that. */
tessera_status nothing(const tessera_model *, const int8_t *, size_t, void *, size_t,
                       tessera_result *);
__asm__(MACHINE_RETURN);

static void do_call(void)
{
    (void)nothing(&model, (int8_t *)input, file.inputs, scratch, sizeof scratch, &result);
}

static void do_infer(void)
{
    (void)tessera_infer(&model, (int8_t *)input, file.inputs, scratch, sizeof scratch, &result);
}

static void do_infer_wide(void)
{
    (void)tessera_infer_wide(&model, input, file.inputs, scratch, sizeof scratch, &result);
}

static void do_f32(void)
{
    (void)tessera_quantize_f32(&model, window, file.window, (int8_t *)input);
}

static void do_f32_wide(void)
{
    (void)tessera_quantize_f32_wide(&model, window, file.window, input);
}

static void do_i16(void)
{
    (void)tessera_quantize_i16(&model, window, file.window, (int8_t *)input);
}

static void do_i16_wide(void)
{
    (void)tessera_quantize_i16_wide(&model, window, file.window, input);
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

/* Bytes of stack that a call touches below its caller's frame. The area under the stack
 * pointer is painted from `SLACK` bytes on: less than that is reported as `SLACK`. */
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

/* Instructions of one call without the loop around it; the call itself is in it. */
static uint32_t instructions_of(void (*call)(void))
{
    const uint32_t ticks = ticks_of(call) - ticks_of(do_nothing);
    return (ticks * INSTRUCTIONS_PER_TWO_TICKS + REPEATS) / (2u * REPEATS);
}

/* Instructions of tessera_infer alone: without the call, whose end `nothing` has, too. */
static uint32_t instructions_of_infer(void (*call)(void))
{
    const uint32_t ticks = ticks_of(call) - ticks_of(do_call);
    return 1u + (ticks * INSTRUCTIONS_PER_TWO_TICKS + REPEATS) / (2u * REPEATS);
}

/* The functions that a student takes. */
typedef struct functions {
    void (*infer)(void);
    void (*f32)(void);
    void (*i16)(void);
} functions;

/* The most instructions so far. */
typedef struct figures {
    uint32_t infer;
    uint32_t f32;
    uint32_t i16;
} figures;

static void raise(uint32_t *most, uint32_t instructions)
{
    *most = (instructions > *most) ? instructions : *most;
}

static int measure_case(const functions *take, figures *found)
{
    window = one.values;
    if (one.kind == (uint32_t)GOLDEN_F32) {
        raise(&found->f32, instructions_of(take->f32));
    }
    if (one.kind == (uint32_t)GOLDEN_I16) {
        raise(&found->i16, instructions_of(take->i16));
    }
    window = zeros;
    for (uint32_t i = 0; i < file.input_size; i++) {
        ((uint8_t *)input)[i] = ((const uint8_t *)one.quantized)[i];
    }
    raise(&found->infer, instructions_of_infer(take->infer));
    return !is_right();
}

static int measure(void)
{
    static const functions narrow = {do_infer, do_f32, do_i16};
    static const functions wide = {do_infer_wide, do_f32_wide, do_i16_wide};
    const functions *take = (file.bits == 16u) ? &wide : &narrow;
    figures found = {0, 0, 0};
    int wrong = 0;
    const uint8_t *at = file.cases;
    if (tessera_open(&model, file.blob, file.length) != TESSERA_OK) {
        return 1;
    }
    for (uint32_t index = 0; index < file.case_count; index++) {
        at = golden_next(at, &file, &one);
        if (one.status == TESSERA_OK) {
            wrong |= measure_case(take, &found);
        }
    }
    semihosting_print(file.name);
    tell(file.macs);
    tell(found.infer);
    tell(stack_of(do_open));
    tell(stack_of(take->infer));
    tell(stack_of(take->f32));
    tell(stack_of(take->i16));
    tell(found.f32);
    tell(found.i16);
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
