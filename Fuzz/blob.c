/* Opens any bytes with the C99 runtime and, unless C99_ALONE is defined, with the Swift runtime,
 * which must give the same status, counts, quantised inputs, logits, region, label, margin and verdict.
 * Everything that is handed over is allocated at exactly its size. */
#include "blob.h"
#include "runtime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(condition)                                                                 \
    do {                                                                                   \
        if (!(condition)) {                                                                \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);        \
            abort();                                                                       \
        }                                                                                  \
    } while (0)

#ifdef C99_ALONE
enum { RUNTIMES = 1 };
static const runtime *const runtimes[RUNTIMES] = {&runtime_c99};
#else
enum { RUNTIMES = 2 };
static const runtime *const runtimes[RUNTIMES] = {&runtime_c99, &runtime_swift};
#endif

typedef struct students {
    tessera_model models[RUNTIMES];
    void *inputs[RUNTIMES]; /* n int8_t, or n int16_t when wide */
    void *scratch[RUNTIMES];
    size_t window, n, outputs, input_size, scratch_size;
    int is_wide, is_binary;
} students;

/* A window in the three forms in which one comes. */
typedef struct windows {
    float *floats;
    int16_t *counts;
    int32_t *integers;
} windows;

static void *exactly(size_t size)
{
    void *memory = malloc(size);
    REQUIRE(memory != NULL);
    return memory;
}

static tessera_status run(const students *all, int each, const void *input, size_t count,
                          size_t scratch_size, tessera_result *result)
{
    const runtime *it = runtimes[each];
    const tessera_model *model = &all->models[each];
    void *scratch = all->scratch[each];
    return all->is_wide ? it->infer_wide(model, input, count, scratch, scratch_size, result)
                        : it->infer(model, input, count, scratch, scratch_size, result);
}

/* Label and margin follow from the logits. */
static void check(const students *all, const tessera_result *answer)
{
    REQUIRE(answer->margin >= 0);
    if (all->is_binary) {
        const int32_t logit = answer->logits[0];
        REQUIRE(answer->label == (logit > 0) && answer->margin == (logit < 0 ? -logit : logit));
        return;
    }
    REQUIRE(answer->label < all->outputs);
    for (size_t output = 0; output < all->outputs; output++) {
        const int32_t best = answer->logits[answer->label], logit = answer->logits[output];
        REQUIRE(output < answer->label ? logit < best : logit <= best);
    }
}

/* Runs all on inputs[0] and compares the answers. */
static void infer(students *all)
{
    tessera_result results[RUNTIMES];
    memset(results, 0, sizeof results);
    for (int each = 0; each < RUNTIMES; each++) {
        const tessera_result *answer = &results[each];
        REQUIRE(run(all, each, all->inputs[0], all->n, all->scratch_size, &results[each])
                == TESSERA_OK);
        check(all, answer);
        REQUIRE(answer->region < runtimes[each]->region_count(&all->models[each]));
        REQUIRE(answer->label == results[0].label && answer->region == results[0].region);
        REQUIRE(answer->margin == results[0].margin);
        REQUIRE(answer->verdict == results[0].verdict);
        REQUIRE(memcmp(answer->logits, results[0].logits, 4 * all->outputs) == 0);
    }
}

static void infer_quantized(students *all, uint32_t *state)
{
    for (int manner = 0; manner < 2; manner++) {
        for (size_t index = 0; index < all->n; index++) {
            const uint32_t bits = draw(state);
            if (all->is_wide) {
                const uint32_t extreme = 0x7FFFu + (bits >> 31);
                ((int16_t *)all->inputs[0])[index] =
                    (int16_t)(uint16_t)(manner == 0 ? bits >> 16 : extreme);
            } else {
                const uint32_t extreme = 127u + (bits >> 31);
                ((int8_t *)all->inputs[0])[index] =
                    (int8_t)(uint8_t)(manner == 0 ? bits >> 24 : extreme);
            }
        }
        infer(all);
    }
}

/* Quantises one form of a window. */
static tessera_status quantize(const students *all, int each, const windows *from, int form,
                               size_t count)
{
    const runtime *it = runtimes[each];
    const tessera_model *model = &all->models[each];
    void *to = all->inputs[each];
    if (all->is_wide) {
        return form == 0   ? it->quantize_f32_wide(model, from->floats, count, to)
               : form == 1 ? it->quantize_i16_wide(model, from->counts, count, to)
                           : it->quantize_i32_wide(model, from->integers, count, to);
    }
    return form == 0   ? it->quantize_f32(model, from->floats, count, to)
           : form == 1 ? it->quantize_i16(model, from->counts, count, to)
                       : it->quantize_i32(model, from->integers, count, to);
}

