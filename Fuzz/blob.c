/* Opens any bytes with the C99 runtime and, unless C99_ALONE is defined, with the Swift runtime,
 * which must give the same status, counts, quantised inputs, logits, region, label and margin.
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
    uint8_t *inputs[RUNTIMES];
    void *scratch[RUNTIMES];
    size_t w, n, outputs, input_size, scratch_size;
    int wide;   /* inputs of 16 bits: an index into `of_width` */
    int binary; /* the sign of the output is the label */
} students;

static const runtime_of_width *functions(const students *all, int each)
{
    return &runtimes[each]->of_width[all->wide];
}

static void *exactly(size_t size)
{
    void *memory = malloc(size);
    REQUIRE(memory != NULL);
    return memory;
}

/* Label and margin follow from the logits. */
static void check_answer(const students *all, const tessera_result *answer)
{
    if (all->binary) {
        const int32_t logit = answer->logits[0];
        REQUIRE(answer->label == (logit > 0) && answer->margin == (logit < 0 ? -logit : logit));
        return;
    }
    REQUIRE(answer->label < all->outputs);
    REQUIRE(answer->margin >= 0);
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
        REQUIRE(functions(all, each)->infer(&all->models[each], all->inputs[0], all->n,
                                            all->scratch[each], all->scratch_size,
                                            &results[each])
                == TESSERA_OK);
        const tessera_result *answer = &results[each];
        check_answer(all, answer);
        REQUIRE(answer->region < runtimes[each]->region_count(&all->models[each]));
        REQUIRE(answer->label == results[0].label && answer->region == results[0].region);
        REQUIRE(answer->margin == results[0].margin);
        REQUIRE(memcmp(answer->logits, results[0].logits, 4 * all->outputs) == 0);
    }
}

static void infer_quantized(students *all, uint32_t *state)
{
    for (int manner = 0; manner < 2; manner++) {
        for (size_t index = 0; index < all->n; index++) {
            const uint32_t bits = draw(state);
            const uint32_t limit = (all->wide ? 32767u : 127u) + (bits & 1u);
            store(all->inputs[0], index * (all->wide ? 2u : 1u), all->wide ? 2u : 1u,
                  manner == 0 ? bits >> 16 : limit);
        }
        infer(all);
    }
}

/* Compares the results of quantisation, and runs them when they were accepted. */
static void infer_if(students *all, const tessera_status *statuses)
{
    for (int each = 1; each < RUNTIMES; each++) {
        REQUIRE(statuses[each] == statuses[0]);
        REQUIRE(statuses[0] != TESSERA_OK
                || memcmp(all->inputs[each], all->inputs[0], all->input_size) == 0);
    }
    if (statuses[0] == TESSERA_OK) {
        infer(all);
    }
}

static void infer_raw(students *all, uint32_t *state)
{
    tessera_status statuses[RUNTIMES];
    float *values = exactly(all->w * sizeof(float));
    draw_floats(state, values, all->w);
    for (int each = 0; each < RUNTIMES; each++) {
        statuses[each] = functions(all, each)->quantize_f32(&all->models[each], values, all->w,
                                                            all->inputs[each]);
    }
    infer_if(all, statuses);
    free(values);
    int16_t *counts = exactly(all->w * sizeof(int16_t));
    const uint32_t shift = 16 + draw(state) % 12;
    for (size_t index = 0; index < all->w; index++) {
        counts[index] = (int16_t)((int32_t)draw(state) >> shift);
    }
    for (int each = 0; each < RUNTIMES; each++) {
        statuses[each] = functions(all, each)->quantize_i16(&all->models[each], counts, all->w,
                                                            all->inputs[each]);
    }
    infer_if(all, statuses);
    free(counts);
    int32_t *integers = exactly(all->w * sizeof(int32_t));
    const uint32_t down = draw(state) % 28;
    for (size_t index = 0; index < all->w; index++) {
        integers[index] = (int32_t)draw(state) >> down;
    }
    for (int each = 0; each < RUNTIMES; each++) {
        statuses[each] = functions(all, each)->quantize_i32(&all->models[each], integers, all->w,
                                                            all->inputs[each]);
    }
    infer_if(all, statuses);
    free(integers);
}

/* Calls that are wrong are refused and change nothing. */
static void call_wrongly(students *all)
{
    for (int each = 0; each < RUNTIMES; each++) {
        const runtime_of_width *run = functions(all, each);
        const runtime_of_width *other = &runtimes[each]->of_width[1 - all->wide];
        const tessera_model *model = &all->models[each];
        tessera_result result = {NULL, 0, 0, 0};
        REQUIRE(run->infer(model, all->inputs[0], all->n + 1, all->scratch[each],
                           all->scratch_size, &result) == TESSERA_ERROR_INPUT_COUNT);
        REQUIRE(other->infer(model, all->inputs[0], all->n, all->scratch[each],
                             all->scratch_size, &result) == TESSERA_ERROR_INPUT_COUNT);
        REQUIRE(run->infer(model, all->inputs[0], all->n, all->scratch[each],
                           all->scratch_size - 1, &result) == TESSERA_ERROR_SCRATCH);
        REQUIRE(run->infer(model, NULL, all->n, all->scratch[each], all->scratch_size, &result)
                == TESSERA_ERROR_NULL);
        REQUIRE(result.logits == NULL);
    }
}

/* Every runtime gives the same counts and sizes. */
static void count(students *all)
{
    for (int each = 0; each < RUNTIMES; each++) {
        const runtime *run = runtimes[each];
        const tessera_model *model = &all->models[each], *first = &all->models[0];
        all->w = run->window_count(model);
        all->n = run->input_count(model);
        all->outputs = run->output_count(model);
        all->input_size = run->input_size(model);
        all->scratch_size = run->scratch_size(model);
        REQUIRE(run->region_count(model) == runtimes[0]->region_count(first));
        REQUIRE(run->output_scale(model) == runtimes[0]->output_scale(first));
        REQUIRE(run->stream_size(model) == runtimes[0]->stream_size(first));
        REQUIRE(all->w == runtimes[0]->window_count(first));
        REQUIRE(all->n == runtimes[0]->input_count(first));
        REQUIRE(all->outputs == runtimes[0]->output_count(first));
        REQUIRE(all->input_size == runtimes[0]->input_size(first));
        REQUIRE(all->scratch_size == runtimes[0]->scratch_size(first));
        all->inputs[each] = exactly(all->input_size);
        all->scratch[each] = exactly(all->scratch_size);
    }
    all->wide = all->input_size != all->n;
}

static void use(students *all, uint32_t state)
{
    count(all);
    infer_quantized(all, &state);
    infer_raw(all, &state);
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
        all.binary = (blob[6] & 64u) != 0u;
        use(&all, seed_of(data, size));
    } else {
        REQUIRE(memcmp(&all, &none, sizeof all) == 0);
    }
    free(blob);
    return 0;
}
