/* Prints what students/student.c needs to know of a student: its bytes and the sizes that its callers
 * give, to the byte, so that anything behind them is an alarm. */
#include <stdio.h>
#include <stdlib.h>

#include "tessera.h"

static void print(const char *name, size_t value) { printf("#define %s %zu\n", name, value); }

static void print_sizes(const tessera_model *model)
{
    print("WINDOW", tessera_window_count(model));
    print("INPUTS", tessera_input_count(model));
    print("OUTPUTS", tessera_output_count(model));
    print("REGIONS", tessera_region_count(model));
    print("FEATURE_BITS", 8 * tessera_input_size(model) / tessera_input_count(model));
    print("SCRATCH_BYTES", tessera_scratch_size(model));
    print("PROGRAM_BYTES", tessera_program_size(model));
    print("CLASSIFY_BYTES", tessera_classify_size(model));
    print("STREAM_BYTES", tessera_stream_size(model));
    print("BEAT_BYTES", tessera_beat_size(model));
    print("ADAPT_BYTES", tessera_adapt_size(model, 2));
    print("DELTA_BYTES", tessera_adapt_delta_size(model));
}

int main(int count, char **names)
{
    static _Alignas(4) uint8_t blob[1 << 20];
    tessera_model model = {0};
    FILE *file = (count == 2) ? fopen(names[1], "rb") : NULL;
    const size_t length = (file != NULL) ? fread(blob, 1, sizeof blob, file) : 0;
    if (tessera_open(&model, blob, length) != TESSERA_OK) {
        fprintf(stderr, "%s: refused\n", names[0]);
        return 1;
    }
    print_sizes(&model);
    printf("static const uint8_t blob[%zu] = {", length);
    for (size_t at = 0; at < length; at++) {
        printf("%u,", (unsigned)blob[at]);
    }
    printf("};\n");
    return 0;
}
