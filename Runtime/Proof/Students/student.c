/* What Eva runs on a student: every function that takes it, on all values of its caller at once.
 *
 * student.h is of one file (sizes.c), and JOB says which functions are called. Every array has the bytes
 * that the interface asks for and no more. What a caller need not set is not set: Eva reports a read of
 * it. Where a function answers TESSERA_OK or not, both are followed.
 */
#ifdef LOADS_FROM_PROGRAM
/* As on AVR: every byte of the student goes through a function. */
#include <stdint.h>
static uint8_t byte_of_program(const uint8_t *at) { return *at; }
#define TESSERA_LOAD(at) byte_of_program(at)
#endif
#include "tessera.c"

#include "student.h"

/* Of a stream that is searched for beats. */
#define BEAT_SAMPLES 40

/* An array cannot have 0 elements. */
#define AT_LEAST_ONE(count) (((count) > 0) ? (count) : 1)

static tessera_model model;
static tessera_result result;

/* Eva reaches this where a job ends as it should: no job is proved by being cut short. */
static void finish(void) { Frama_C_show_each_finished(0); }

/* The function of the width of the student's inputs. */
#if FEATURE_BITS == 16
typedef int16_t element;
#define OF_WIDTH(name) name##_wide
#else
typedef int8_t element;
#define OF_WIDTH(name) name
#endif

static void infer_all(void)
{
    element values[INPUTS];
    int32_t scratch[SCRATCH_BYTES / 4];
    Frama_C_make_unknown((char *)values, sizeof values);
    if (OF_WIDTH(tessera_infer)(&model, values, INPUTS, scratch, SCRATCH_BYTES, &result) == TESSERA_OK) {
        /*@ check \initialized(&result.label); */
        /*@ check result.label < OUTPUTS || result.label < 2; */
        /*@ check result.region < REGIONS; */
        finish();
    }
}

/* The counts and sizes, which a caller gives to the other functions. */
static void sizes_all(void)
{
    (void)tessera_output_scale(&model);
    if (tessera_window_count(&model) == WINDOW && tessera_input_count(&model) == INPUTS &&
        tessera_output_count(&model) == OUTPUTS && tessera_region_count(&model) == REGIONS &&
        8u * tessera_input_size(&model) == FEATURE_BITS * INPUTS &&
        tessera_scratch_size(&model) == SCRATCH_BYTES && tessera_program_size(&model) == PROGRAM_BYTES &&
        tessera_classify_size(&model) == CLASSIFY_BYTES && tessera_stream_size(&model) == STREAM_BYTES &&
        tessera_beat_size(&model) == BEAT_BYTES && tessera_adapt_size(&model, 2) == ADAPT_BYTES &&
        tessera_adapt_delta_size(&model) == DELTA_BYTES) {
        finish();
    }
}

/* Every float, NaN and the infinities too. */
static void quantize_floats_all(void)
{
    float values[WINDOW];
    element quantized[INPUTS];
    Frama_C_make_unknown((char *)values, sizeof values);
    if (OF_WIDTH(tessera_quantize_f32)(&model, values, WINDOW, quantized) == TESSERA_OK) {
        finish();
    }
}

static void quantize_counts_all(void)
{
    int16_t values[WINDOW];
    element quantized[INPUTS];
    Frama_C_make_unknown((char *)values, sizeof values);
    if (OF_WIDTH(tessera_quantize_i16)(&model, values, WINDOW, quantized) == TESSERA_OK) {
        finish();
    }
}

static void quantize_integers_all(void)
{
    int32_t values[WINDOW];
    element quantized[INPUTS];
    Frama_C_make_unknown((char *)values, sizeof values);
    if (OF_WIDTH(tessera_quantize_i32)(&model, values, WINDOW, quantized) == TESSERA_OK) {
        finish();
    }
}

/* From counts to the answer, with the program. */
static void classify_all(void)
{
    int16_t counts[WINDOW];
    int32_t memory[CLASSIFY_BYTES / 4];
    Frama_C_make_unknown((char *)counts, sizeof counts);
#if MEMORY_IS_SET
    Frama_C_make_unknown((char *)memory, sizeof memory);
#endif
    if (tessera_classify(&model, counts, WINDOW, memory, CLASSIFY_BYTES, &result) == TESSERA_OK) {
        finish();
    }
}

/* Floats to counts, and the features alone. */
static void features_all(void)
{
    float values[WINDOW];
    int16_t counts[WINDOW];
    int32_t memory[AT_LEAST_ONE(PROGRAM_BYTES / 4)];
    element quantized[INPUTS];
    Frama_C_make_unknown((char *)values, sizeof values);
    if (tessera_counts_f32(&model, values, WINDOW, counts) != TESSERA_OK) {
        return;
    }
#if MEMORY_IS_SET
    Frama_C_make_unknown((char *)memory, sizeof memory);
#endif
    if (OF_WIDTH(tessera_features_i16)(&model, counts, WINDOW, memory, PROGRAM_BYTES, quantized) ==
        TESSERA_OK) {
        finish();
    }
}

#if STREAM_BYTES > 0
/* Any frame into any state that the stream can be in: the ring holds anything, the next frame goes
 * anywhere, and the window is complete after any number of frames. What is proved of one frame holds of
 * every sequence. */
