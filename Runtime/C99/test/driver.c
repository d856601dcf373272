/* Runs a packed student on a file of inputs, to compare implementations across processes.
 *
 *     driver STUDENT INPUTS RESULTS [f32|i16|i32|quantized]
 *
 * INPUTS holds a window of values of the host's byte order per input: float32 (the default),
 * int16 counts or int32; or it holds inputs that are quantised already, of int8 or int16.
 * RESULTS holds per input, as int32 of the host's byte order: status, label, region, margin,
 * then the C outputs; behind a status that is not 0 everything is 0. The exit status is 0
 * unless the student cannot be opened (its status is then printed) or a file cannot be read or
 * written.
 */
#include "tessera.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS = 4, EXIT_USAGE = 64, EXIT_STUDENT = 65, EXIT_INPUT = 66, EXIT_OUTPUT = 74 };

/* A file in memory. */
typedef struct contents {
    void *bytes;
    size_t size;
} contents;

static int read_file(const char *path, contents *found)
{
    FILE *file = fopen(path, "rb");
    long size = -1;
    if (file != NULL && fseek(file, 0, SEEK_END) == 0) {
        size = ftell(file);
        rewind(file);
    }
    found->size = (size > 0) ? (size_t)size : 0u;
    found->bytes = malloc(found->size + 1u);
    const int good = size >= 0 && found->bytes != NULL &&
                     fread(found->bytes, 1, found->size, file) == found->size;
    if (file != NULL) {
        fclose(file);
    }
    return good;
}

enum { F32, I16, I32, QUANTIZED, KINDS };

/* One run over a file of inputs. */
typedef struct driver_job {
    tessera_model model;
    size_t inputs;
    size_t outputs;
    int kind; /* of the values */
    int wide; /* whether the student takes int16 inputs */
    void *quantized;
    void *scratch;
    void *memory;    /* of the program */
    int16_t *counts; /* of a window of floats */
    int32_t *answer;
} driver_job;

static tessera_status make_features(const driver_job *job, const int16_t *counts)
{
    const tessera_model *model = &job->model;
    const size_t count = tessera_window_count(model);
    const size_t size = tessera_program_size(model);
    return job->wide ? tessera_features_i16_wide(model, counts, count, job->memory, size,
                                                 job->quantized)
                     : tessera_features_i16(model, counts, count, job->memory, size,
                                            job->quantized);
}

/* Quantises a window whose program needs memory. */
static tessera_status run_program(const driver_job *job, const void *values)
{
    const tessera_model *model = &job->model;
    if (job->kind == I16) {
        return make_features(job, values);
    }
    const tessera_status status =
        tessera_counts_f32(model, values, tessera_window_count(model), job->counts);
    return (status == TESSERA_OK) ? make_features(job, job->counts) : status;
}

static tessera_status quantize(const driver_job *job, const void *values)
{
    const tessera_model *model = &job->model;
    const size_t count = tessera_window_count(model);
    void *input = job->quantized;
    if (job->kind <= I16 && tessera_program_size(model) != 0) {
        return run_program(job, values);
    }
    switch (job->kind) {
    case F32:
        return job->wide ? tessera_quantize_f32_wide(model, values, count, input)
                         : tessera_quantize_f32(model, values, count, input);
    case I16:
        return job->wide ? tessera_quantize_i16_wide(model, values, count, input)
                         : tessera_quantize_i16(model, values, count, input);
    case I32:
        return job->wide ? tessera_quantize_i32_wide(model, values, count, input)
                         : tessera_quantize_i32(model, values, count, input);
    default:
        memcpy(input, values, tessera_input_size(model));
        return TESSERA_OK;
    }
}

static tessera_status infer(const driver_job *job, tessera_result *result)
{
    const size_t size = tessera_scratch_size(&job->model);
    return job->wide ? tessera_infer_wide(&job->model, job->quantized, job->inputs,
                                          job->scratch, size, result)
                     : tessera_infer(&job->model, job->quantized, job->inputs, job->scratch,
                                     size, result);
}

