/* The C99 runtime under other names: beside the Swift runtime its own would be defined twice. */
#define tessera_open c99_open
#define tessera_window_count c99_window_count
#define tessera_input_count c99_input_count
#define tessera_output_count c99_output_count
#define tessera_region_count c99_region_count
#define tessera_input_size c99_input_size
#define tessera_scratch_size c99_scratch_size
#define tessera_stream_size c99_stream_size
#define tessera_output_scale c99_output_scale
#define tessera_program_size c99_program_size
#define tessera_counts_f32 c99_counts_f32
#define tessera_features_i16 c99_features_i16
#define tessera_features_i16_wide c99_features_i16_wide
#define tessera_classify_size c99_classify_size
#define tessera_classify c99_classify
#define tessera_stream_start c99_stream_start
#define tessera_stream_push c99_stream_push
#define tessera_beat_size c99_beat_size
#define tessera_beat_start c99_beat_start
#define tessera_beat_push c99_beat_push
#define tessera_adapt_size c99_adapt_size
#define tessera_adapt_delta_size c99_adapt_delta_size
#define tessera_adapt_begin c99_adapt_begin
#define tessera_adapt_keep c99_adapt_keep
#define tessera_adapt_apply c99_adapt_apply
#define tessera_adapt_ask c99_adapt_ask
#define tessera_adapt_learn c99_adapt_learn
#define tessera_adapt_commit c99_adapt_commit
#define tessera_adapt_save c99_adapt_save
#define tessera_adapt_load c99_adapt_load
#define tessera_quantize_f32 c99_quantize_f32
#define tessera_quantize_i16 c99_quantize_i16
#define tessera_quantize_i32 c99_quantize_i32
#define tessera_infer c99_infer
#define tessera_quantize_f32_wide c99_quantize_f32_wide
#define tessera_quantize_i16_wide c99_quantize_i16_wide
#define tessera_quantize_i32_wide c99_quantize_i32_wide
#define tessera_infer_wide c99_infer_wide

#include "../Runtime/C99/tessera.c"
#include "runtime.h"

const runtime runtime_c99 = RUNTIME;

uint32_t program_features(const uint8_t *header, const uint8_t *stages, uint32_t count,
                          const uint8_t *constants, uint32_t constant_count)
{
    program_walk walk;
    stage_place place;
    start_walk(header, constants, constant_count, &walk);
    for (uint32_t index = 0; index < count; index++) {
        if (!pass_stage(&walk, stages + 16u * index, &place)) {
            return 0;
        }
    }
    return walk.features;
}
