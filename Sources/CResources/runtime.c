/* The parts of the C99 runtime, in the order of Runtime/C99/tessera.c. */
#include "resources.h"

/* Of C23; the compiler that builds the tool has it. */
#pragma clang diagnostic ignored "-Wc23-extensions"

static const struct tessera_resource resources[] = {
    {"choices.h", (const unsigned char[]){
#embed "../../Runtime/C99/parts/choices.h" suffix(, 0)
     }},
    {"core.h", (const unsigned char[]){
#embed "../../Runtime/C99/parts/core.h" suffix(, 0)
     }},
    {"sections.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/sections.c" suffix(, 0)
     }},
    {"crc32.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/crc32.c" suffix(, 0)
     }},
    {"requantize.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/requantize.c" suffix(, 0)
     }},
    {"floats.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/floats.c" suffix(, 0)
     }},
    {"kernels_thumb1.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/kernels_thumb1.c" suffix(, 0)
     }},
    {"kernels_portable.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/kernels_portable.c" suffix(, 0)
     }},
    {"kernels_dsp.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/kernels_dsp.c" suffix(, 0)
     }},
    {"kernels_mve.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/kernels_mve.c" suffix(, 0)
     }},
    {"product.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/product.c" suffix(, 0)
     }},
    {"ranges.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/ranges.c" suffix(, 0)
     }},
    {"header.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/header.c" suffix(, 0)
     }},
    {"scales.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/scales.c" suffix(, 0)
     }},
    {"kept_inputs.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/kept_inputs.c" suffix(, 0)
     }},
    {"standardize.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/standardize.c" suffix(, 0)
     }},
    {"signal.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/signal.c" suffix(, 0)
     }},
    {"logarithm.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/logarithm.c" suffix(, 0)
     }},
    {"features.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/features.c" suffix(, 0)
     }},
    {"samples.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/samples.c" suffix(, 0)
     }},
    {"moments.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/moments.c" suffix(, 0)
     }},
    {"standard_scores.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/standard_scores.c" suffix(, 0)
     }},
    {"pool.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/pool.c" suffix(, 0)
     }},
    {"centre.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/centre.c" suffix(, 0)
     }},
    {"difference.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/difference.c" suffix(, 0)
     }},
    {"events.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/events.c" suffix(, 0)
     }},
    {"crossings.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/crossings.c" suffix(, 0)
     }},
    {"ranks.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/ranks.c" suffix(, 0)
     }},
    {"autocorrelation.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/autocorrelation.c" suffix(, 0)
     }},
    {"bands.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/bands.c" suffix(, 0)
     }},
    {"sine.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/sine.c" suffix(, 0)
     }},
    {"segment_transform.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/segment_transform.c" suffix(, 0)
     }},
    {"spectrum.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/spectrum.c" suffix(, 0)
     }},
    {"positives.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/positives.c" suffix(, 0)
     }},
    {"stages.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/stages.c" suffix(, 0)
     }},
    {"program.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/program.c" suffix(, 0)
     }},
    {"limits.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/limits.c" suffix(, 0)
     }},
    {"directory.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/directory.c" suffix(, 0)
     }},
    {"wide_rows.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/wide_rows.c" suffix(, 0)
     }},
    {"open.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/open.c" suffix(, 0)
     }},
    {"input.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/input.c" suffix(, 0)
     }},
    {"verdict.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/verdict.c" suffix(, 0)
     }},
    {"infer.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/infer.c" suffix(, 0)
     }},
    {"classify.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/classify.c" suffix(, 0)
     }},
    {"stream.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/stream.c" suffix(, 0)
     }},
    {"beat_state.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/beat_state.c" suffix(, 0)
     }},
    {"beat_energy.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/beat_energy.c" suffix(, 0)
     }},
    {"beat_place.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/beat_place.c" suffix(, 0)
     }},
    {"beat_levels.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/beat_levels.c" suffix(, 0)
     }},
    {"beat_intervals.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/beat_intervals.c" suffix(, 0)
     }},
    {"beat_finder.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/beat_finder.c" suffix(, 0)
     }},
    {"beat_stream.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/beat_stream.c" suffix(, 0)
     }},
    {"beat_answers.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/beat_answers.c" suffix(, 0)
     }},
    {"adapt_state.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/adapt_state.c" suffix(, 0)
     }},
    {"adapt_step.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/adapt_step.c" suffix(, 0)
     }},
    {"adapt_memory.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/adapt_memory.c" suffix(, 0)
     }},
    {"adapt_delta.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/adapt_delta.c" suffix(, 0)
     }},
    {"adapt_answers.c", (const unsigned char[]){
#embed "../../Runtime/C99/parts/adapt_answers.c" suffix(, 0)
     }},
    {0, 0},
};

const struct tessera_resource *tessera_runtime_resources(void) { return resources; }
