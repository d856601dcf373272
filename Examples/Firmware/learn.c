/* Classifies the beats of one patient, asks for the labels of five of them, learns these, and classifies
 * all beats again. The beats are the proof vectors of the generated folder. The answers come from
 * whoever types them: a clinician, or clinician.py with the labels of the dump.
 */
#include "patient.h"
#include "print_number.h"
#include "semihosting.h"
#include "tessera.h"
#include "vectors.h"

#define QUESTIONS 5u
#define KEPT 8

static tessera_model model;
static float samples[PATIENT_INPUT_COUNT];
static int8_t input[PATIENT_INPUT_COUNT];
static PATIENT_SCRATCH(scratch);
static PATIENT_ADAPTATION(state, KEPT);
static uint8_t delta[PATIENT_DELTA_SIZE];

static tessera_status classify(uint32_t beat, tessera_result *result)
{
    union {
        uint32_t bits;
        float value;
    } sample;
    for (uint32_t index = 0; index < PATIENT_INPUT_COUNT; index++) {
        sample.bits = patient_vector_inputs[beat][index];
        samples[index] = sample.value;
    }
    const tessera_status status = tessera_quantize_f32(&model, samples, PATIENT_INPUT_COUNT, input);
    if (status != TESSERA_OK) {
        return status;
    }
    return tessera_infer(&model, input, PATIENT_INPUT_COUNT, scratch, sizeof scratch, result);
}

static void print_answer(const char *word, uint32_t beat, uint16_t label)
{
    semihosting_print(word);
    print_number(beat);
    semihosting_print(": ");
    semihosting_print(patient_class_names[label]);
    semihosting_print("\n");
}

/* Reads the place of a class, or ? for a label that nobody can tell; ends of lines are skipped. */
static uint16_t read_label(void)
{
    for (;;) {
        const int32_t typed = semihosting_call(0x07u, 0); /* SYS_READC */
        if (typed == '?' || typed < 0) {
            return TESSERA_NO_LABEL;
        }
        if (typed >= '0' && typed < (int32_t)('0' + PATIENT_OUTPUT_COUNT)) {
            return (uint16_t)(typed - '0');
        }
    }
}

/* Asks for the labels of the answers of smallest margins, and learns them. */
static tessera_status ask(void)
{
    tessera_question question;
    for (uint32_t number = 0; number < QUESTIONS; number++) {
        if (tessera_adapt_ask(&model, state, 0, &question) != TESSERA_OK) {
            return TESSERA_OK;
        }
        semihosting_print("Which class has beat ");
        print_number(question.number);
        for (uint32_t label = 0; label < PATIENT_OUTPUT_COUNT; label++) {
            semihosting_print((label == 0u) ? " (" : ", ");
            print_number(label);
            semihosting_print(" ");
            semihosting_print(patient_class_names[label]);
        }
        semihosting_print(")?\n");
        const tessera_status status = tessera_adapt_learn(&model, state, 0, read_label());
        if (status != TESSERA_OK) {
            return status;
        }
    }
    return TESSERA_OK;
}

static int fail(const char *text)
{
    semihosting_print(text);
    return 1;
}

int main(void)
{
    tessera_result result;
    int in_use = 0;
    if (tessera_open(&model, patient_blob, PATIENT_SIZE) != TESSERA_OK) {
        return fail("the student does not open\n");
    }
    if (tessera_adapt_begin(&model, state, sizeof state, KEPT) != TESSERA_OK) {
        return fail("the student does not learn\n");
    }
    for (uint32_t beat = 0; beat < PATIENT_VECTOR_COUNT; beat++) {
        if (classify(beat, &result) != TESSERA_OK
            || tessera_adapt_keep(&model, state, input, beat, &result) != TESSERA_OK) {
            return fail("a beat is not classified\n");
        }
        print_answer("before ", beat, result.label);
    }
    if (ask() != TESSERA_OK || tessera_adapt_commit(&model, state, &in_use) != TESSERA_OK) {
        return fail("a label is not learnt\n");
    }
    semihosting_print((in_use != 0) ? "what was learnt is used\n" : "what was learnt is not used\n");
    for (uint32_t beat = 0; beat < PATIENT_VECTOR_COUNT; beat++) {
        if (classify(beat, &result) != TESSERA_OK
            || tessera_adapt_apply(&model, state, input, &result) != TESSERA_OK) {
            return fail("a beat is not classified\n");
        }
        print_answer("after ", beat, result.label);
    }
    if (tessera_adapt_save(&model, state, delta, sizeof delta) != TESSERA_OK) {
        return fail("what was learnt is not saved\n");
    }
    print_number((uint32_t)sizeof delta);
    semihosting_print(" bytes to keep in flash\n");
    return 0;
}
