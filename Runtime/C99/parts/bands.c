/* ---------------------------------------------------------------- stage: bands */

#if TESSERA_WITH_STAGE_BANDS
/* The operand is the number of levels. A coefficient is bounded by 3 M + 38: the magnitudes of its
 * factors add up to less than 2.87, and rounding adds less than that at each level. */
static int find_bands(const stage *it, const node_facts *node, stage_effect *effect)
{
    const uint32_t levels = operand(it, 0);
    effect->features = 2u * levels + 1u;
    effect->length = node->length;
    effect->magnitude = 3u * node->magnitude + 38u;
    effect->steps = 2u * node->length;
    return is_within(levels, 1, 13) && (node->length > ((uint32_t)3 << (levels - 1u))) &&
           (effect->magnitude <= LARGEST_MAGNITUDE);
}

/* One level of the 5/3 lifting over every `stride`th sample, of which there are at least three. */
static void lift(sample *values, uint32_t length, uint32_t stride, feature_sink *sink)
{
    uint32_t sum = 0;
    uint32_t greatest = 0;
    uint32_t at = 0;
    int32_t even = values[0];
    int32_t previous = values[stride] - ((even + values[2u * stride]) >> 1);
    for (; (at + stride) < length; at += 2u * stride) {
        const uint32_t next = at + 2u * stride;
        const int32_t right = (next < length) ? values[next] : even;
        const int32_t detail = values[at + stride] - ((even + right) >> 1);
        const uint32_t size = magnitude_of(detail);
        values[at + stride] = (sample)detail;
        values[at] = (sample)(even + ((previous + detail + 2) >> 2));
        sum += size;
        greatest = (size > greatest) ? size : greatest;
        previous = detail;
        even = right;
    }
    if (at < length) {
        values[at] = (sample)(even + ((2 * previous + 2) >> 2));
    }
    put_feature(sink, logarithm(sum));
    put_feature(sink, logarithm(greatest));
}

TESSERA_NOINLINE static void run_bands(const stage *it, const signal *source, sample *target,
                                       feature_sink *sink)
{
    const uint32_t end = (uint32_t)1 << operand(it, 0);
    uint32_t sum = 0;
    for (uint32_t index = 0; index < source->length; index++) {
        target[index] = source->values[index];
    }
    for (uint32_t stride = 1; stride != end; stride <<= 1) {
        lift(target, source->length, stride, sink);
    }
    for (uint32_t index = 0; index < source->length; index += end) {
        sum += magnitude_of(target[index]);
    }
    put_feature(sink, logarithm(sum));
}
#endif
