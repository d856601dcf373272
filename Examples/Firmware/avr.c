/* Classifies beats on an ATmega328P: 32 KB of flash, 2 KB of RAM. Student and beats lie in the memory of the
 * program. A beat is int8 already: a converter's counts take tessera_quantize_i16 first.
 */
#include <avr/pgmspace.h>

#include "beats.h"
#include "print_number.h"
#include "semihosting.h"
#include "tessera.h"

#include "held.h"

static tessera_model model;
static int8_t input[BEATS_INPUT_COUNT];
static BEATS_SCRATCH(scratch);

/* The RAM between the variables and the stack, filled at the start. */
extern uint8_t __heap_start;
enum { PAINT = 0xA5 };

static uint8_t *stack_pointer(void) { return (uint8_t *)SP; }

static void paint(void)
{
    for (uint8_t *at = &__heap_start; at < stack_pointer() - 2; at++) {
        *at = PAINT;
    }
}

static uint32_t untouched(void)
{
    const uint8_t *at = &__heap_start;
    while (*at == PAINT) {
        at++;
    }
    return (uint32_t)(at - &__heap_start);
}

/* Whether a beat has the host's integers. */
static int is_right(uint32_t beat, const tessera_result *result)
{
    for (uint32_t output = 0; output < BEATS_OUTPUT_COUNT; output++) {
        if (result->logits[output] != held_logits[beat][output]) {
            return 0;
        }
    }
    return 1;
}

int main(void)
{
    tessera_result result;
    uint32_t right = 0;
    paint();
    if (tessera_open(&model, beats_blob, BEATS_SIZE) != TESSERA_OK) {
        semihosting_print("FAIL: not opened\n");
        return 1;
    }
    for (uint32_t beat = 0; beat < HELD_COUNT; beat++) {
        memcpy_P(input, (const void *)(uintptr_t)held_inputs[beat], sizeof input);
        if (tessera_infer(&model, input, BEATS_INPUT_COUNT, scratch, sizeof scratch, &result) != TESSERA_OK) {
            semihosting_print("FAIL: not answered\n");
            return 1;
        }
        semihosting_print("beat ");
        print_number(beat);
        semihosting_print(": ");
        semihosting_print(beats_class_names[result.label]);
        semihosting_print("\n");
        right += is_right(beat, &result) ? 1u : 0u;
    }
    print_number(right);
    semihosting_print(" of ");
    print_number(HELD_COUNT);
    semihosting_print(" beats have the host's integers; bytes of RAM never used: ");
    print_number(untouched());
    semihosting_print("\n");
    return (right == HELD_COUNT) ? 0 : 1;
}
