/* Checks a runtime behind tessera.h against a stream of Scripts/golden_stream.py.
 *
 *     golden_test STREAM
 */
#include "golden.h"

#include <stdio.h>
#include <stdlib.h>

static void complain(const char *file, uint32_t at, const char *what)
{
    fprintf(stderr, "%s, case %lu: %s\n", file, (unsigned long)at, what);
}

/* The bytes of a file at an address of any alignment, or NULL. */
static uint8_t *contents(const char *path)
{
    uint8_t *bytes = NULL;
    FILE *file = fopen(path, "rb");
    if (file != NULL && fseek(file, 0, SEEK_END) == 0) {
        const long size = ftell(file);
        rewind(file);
        bytes = (size > 8) ? malloc((size_t)size) : NULL;
        if (bytes != NULL && fread(bytes, 1, (size_t)size, file) != (size_t)size) {
            free(bytes);
            bytes = NULL;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return bytes;
}

int main(int argc, char **argv)
{
    golden_report report = {0, 0, 0, 0, 0};
    uint8_t *stream = (argc == 2) ? contents(argv[1]) : NULL;
    if (stream == NULL || golden_count(stream) == 0u) {
        fprintf(stderr, "usage: golden_test STREAM\n");
        free(stream);
        return 64;
    }
    golden_check(stream, &report, complain);
    free(stream);
    printf("%lu students, %lu refused files, %lu cases, %lu checks, %lu differences\n",
           (unsigned long)report.students, (unsigned long)report.refused,
           (unsigned long)report.cases, (unsigned long)report.checks,
           (unsigned long)report.differences);
    return (report.differences == 0u && report.cases != 0u) ? 0 : 1;
}
