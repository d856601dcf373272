/* The program for a host, whichever implementation of tessera.h it is linked with. */
#include "adapt_sequence.h"
#include "bit_exact.h"
#include "include/bit_exact_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_USAGE = 64, EXIT_DATA = 65 };

/* A file in memory, aligned as malloc aligns; `size` is 0 when it cannot be read. */
static void *contents(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    void *bytes = NULL;
    *size = 0;
    if (file != NULL && fseek(file, 0, SEEK_END) == 0) {
        const long end = ftell(file);
        rewind(file);
        bytes = malloc((end > 0) ? (size_t)end : 1u);
        if (bytes != NULL && end > 0) {
            *size = fread(bytes, 1, (size_t)end, file);
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return bytes;
}

static void print(const char *what, const bit_exact_digest *digest)
{
    printf("%s %lu %08lx%08lx\n", what, (unsigned long)digest->count,
           (unsigned long)digest->first, (unsigned long)digest->second);
}

static void add_file(bit_exact_digest *digest, const bit_exact_student *student,
                     const char *path)
{
    size_t size = 0;
    float *values = contents(path, &size);
    const size_t window = tessera_window_count(&student->model);
    const int is_signal = bit_exact_is_signal(&student->model);
    const size_t each = is_signal ? sizeof(int16_t) : sizeof *values;
    for (size_t row = 0; values != NULL && row < size / each / window; row++) {
        if (is_signal) {
            bit_exact_add_i16(digest, student, (const int16_t *)(const void *)values + row * window);
        } else {
            bit_exact_add_f32(digest, student, values + row * window);
        }
    }
    free(values);
}

/* Random sequences of calls to a student that learns. */
static int run_sequences(const bit_exact_student *student, uint32_t count)
{
    adapt_run run = {*student, malloc(tessera_adapt_size(&student->model, ADAPT_KEPT)),
                     malloc(tessera_adapt_delta_size(&student->model))};
    bit_exact_digest digest;
    if (run.state == NULL || run.delta == NULL) {
        return EXIT_DATA;
    }
    bit_exact_start(&digest);
    adapt_sequences(&digest, &run, 0, count);
    print("sequences", &digest);
    free(run.delta);
    free(run.state);
    return 0;
}

static int run(bit_exact_student *student, uint32_t random, const char *inputs)
{
    const size_t window = tessera_window_count(&student->model);
    bit_exact_digest digest;
    student->scratch_size = tessera_scratch_size(&student->model);
    student->scratch = malloc(student->scratch_size);
    student->input = malloc(tessera_input_size(&student->model));
    student->memory_size = tessera_classify_size(&student->model);
    student->memory = malloc(student->memory_size);
    int16_t *counts = malloc(window * sizeof *counts);
    if (student->scratch == NULL || student->input == NULL || student->memory == NULL ||
        counts == NULL) {
        return EXIT_DATA;
    }
    const int learns = (inputs != NULL) && (strcmp(inputs, "adapt") == 0);
    if (learns) {
        (void)run_sequences(student, random);
    } else {
        bit_exact_start(&digest);
        bit_exact_add_random(&digest, student, random, counts);
        print("random", &digest);
    }
    if ((inputs != NULL) && !learns) {
        bit_exact_start(&digest);
        add_file(&digest, student, inputs);
        print("inputs", &digest);
    }
    free(counts);
    free(student->memory);
    free(student->input);
    free(student->scratch);
    return 0;
}

int bit_exact_main(int argc, char *const *argv)
{
    bit_exact_student student;
    size_t size = 0;
    if (argc < 3) {
        fputs("usage: bit-exact RANDOM STUDENT [INPUTS | adapt]\n", stderr);
        return EXIT_USAGE;
    }
    void *blob = contents(argv[2], &size);
    if (size == 0u) {
        fprintf(stderr, "%s: cannot be read\n", argv[2]);
        free(blob);
        return EXIT_DATA;
    }
    const tessera_status status = tessera_open(&student.model, blob, size);
    int result = EXIT_DATA;
    if (status == TESSERA_OK) {
        const uint32_t random = (uint32_t)strtoul(argv[1], NULL, 10);
        result = run(&student, random, (argc > 3) ? argv[3] : NULL);
    } else {
        fprintf(stderr, "%s: status %d\n", argv[2], (int)status);
    }
    free(blob);
    return result;
}
