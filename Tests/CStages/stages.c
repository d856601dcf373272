#include "CStages.h"

#include "../../Runtime/C99/parts/choices.h"
#include "../../Runtime/C99/parts/core.h"
#include "../../Runtime/C99/parts/requantize.c"
#include "../../Runtime/C99/parts/ranges.c"
#include "../../Runtime/C99/parts/standardize.c"
#include "../../Runtime/C99/parts/signal.c"
#include "../../Runtime/C99/parts/logarithm.c"

/* Features as they are, where the runtime quantises them. */
typedef struct feature_sink {
    int32_t *features;
    uint32_t count;
} feature_sink;

static void put_feature(feature_sink *sink, int32_t feature)
{
    sink->features[sink->count] = feature;
    sink->count++;
}

#include "../../Runtime/C99/parts/samples.c"
#include "../../Runtime/C99/parts/moments.c"
#include "../../Runtime/C99/parts/standard_scores.c"
#include "../../Runtime/C99/parts/pool.c"
#include "../../Runtime/C99/parts/centre.c"
#include "../../Runtime/C99/parts/difference.c"
#include "../../Runtime/C99/parts/events.c"
#include "../../Runtime/C99/parts/crossings.c"
#include "../../Runtime/C99/parts/ranks.c"
#include "../../Runtime/C99/parts/autocorrelation.c"
#include "../../Runtime/C99/parts/bands.c"
#include "../../Runtime/C99/parts/sine.c"
#include "../../Runtime/C99/parts/segment_transform.c"
#include "../../Runtime/C99/parts/spectrum.c"
#include "../../Runtime/C99/parts/positives.c"
#include "../../Runtime/C99/parts/stages.c"

/* The record and the constants of a stage, as a file has them; at most 4,096 constants. */
typedef struct stage_bytes {
    uint16_t record[STAGE_SIZE / 2];
    uint16_t constants[4096];
} stage_bytes;

static void store_half(uint16_t *at, uint32_t value)
{
    uint8_t *bytes = (uint8_t *)at;
    bytes[0] = (uint8_t)(value & 255u);
    bytes[1] = (uint8_t)(value >> 8);
}

static stage described(const c_stage *from, stage_bytes *bytes)
{
    const stage it = {(const uint8_t *)bytes->record, (const uint8_t *)bytes->constants,
                      from->count};
    store_half(bytes->record, from->op);
    for (uint32_t index = 1; index < 4u; index++) {
        store_half(bytes->record + index, 0);
    }
    for (uint32_t index = 0; index < 4u; index++) {
        store_half(bytes->record + 4u + index, from->operands[index]);
    }
    for (uint32_t index = 0; index < from->count; index++) {
        store_half(bytes->constants + index, (uint16_t)from->constants[index]);
    }
    return it;
}

int c_stage_effect(const c_stage *from, uint32_t length, uint32_t magnitude, c_effect *effect)
{
    stage_bytes bytes;
    stage_effect found;
    const stage it = described(from, &bytes);
    const node_facts node = {length, magnitude};
    const int valid = find_effect(&it, &node, &found);
    const c_effect copy = {found.features, found.length, found.magnitude, found.scratch,
                           found.steps};
    *effect = copy;
    return valid;
}

uint32_t c_stage_run(const c_stage *from, const int16_t *source, uint32_t length, int16_t *target,
                     uint32_t target_length, void *scratch, int32_t *features)
{
    stage_bytes bytes;
    feature_sink sink = {features, 0};
    stage it = described(from, &bytes);
    it.made = target_length;
    const signal values = {(const sample *)source, length};
    run_stage(&it, &values, (sample *)target, scratch, &sink);
    return sink.count;
}