static tessera_status make_features(const students *all, int each, const int16_t *counts,
                                    void *memory, size_t size)
{
    const runtime *it = runtimes[each];
    const tessera_model *model = &all->models[each];
    void *to = all->inputs[each];
    return all->is_wide ? it->features_i16_wide(model, counts, all->window, memory, size, to)
                        : it->features_i16(model, counts, all->window, memory, size, to);
}

/* Compares the answers to counts in one call, each in memory of exactly the size. Where `status` is
 * that of features in a call of their own, which lie in inputs[0], they are the same. */
static void classify(students *all, const int16_t *counts, tessera_status status)
{
    const size_t size = runtimes[0]->classify_size(&all->models[0]);
    tessera_result results[RUNTIMES];
    void *memory[RUNTIMES];
    memset(results, 0, sizeof results);
    for (int each = 0; each < RUNTIMES; each++) {
        const runtime *it = runtimes[each];
        const tessera_model *model = &all->models[each];
        tessera_result *answer = &results[each];
        memory[each] = exactly(size);
        REQUIRE(it->classify_size(model) == size);
        REQUIRE(it->classify(model, counts, all->window, memory[each], size - 1, answer)
                == TESSERA_ERROR_SCRATCH);
        REQUIRE(it->classify(model, counts, all->window, memory[each], size, answer) == status);
        if (status == TESSERA_OK) {
            check(all, answer);
            REQUIRE(memcmp(memory[each], all->inputs[0], all->input_size) == 0);
            REQUIRE(answer->label == results[0].label && answer->region == results[0].region);
            REQUIRE(answer->margin == results[0].margin);
            REQUIRE(answer->verdict == results[0].verdict);
            REQUIRE(memcmp(answer->logits, results[0].logits, 4 * all->outputs) == 0);
        }
    }
    for (int each = 0; each < RUNTIMES; each++) {
        free(memory[each]);
    }
}

/* Compares what a program makes of counts, and of floats that become counts, and runs that. */
static void run_program(students *all, const windows *from)
{
    const size_t size = runtimes[0]->program_size(&all->models[0]);
    int16_t *counts = exactly(all->window * sizeof(int16_t));
    memcpy(counts, from->counts, all->window * sizeof(int16_t));
    for (int form = 0; form < 2; form++) {
        tessera_status status = TESSERA_OK;
        for (int each = 0; each < RUNTIMES; each++) {
            const tessera_model *model = &all->models[each];
            void *memory = exactly(size + (size == 0));
            REQUIRE(runtimes[each]->program_size(model) == size);
            tessera_status found =
                form == 0 ? TESSERA_OK
                          : runtimes[each]->counts_f32(model, from->floats, all->window, counts);
            if (found == TESSERA_OK) {
                found = make_features(all, each, counts, memory, size);
            }
            REQUIRE(each == 0 || found == status);
            status = found;
            REQUIRE(size == 0 || make_features(all, each, counts, memory, size - 1)
                                     == TESSERA_ERROR_SCRATCH);
            REQUIRE(status != TESSERA_OK || each == 0
                    || memcmp(all->inputs[each], all->inputs[0], all->input_size) == 0);
            free(memory);
        }
        if (form == 0 && status == TESSERA_OK) {
            classify(all, counts, status);
        }
        if (status == TESSERA_OK) {
            infer(all);
        }
    }
    free(counts);
}

/* Compares what the forms of a window become, and runs what was accepted. */
static void infer_windows(students *all, uint32_t *state)
{
    const windows from = {exactly(all->window * sizeof(float)),
                          exactly(all->window * sizeof(int16_t)),
                          exactly(all->window * sizeof(int32_t))};
    const uint32_t shift = draw(state) % 28;
    draw_floats(state, from.floats, all->window);
    for (size_t index = 0; index < all->window; index++) {
        from.integers[index] = (int32_t)draw(state) >> shift;
        from.counts[index] = (int16_t)((int32_t)draw(state) >> (16 + shift % 12));
    }
    for (int form = 0; form < 3; form++) {
        const tessera_status status = quantize(all, 0, &from, form, all->window);
        for (int each = 1; each < RUNTIMES; each++) {
            REQUIRE(quantize(all, each, &from, form, all->window) == status);
            REQUIRE(status != TESSERA_OK
                    || memcmp(all->inputs[each], all->inputs[0], all->input_size) == 0);
        }
        REQUIRE(quantize(all, 0, &from, form, all->window + 1) == TESSERA_ERROR_INPUT_COUNT);
        if (form == 1 && status != TESSERA_ERROR_SCRATCH) {
            classify(all, from.counts, status);
        }
        if (status == TESSERA_OK) {
            (void)quantize(all, 0, &from, form, all->window);
            infer(all);
        }
    }
    run_program(all, &from);
    free(from.floats);
    free(from.counts);
    free(from.integers);
}

