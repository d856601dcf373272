/* The functions of tessera.h as a table, so that two implementations fit into one program. */
#ifndef FUZZ_RUNTIME_H
#define FUZZ_RUNTIME_H

#include "tessera.h"

typedef struct runtime {
    tessera_status (*open)(tessera_model *, const void *, size_t);
    size_t (*input_count)(const tessera_model *);
    size_t (*output_count)(const tessera_model *);
    size_t (*region_count)(const tessera_model *);
    size_t (*scratch_size)(const tessera_model *);
    float (*output_scale)(const tessera_model *);
    tessera_status (*quantize_f32)(const tessera_model *, const float *, size_t, int8_t *);
    tessera_status (*quantize_i16)(const tessera_model *, const int16_t *, size_t, int8_t *);
    tessera_status (*infer)(const tessera_model *, const int8_t *, size_t, void *, size_t,
                            tessera_result *);
} runtime;

#define RUNTIME                                                                            \
    {                                                                                      \
        tessera_open, tessera_input_count, tessera_output_count, tessera_region_count,     \
            tessera_scratch_size, tessera_output_scale, tessera_quantize_f32,              \
            tessera_quantize_i16, tessera_infer                                            \
    }

extern const runtime runtime_c99;
extern const runtime runtime_swift;

#endif