static void answer(const driver_job *job, const void *values)
{
    tessera_result result = {NULL, 0, 0, 0, 0};
    tessera_status status = quantize(job, values);
    if (status == TESSERA_OK) {
        status = infer(job, &result);
    }
    memset(job->answer, 0, (FIELDS + job->outputs) * sizeof *job->answer);
    job->answer[0] = (int32_t)status;
    if (status == TESSERA_OK) {
        job->answer[1] = result.label;
        job->answer[2] = result.region;
        job->answer[3] = result.margin;
        memcpy(job->answer + FIELDS, result.logits, job->outputs * sizeof *result.logits);
    }
}

static int run(const driver_job *job, const contents *inputs, const char *path)
{
    const size_t size = (job->kind == I16) ? 2u : 4u;
    const size_t row = (job->kind == QUANTIZED) ? tessera_input_size(&job->model)
                                                : tessera_window_count(&job->model) * size;
    const size_t count = FIELDS + job->outputs;
    if (inputs->size % row != 0u) {
        fprintf(stderr, "driver: the inputs are not a multiple of %lu bytes\n",
                (unsigned long)row);
        return EXIT_INPUT;
    }
    FILE *file = fopen(path, "wb");
    int good = file != NULL;
    for (size_t at = 0; good && at < inputs->size; at += row) {
        answer(job, (const char *)inputs->bytes + at);
        good = fwrite(job->answer, sizeof *job->answer, count, file) == count;
    }
    if (file != NULL) {
        good = fclose(file) == 0 && good;
    }
    return good ? EXIT_SUCCESS : EXIT_OUTPUT;
}

/* The kind of values that the arguments name, or KINDS. */
static int kind_of(int argc, char **argv)
{
    static const char *const names[KINDS] = {"f32", "i16", "i32", "quantized"};
    int kind = 0;
    if (argc == 5) {
        while (kind < KINDS && strcmp(argv[4], names[kind]) != 0) {
            kind++;
        }
    }
    return (argc == 4 || argc == 5) ? kind : KINDS;
}

static int prepare(driver_job *job, const contents *student)
{
    const tessera_status status = tessera_open(&job->model, student->bytes, student->size);
    if (status != TESSERA_OK) {
        printf("%d\n", (int)status);
        return EXIT_STUDENT;
    }
    job->inputs = tessera_input_count(&job->model);
    job->outputs = tessera_output_count(&job->model);
    job->wide = tessera_input_size(&job->model) != job->inputs;
    job->quantized = malloc(tessera_input_size(&job->model));
    job->scratch = malloc(tessera_scratch_size(&job->model));
    job->memory = malloc(tessera_program_size(&job->model) + 1);
    job->counts = malloc(tessera_window_count(&job->model) * sizeof *job->counts);
    job->answer = malloc((FIELDS + job->outputs) * sizeof *job->answer);
    return (job->quantized != NULL && job->scratch != NULL && job->memory != NULL &&
            job->counts != NULL && job->answer != NULL)
               ? EXIT_SUCCESS
               : EXIT_STUDENT;
}

int main(int argc, char **argv)
{
    contents student = {NULL, 0};
    contents inputs = {NULL, 0};
    driver_job job;
    memset(&job, 0, sizeof job);
    job.kind = kind_of(argc, argv);
    int status = EXIT_USAGE;
    if (job.kind == KINDS) {
        fprintf(stderr, "usage: driver STUDENT INPUTS RESULTS [f32|i16|i32|quantized]\n");
    } else if (!read_file(argv[1], &student) || !read_file(argv[2], &inputs)) {
        fprintf(stderr, "driver: cannot read %s or %s\n", argv[1], argv[2]);
        status = EXIT_INPUT;
    } else {
        status = prepare(&job, &student);
        if (status == EXIT_SUCCESS) {
            status = run(&job, &inputs, argv[3]);
        }
    }
    free(job.quantized);
    free(job.scratch);
    free(job.memory);
    free(job.counts);
    free(job.answer);
    free(student.bytes);
    free(inputs.bytes);
    return status;
}
