/* The functions of tessera.h as a table, so that two implementations fit into one program. */
#ifndef FUZZ_RUNTIME_H
#define FUZZ_RUNTIME_H

#include "tessera.h"

typedef struct runtime {
    tessera_status (*open)(tessera_model *, const void *, size_t);
    size_t (*window_count)(const tessera_model *);
    size_t (*input_count)(const tessera_model *);
    size_t (*output_count)(const tessera_model *);
    size_t (*region_count)(const tessera_model *);
    size_t (*input_size)(const tessera_model *);
    size_t (*scratch_size)(const tessera_model *);
    size_t (*stream_size)(const tessera_model *);
    float (*output_scale)(const tessera_model *);
    tessera_status (*quantize_f32)(const tessera_model *, const float *, size_t, int8_t *);
    tessera_status (*quantize_i16)(const tessera_model *, const int16_t *, size_t, int8_t *);
    tessera_status (*quantize_i32)(const tessera_model *, const int32_t *, size_t, int8_t *);
    tessera_status (*infer)(const tessera_model *, const int8_t *, size_t, void *, size_t,
                            tessera_result *);
    tessera_status (*quantize_f32_wide)(const tessera_model *, const float *, size_t, int16_t *);
    tessera_status (*quantize_i16_wide)(const tessera_model *, const int16_t *, size_t,
                                        int16_t *);
    tessera_status (*quantize_i32_wide)(const tessera_model *, const int32_t *, size_t,
                                        int16_t *);
    tessera_status (*infer_wide)(const tessera_model *, const int16_t *, size_t, void *, size_t,
                                 tessera_result *);
    size_t (*program_size)(const tessera_model *);
    tessera_status (*counts_f32)(const tessera_model *, const float *, size_t, int16_t *);
    tessera_status (*features_i16)(const tessera_model *, const int16_t *, size_t, void *, size_t,
                                   int8_t *);
    tessera_status (*features_i16_wide)(const tessera_model *, const int16_t *, size_t, void *,
                                        size_t, int16_t *);
    size_t (*classify_size)(const tessera_model *);
    tessera_status (*classify)(const tessera_model *, const int16_t *, size_t, void *, size_t,
                               tessera_result *);
    tessera_status (*stream_start)(const tessera_model *, void *, size_t);
    tessera_status (*stream_push)(const tessera_model *, void *, const int16_t *, size_t *, void *,
                                  size_t, tessera_result *);
    size_t (*beat_size)(const tessera_model *);
    tessera_status (*beat_start)(const tessera_model *, void *, size_t, uint32_t);
    tessera_status (*beat_push)(const tessera_model *, void *, const int16_t *, size_t *, void *,
                                size_t, tessera_beat *);
    size_t (*adapt_size)(const tessera_model *, uint16_t);
    size_t (*adapt_delta_size)(const tessera_model *);
    tessera_status (*adapt_begin)(const tessera_model *, void *, size_t, uint16_t);
    tessera_status (*adapt_keep)(const tessera_model *, void *, const void *, uint32_t,
                                 const tessera_result *);
    tessera_status (*adapt_apply)(const tessera_model *, void *, const void *, tessera_result *);
    tessera_status (*adapt_ask)(const tessera_model *, void *, uint16_t, tessera_question *);
    tessera_status (*adapt_learn)(const tessera_model *, void *, uint16_t, uint16_t);
    tessera_status (*adapt_commit)(const tessera_model *, void *, int *);
    tessera_status (*adapt_save)(const tessera_model *, void *, void *, size_t);
    tessera_status (*adapt_load)(const tessera_model *, void *, size_t, uint16_t, const void *,
                                 size_t);
} runtime;

#define RUNTIME                                                                            \
    {                                                                                      \
        tessera_open, tessera_window_count, tessera_input_count, tessera_output_count,     \
            tessera_region_count, tessera_input_size, tessera_scratch_size,                \
            tessera_stream_size, tessera_output_scale, tessera_quantize_f32,               \
            tessera_quantize_i16, tessera_quantize_i32, tessera_infer,                     \
            tessera_quantize_f32_wide, tessera_quantize_i16_wide,                          \
            tessera_quantize_i32_wide, tessera_infer_wide, tessera_program_size,           \
            tessera_counts_f32, tessera_features_i16, tessera_features_i16_wide,           \
            tessera_classify_size, tessera_classify, tessera_stream_start,                 \
            tessera_stream_push, tessera_beat_size, tessera_beat_start, tessera_beat_push, \
            tessera_adapt_size, tessera_adapt_delta_size, tessera_adapt_begin,             \
            tessera_adapt_keep, tessera_adapt_apply, tessera_adapt_ask,                    \
            tessera_adapt_learn, tessera_adapt_commit, tessera_adapt_save,                 \
            tessera_adapt_load                                                             \
    }

extern const runtime runtime_c99;
extern const runtime runtime_swift;

/* The features of a program as the C99 runtime counts them; 0 where it refuses a stage. `header` has
 * the samples and channels of the window, `constants` the constants of all stages. */
uint32_t program_features(const uint8_t *header, const uint8_t *stages, uint32_t count,
                          const uint8_t *constants, uint32_t constant_count);

#endif
