/* Classifies a stream of beats on a Cortex-M4 and lights the board's first lamp for each that is
 * not of class 0. The beats are the proof vectors of the generated folder: replace next_beat()
 * by an analogue-to-digital converter and a beat detector.
 */
#include "beats.h"
#include "print_number.h"
#include "semihosting.h"
#include "tessera.h"
#include "vectors.h"

/* The lamps of the MPS2 board: one bit each. */
#ifdef MPS2
#define LAMPS (*(volatile uint32_t *)0x40028000u)
#else
static volatile uint32_t LAMPS;
#endif

/* A beat whose best class is ahead by less than this many logit units is not reported. */
#define LEAST_MARGIN 1.0f

static tessera_model model;
static float samples[BEATS_INPUT_COUNT];
static int8_t input[BEATS_INPUT_COUNT];
static BEATS_SCRATCH(scratch);
static uint32_t counts[BEATS_OUTPUT_COUNT];

/* Fills `samples`; 0 at the end of the stream. */
static int next_beat(uint32_t beat)
{
    union {
        uint32_t bits;
        float value;
    } sample;
    if (beat >= BEATS_VECTOR_COUNT) {
        return 0;
    }
    for (uint32_t index = 0; index < BEATS_INPUT_COUNT; index++) {
        sample.bits = beats_vector_inputs[beat][index];
        samples[index] = sample.value;
    }
    return 1;
}

static tessera_status classify(tessera_result *result)
{
    const tessera_status status =
        tessera_quantize_f32(&model, samples, BEATS_INPUT_COUNT, input);
    if (status != TESSERA_OK) {
        return status;
    }
    return tessera_infer(&model, input, BEATS_INPUT_COUNT, scratch, sizeof scratch, result);
}

static void report(uint32_t beat, const tessera_result *result)
{
    const float margin = tessera_output_scale(&model) * (float)result->margin;
    LAMPS = (result->label != 0u) ? 1u : 0u;
    semihosting_print("beat ");
    print_number(beat);
    semihosting_print(": ");
    semihosting_print(beats_class_names[result->label]);
    semihosting_print(", region ");
    print_number(result->region);
    semihosting_print((margin < LEAST_MARGIN) ? ", doubtful\n" : "\n");
    counts[result->label]++;
}

int main(void)
{
    tessera_result result;
    uint32_t wrong = 0;
    if (tessera_open(&model, beats_blob, BEATS_SIZE) != TESSERA_OK) {
        semihosting_print("the student does not open\n");
        return 1;
    }
    for (uint32_t beat = 0; next_beat(beat); beat++) {
        if (classify(&result) != TESSERA_OK) {
            semihosting_print("a beat is not classified\n");
            return 1;
        }
        report(beat, &result);
        wrong += (result.label != beats_vector_labels[beat]) ? 1u : 0u;
    }
    for (uint32_t label = 0; label < BEATS_OUTPUT_COUNT; label++) {
        semihosting_print(beats_class_names[label]);
        semihosting_print(": ");
        print_number(counts[label]);
        semihosting_print("\n");
    }
    print_number(wrong);
    semihosting_print(" beats differ from the host's answer\n");
    return (wrong == 0u) ? 0 : 1;
}
