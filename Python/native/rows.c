/* Runs a packed student on many rows in one call, with the C99 runtime of a device.
 *
 * The package loads this beside Runtime/C99/tessera.c as one shared library. A caller hands over
 * arrays; what a row needs of memory is taken once for each call.
 */
#include "tessera.h"

#include <stdlib.h>
#include <string.h>

/* What a window is made of. */
enum { ROWS_F32 = 0, ROWS_I16 = 1, ROWS_I32 = 2 };

/* Beside those of tessera.h. */
enum { ROWS_NO_MEMORY = 100, ROWS_NOT_FINITE = 101 };

/* Where the answers go; a null pointer leaves them out. */
typedef struct rows_answers {
    int32_t *logits;   /* N x C */
    int32_t *labels;   /* N */
    int32_t *regions;  /* N */
    int32_t *verdicts; /* N */
    int32_t *margins;  /* N */
} rows_answers;

/* A student and the memory of one row. */
typedef struct rows_job {
    const tessera_model *model;
    size_t window;
    size_t inputs;
    size_t outputs;
    size_t scratch_size;
    size_t program_size;
    int32_t kind;
    int wide;
    void *input;
    void *scratch;
    void *program;
    int16_t *counts;
} rows_job;

size_t tessera_rows_model_size(void)
{
    return sizeof(tessera_model);
}

/* Whether the outputs are logits of classes (Docs/Format.md, bit 5 of the flags). */
int32_t tessera_rows_has_classes(const tessera_model *model)
{
    return (model->blob[6] >> 5) & 1;
}

static int begin(rows_job *job, const tessera_model *model, int32_t kind)
{
    memset(job, 0, sizeof *job);
    job->model = model;
    job->kind = kind;
    job->window = tessera_window_count(model);
    job->inputs = tessera_input_count(model);
    job->outputs = tessera_output_count(model);
    job->scratch_size = tessera_scratch_size(model);
    job->program_size = tessera_program_size(model);
    job->wide = tessera_input_size(model) != job->inputs;
    job->input = malloc(tessera_input_size(model) + 4u);
    job->scratch = malloc(job->scratch_size + 4u);
    job->program = malloc(job->program_size + 4u);
    job->counts = malloc(job->window * sizeof *job->counts + 4u);
    return (job->input != NULL) && (job->scratch != NULL) && (job->program != NULL) &&
           (job->counts != NULL);
}

static void end(rows_job *job)
{
    free(job->input);
    free(job->scratch);
    free(job->program);
    free(job->counts);
}

static int is_finite(const float *values, size_t count)
{
    uint32_t infinite = 0;
    for (size_t index = 0; index < count; index++) {
        uint32_t bits = 0;
        memcpy(&bits, values + index, sizeof bits);
        infinite |= (uint32_t)((bits & 0x7F800000u) == 0x7F800000u);
    }
    return infinite == 0u;
}

static int run_program(const rows_job *job, const void *values)
{
    const int16_t *counts = values;
    if (job->kind == ROWS_F32) {
        const tessera_status status =
            tessera_counts_f32(job->model, values, job->window, job->counts);
        if (status != TESSERA_OK) {
            return (int)status;
        }
        counts = job->counts;
    }
    return (int)(job->wide ? tessera_features_i16_wide(job->model, counts, job->window, job->program,
                                                       job->program_size, job->input)
                           : tessera_features_i16(job->model, counts, job->window, job->program,
                                                  job->program_size, job->input));
}

static int quantize(const rows_job *job, const void *values)
{
    const tessera_model *model = job->model;
    const size_t count = job->window;
    if ((job->kind != ROWS_I32) && (job->program_size != 0u)) {
        return run_program(job, values);
    }
    if (job->kind == ROWS_F32) {
        return (int)(job->wide ? tessera_quantize_f32_wide(model, values, count, job->input)
                               : tessera_quantize_f32(model, values, count, job->input));
    }
    if (job->kind == ROWS_I16) {
        return (int)(job->wide ? tessera_quantize_i16_wide(model, values, count, job->input)
                               : tessera_quantize_i16(model, values, count, job->input));
    }
    return (int)(job->wide ? tessera_quantize_i32_wide(model, values, count, job->input)
                           : tessera_quantize_i32(model, values, count, job->input));
}

static int answer(const rows_job *job, const void *values, tessera_result *result)
{
    if ((job->kind == ROWS_F32) && !is_finite(values, job->window)) {
        return ROWS_NOT_FINITE;
    }
    const int status = quantize(job, values);
    if (status != TESSERA_OK) {
        return status;
    }
    return (int)(job->wide ? tessera_infer_wide(job->model, job->input, job->inputs, job->scratch,
                                                job->scratch_size, result)
                           : tessera_infer(job->model, job->input, job->inputs, job->scratch,
                                           job->scratch_size, result));
}

static void keep(const rows_job *job, const tessera_result *result, const rows_answers *to,
                 size_t row)
{
    if (to->logits != NULL) {
        memcpy(to->logits + row * job->outputs, result->logits,
               job->outputs * sizeof *to->logits);
    }
    if (to->labels != NULL) {
        to->labels[row] = result->label;
    }
    if (to->regions != NULL) {
        to->regions[row] = result->region;
    }
    if (to->verdicts != NULL) {
        to->verdicts[row] = result->verdict;
    }
    if (to->margins != NULL) {
        to->margins[row] = result->margin;
    }
}

/* Answers rows `first` ..< `last` of `values`, row after row; the answers go to the same rows.
 * Returns a status; where that is not 0, `failed` is the row. */
int32_t tessera_rows_run(const tessera_model *model, const void *values, int32_t kind, size_t first,
                         size_t last, const rows_answers *to, size_t *failed)
{
    rows_job job;
    int status = begin(&job, model, kind) ? TESSERA_OK : ROWS_NO_MEMORY;
    const size_t size = job.window * ((kind == ROWS_I16) ? 2u : 4u);
    for (size_t row = first; (status == TESSERA_OK) && (row < last); row++) {
        tessera_result result = {NULL, 0, 0, 0, 0};
        status = answer(&job, (const char *)values + row * size, &result);
        if (status == TESSERA_OK) {
            keep(&job, &result, to, row);
        } else {
            *failed = row;
        }
    }
    end(&job);
    return status;
}

/* Whether a student takes windows of this kind, tried on one of zeros. */
int32_t tessera_rows_takes(const tessera_model *model, int32_t kind)
{
    static const rows_answers nowhere = {NULL, NULL, NULL, NULL, NULL};
    void *zeros = calloc(tessera_window_count(model) + 1u, 4u);
    size_t failed = 0;
    const int32_t status =
        (zeros == NULL) ? ROWS_NO_MEMORY : tessera_rows_run(model, zeros, kind, 0, 1, &nowhere, &failed);
    free(zeros);
    return status == TESSERA_OK;
}