static void stream_all(void)
{
    int32_t state[STREAM_BYTES / 4];
    int32_t memory[CLASSIFY_BYTES / 4];
    int16_t frame[LARGEST_CHANNEL_COUNT];
    size_t count = 1;
    if (tessera_stream_start(&model, state, sizeof state) != TESSERA_OK) {
        return;
    }
    stream_state *it = (stream_state *)(void *)state;
    const uint32_t length = load16(blob + AT_SAMPLES);
    Frama_C_make_unknown((char *)(state + 4), sizeof state - 16);
    Frama_C_make_unknown((char *)frame, sizeof frame);
    it->at = (uint32_t)Frama_C_long_interval(0, (long)length - 1);
    it->needed = (uint32_t)Frama_C_long_interval(0, (long)length);
    it->frames = Frama_C_unsigned_long_interval(0, UINT32_MAX);
    if (tessera_stream_push(&model, state, frame, &count, memory, CLASSIFY_BYTES, &result) == TESSERA_OK) {
        /*@ check it->at < length && it->needed <= length; */
        finish();
    }
}
#endif

#if ADAPT_BYTES > 0
/* Words of the state from `from` to `to`, in ±limit. */
static void fill_words(int32_t *from, const int32_t *to, int32_t limit)
{
    while (from != to) {
        *from = Frama_C_long_interval(-limit, limit);
        from++;
    }
}

/* Any bytes as what was saved. */
static void load_all(void)
{
    int32_t state[ADAPT_BYTES / 4];
    uint8_t delta[DELTA_BYTES];
    Frama_C_make_unknown((char *)delta, sizeof delta);
    (void)tessera_adapt_load(&model, state, sizeof state, 2, delta, sizeof delta);
    finish();
}

/* An answer as an inference leaves it: any z, and any outputs below 2^30. */
static void answer_anything(int32_t *scratch)
{
    scratch_parts parts;
    find_parts(blob, &parts);
    Frama_C_make_unknown((char *)scratch, SCRATCH_BYTES);
    fill_words(scratch + parts.outputs, scratch + parts.outputs + OUTPUTS, ((int32_t)1 << 30) - 1);
    result.logits = scratch + parts.outputs;
    result.margin = Frama_C_long_interval(0, INT32_MAX);
    result.verdict = (uint16_t)Frama_C_long_interval(0, 2);
}

/* Any state that learning can be in: W and P hold anything within their limits, which every step keeps,
 * and two answers are kept. What is proved of one step holds after every sequence. */
static int begin_anywhere(int32_t *state)
{
    adapt_state *it = (adapt_state *)(void *)state;
    if (tessera_adapt_begin(&model, state, ADAPT_BYTES, 2) != TESSERA_OK) {
        return 0;
    }
    fill_words(adapt_w(it), adapt_p(it), it->w_limit);
    fill_words(adapt_p(it), adapt_outputs(it), it->p_limit);
    it->updates = (uint32_t)Frama_C_long_interval(0, (long)it->most);
    it->in_use = (uint32_t)Frama_C_long_interval(0, 1);
    it->kept = 2;
    Frama_C_make_unknown((char *)kept_at(it, 0), 8u * it->kept_words);
    for (uint32_t rank = 0; rank < 2u; rank++) {
        int32_t *outputs = kept_at(it, rank) + KEPT_OUTPUTS;
        fill_words(outputs, outputs + OUTPUTS, ((int32_t)1 << 30) - 1);
    }
    return 1;
}

/* An answer that is kept where there is room, and where there is none. */
static void keep_all(void)
{
    int32_t state[ADAPT_BYTES / 4];
    int32_t scratch[SCRATCH_BYTES / 4];
    element values[INPUTS];
    adapt_state *it = (adapt_state *)(void *)state;
    for (uint32_t kept = 0; kept <= 2u; kept++) {
        Frama_C_make_unknown((char *)values, sizeof values);
        answer_anything(scratch);
        if (begin_anywhere(state)) {
            it->kept = (uint16_t)kept;
            (void)tessera_adapt_keep(&model, state, values, kept, &result);
            finish();
        }
    }
}

static void learn_one(uint16_t rank, uint16_t label)
{
    int32_t state[ADAPT_BYTES / 4];
    int32_t scratch[SCRATCH_BYTES / 4];
    element values[INPUTS];
    uint8_t delta[DELTA_BYTES];
    int in_use;
    tessera_question question;
    Frama_C_make_unknown((char *)values, sizeof values);
    if (!begin_anywhere(state)) {
        return;
    }
    answer_anything(scratch);
    (void)tessera_adapt_apply(&model, state, values, &result);
    (void)tessera_adapt_ask(&model, state, rank, &question);
    (void)tessera_adapt_learn(&model, state, rank, label);
    (void)tessera_adapt_commit(&model, state, &in_use);
    if (tessera_adapt_save(&model, state, delta, sizeof delta) == TESSERA_OK) {
        finish();
    }
}

/* Every label of the student, one that it has not, and none. */
static void learn_all(void)
{
    for (uint16_t label = 0; label <= OUTPUTS; label++) {
        learn_one((uint16_t)(label & 1u), label);
    }
    learn_one(2, 0);
    learn_one(0, TESSERA_NO_LABEL);
}
#endif

#if BEAT_BYTES > 0
/* The first samples of a stream, whatever they are, in one block. */
static void beats_all(void)
{
    int32_t state[BEAT_BYTES / 4];
    int32_t memory[CLASSIFY_BYTES / 4];
    int16_t samples[BEAT_SAMPLES];
    size_t count = BEAT_SAMPLES;
    tessera_beat beat;
    Frama_C_make_unknown((char *)samples, sizeof samples);
    if (tessera_beat_start(&model, state, sizeof state, 0) != TESSERA_OK) {
        return;
    }
    if (tessera_beat_push(&model, state, samples, &count, memory, CLASSIFY_BYTES, &beat) == TESSERA_OK) {
        finish();
    }
}
#endif

int main(void)
{
    if (tessera_open(&model, blob, sizeof blob) == TESSERA_OK) {
        JOB();
    }
    return 0;
}