/* What one runtime makes of a stream: a digest of every status and answer. */
static uint32_t push_stream(const students *all, int each, const int16_t *samples, size_t count,
                            size_t channels, size_t state_size, int of_beats, uint32_t seed)
{
    const runtime *it = runtimes[each];
    const tessera_model *model = &all->models[each];
    const size_t memory_size = it->classify_size(model);
    void *state = exactly(state_size), *memory = exactly(memory_size);
    uint32_t digest = 1, random = seed;
    size_t at = 0;
    REQUIRE((of_beats ? it->beat_start(model, state, state_size, seed)
                      : it->stream_start(model, state, state_size)) == TESSERA_OK);
    while (at < count) {
        size_t taken = 1u + draw(&random) % 50u;
        tessera_beat beat = {{NULL, 0, 0, 0, 0}, NULL, 0};
        taken = taken < count - at ? taken : count - at;
        const int16_t *from = samples + at * channels;
        const tessera_status status =
            of_beats ? it->beat_push(model, state, from, &taken, memory, memory_size, &beat)
                     : it->stream_push(model, state, from, &taken, memory, memory_size, &beat.result);
        at += taken;
        digest = (digest ^ (uint32_t)status) * 0x01000193u;
        if (status == TESSERA_OK && beat.result.logits != NULL) {
            digest = (digest ^ (uint32_t)at ^ beat.place) * 0x01000193u;
            digest = (digest ^ (uint32_t)beat.result.margin ^ beat.result.label) * 0x01000193u;
        }
    }
    free(state);
    free(memory);
    return digest;
}

/* Streams give the same answers. */
static void push_streams(students *all, const uint8_t *blob, uint32_t *state)
{
    const size_t windows = runtimes[0]->stream_size(&all->models[0]);
    const size_t beats = runtimes[0]->beat_size(&all->models[0]);
    const size_t channels = blob[4] == 2 ? blob[50] : 1, count = 400;
    int16_t *samples = exactly(count * channels * sizeof(int16_t));
    const uint32_t shift = draw(state) % 12;
    for (size_t index = 0; index < count * channels; index++) {
        samples[index] = (int16_t)((int32_t)draw(state) >> (16 + shift));
    }
    for (int each = 0; each < RUNTIMES; each++) {
        REQUIRE(runtimes[each]->beat_size(&all->models[each]) == beats);
    }
    for (int of_beats = 0; of_beats < 2; of_beats++) {
        const size_t size = of_beats ? beats : windows;
        uint32_t first = 0;
        for (int each = 0; size != 0 && each < RUNTIMES; each++) {
            const uint32_t digest =
                push_stream(all, each, samples, count, channels, size, of_beats, 77u);
            first = each == 0 ? digest : first;
            REQUIRE(digest == first);
        }
    }
    free(samples);
}

enum { KEPT = 3 };

/* What one runtime makes of a student that learns: a digest of every status, answer and delta. Deltas are
 * damaged. */
static uint32_t teach(const students *all, int each, size_t size, size_t delta_size, uint32_t random)
{
    const runtime *it = runtimes[each];
    const tessera_model *model = &all->models[each];
    void *memory = exactly(size);
    uint8_t *delta = exactly(delta_size);
    uint32_t digest = 1;
    REQUIRE(it->adapt_begin(model, memory, size, KEPT) == TESSERA_OK);
    for (uint32_t turn = 0; turn < 40; turn++) {
        tessera_result result = {NULL, 0, 0, 0, 0};
        tessera_question question = {0, 0};
        int in_use = 0;
        for (size_t at = 0; at < all->input_size; at++) {
            ((uint8_t *)all->inputs[each])[at] = (uint8_t)(draw(&random) >> 24);
        }
        REQUIRE(run(all, each, all->inputs[each], all->n, all->scratch_size, &result) == TESSERA_OK);
        REQUIRE(it->adapt_keep(model, memory, all->inputs[each], turn, &result) == TESSERA_OK);
        REQUIRE(it->adapt_apply(model, memory, all->inputs[each], &result) == TESSERA_OK);
        digest = (digest ^ result.label ^ (uint32_t)result.margin) * 0x01000193u;
        (void)it->adapt_ask(model, memory, (uint16_t)(draw(&random) % 4u), &question);
        digest = (digest ^ question.number ^ (uint32_t)question.margin) * 0x01000193u;
        const uint16_t label = (uint16_t)(draw(&random) % (all->outputs + 1u));
        const tessera_status status = it->adapt_learn(model, memory, 0, label);
        digest = (digest ^ (uint32_t)status) * 0x01000193u;
        REQUIRE(it->adapt_commit(model, memory, &in_use) == TESSERA_OK);
        if (turn % 8u == 7u) {
            REQUIRE(it->adapt_save(model, memory, delta, delta_size) == TESSERA_OK);
            digest = (digest ^ seed_of(delta, delta_size)) * 0x01000193u;
            delta[draw(&random) % delta_size] ^= (uint8_t)(draw(&random) >> 31);
            const tessera_status loaded =
                it->adapt_load(model, memory, size, KEPT, delta, delta_size);
            REQUIRE(loaded == TESSERA_OK || loaded == TESSERA_ERROR_DELTA);
            digest = (digest ^ (uint32_t)loaded ^ (uint32_t)in_use) * 0x01000193u;
        }
    }
    free(memory);
    free(delta);
    return digest;
}

