/* Writes the beats of a generated folder as their int8 inputs, with the host's answers: C source for
 * avr.c. Floats of 64 beats take 36 KB, and int8 9 KB.
 */
#include <stdio.h>

#include "beats.h"
#include "tessera.h"
#include "vectors.h"

static float samples[BEATS_INPUT_COUNT];
static int8_t input[BEATS_INPUT_COUNT];

/* Quantises a beat; 0 when it cannot be. */
static int quantize(const tessera_model *model, uint32_t beat)
{
    union {
        uint32_t bits;
        float value;
    } sample;
    for (uint32_t index = 0; index < BEATS_INPUT_COUNT; index++) {
        sample.bits = beats_vector_inputs[beat][index];
        samples[index] = sample.value;
    }
    return tessera_quantize_f32(model, samples, BEATS_INPUT_COUNT, input) == TESSERA_OK;
}

int main(void)
{
    tessera_model model;
    if (tessera_open(&model, beats_blob, BEATS_SIZE) != TESSERA_OK) {
        return 1;
    }
    printf("enum { HELD_COUNT = %d };\n\n", BEATS_VECTOR_COUNT);
    printf("static const __flash int8_t held_inputs[HELD_COUNT][BEATS_INPUT_COUNT] = {\n");
    for (uint32_t beat = 0; beat < BEATS_VECTOR_COUNT; beat++) {
        if (!quantize(&model, beat)) {
            return 1;
        }
        for (uint32_t index = 0; index < BEATS_INPUT_COUNT; index++) {
            printf("%s%d%s", (index == 0u) ? "    {" : "", input[index],
                   (index + 1u < BEATS_INPUT_COUNT) ? ", " : "},\n");
        }
    }
    printf("};\n\nstatic const __flash int32_t held_logits[HELD_COUNT][BEATS_OUTPUT_COUNT] = {\n");
    for (uint32_t beat = 0; beat < BEATS_VECTOR_COUNT; beat++) {
        for (uint32_t output = 0; output < BEATS_OUTPUT_COUNT; output++) {
            printf("%s%ld%s", (output == 0u) ? "    {" : "", (long)beats_vector_logits[beat][output],
                   (output + 1u < BEATS_OUTPUT_COUNT) ? ", " : "},\n");
        }
    }
    printf("};\n");
    return 0;
}