/* Learning gives the same answers and deltas. */
static void learn_labels(students *all, uint32_t *state)
{
    const size_t size = runtimes[0]->adapt_size(&all->models[0], KEPT);
    const size_t delta_size = runtimes[0]->adapt_delta_size(&all->models[0]);
    const uint32_t seed = draw(state);
    uint32_t first = 0;
    for (int each = 0; each < RUNTIMES; each++) {
        REQUIRE(runtimes[each]->adapt_size(&all->models[each], KEPT) == size);
        REQUIRE(runtimes[each]->adapt_delta_size(&all->models[each]) == delta_size);
        const uint32_t digest = size == 0 ? 0 : teach(all, each, size, delta_size, seed);
        first = each == 0 ? digest : first;
        REQUIRE(digest == first);
    }
}

/* Calls that are wrong are refused and change nothing. */
static void call_wrongly(students *all)
{
    const void *input = all->inputs[0];
    for (int each = 0; each < RUNTIMES; each++) {
        tessera_result result = {NULL, 0, 0, 0, 0};
        REQUIRE(run(all, each, input, all->n + 1, all->scratch_size, &result)
                == TESSERA_ERROR_INPUT_COUNT);
        REQUIRE(run(all, each, input, all->n, all->scratch_size - 1, &result)
                == TESSERA_ERROR_SCRATCH);
        REQUIRE(run(all, each, NULL, all->n, all->scratch_size, &result) == TESSERA_ERROR_NULL);
        all->is_wide = !all->is_wide;
        REQUIRE(run(all, each, input, all->n, all->scratch_size, &result)
                == TESSERA_ERROR_INPUT_COUNT);
        all->is_wide = !all->is_wide;
        REQUIRE(result.logits == NULL);
    }
}

/* The sizes of all runtimes, which are alike. */
static void measure(students *all)
{
    const runtime *first = runtimes[0];
    const tessera_model *model = &all->models[0];
    all->window = first->window_count(model);
    all->n = first->input_count(model);
    all->outputs = first->output_count(model);
    all->input_size = first->input_size(model);
    all->scratch_size = first->scratch_size(model);
    all->is_wide = all->input_size != all->n;
    for (int each = 0; each < RUNTIMES; each++) {
        const runtime *it = runtimes[each];
        const tessera_model *other = &all->models[each];
        REQUIRE(it->region_count(other) == first->region_count(model));
        REQUIRE(it->output_scale(other) == first->output_scale(model));
        REQUIRE(it->stream_size(other) == first->stream_size(model));
        REQUIRE(it->window_count(other) == all->window && it->input_count(other) == all->n);
        REQUIRE(it->output_count(other) == all->outputs);
        REQUIRE(it->input_size(other) == all->input_size);
        REQUIRE(it->scratch_size(other) == all->scratch_size);
        all->inputs[each] = exactly(all->input_size);
        all->scratch[each] = exactly(all->scratch_size);
    }
}

static void use(students *all, const uint8_t *blob, uint32_t state)
{
    measure(all);
    infer_quantized(all, &state);
    infer_windows(all, &state);
    push_streams(all, blob, &state);
    learn_labels(all, &state);
    call_wrongly(all);
    for (int each = 0; each < RUNTIMES; each++) {
        free(all->inputs[each]);
        free(all->scratch[each]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    students all;
    memset(&all, 0, sizeof all);
    const students none = all;
    uint8_t *blob = exactly(size);
    if (size != 0) {
        memcpy(blob, data, size);
    }
    tessera_status statuses[RUNTIMES];
    for (int each = 0; each < RUNTIMES; each++) {
        statuses[each] = runtimes[each]->open(&all.models[each], blob, size);
        REQUIRE(statuses[each] == statuses[0]);
        REQUIRE(statuses[each] <= TESSERA_ERROR_SECTION);
    }
    if (statuses[0] == TESSERA_OK) {
        all.is_binary = (data[6] & 64u) != 0;
        use(&all, blob, seed_of(data, size));
    } else {
        REQUIRE(memcmp(&all, &none, sizeof all) == 0);
    }
    free(blob);
    return 0;
}
