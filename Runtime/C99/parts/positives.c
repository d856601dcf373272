/* ---------------------------------------------------------------- stage: positives */

#if TESSERA_WITH_STAGE_POSITIVES
enum { LARGEST_DILATION = 2047, LARGEST_KERNEL_COUNT = 1024 };

/* Taps A + 16 B + 256 C with A < B < C <= 8. */
static int are_taps(int32_t taps)
{
    const int32_t a = taps & 15;
    const int32_t b = (taps >> 4) & 15;
    const int32_t c = taps >> 8;
    return (a < b) && (b < c) && (c <= 8);
}

/* The operand is the dilation; the constants are taps and threshold of each kernel. */
static int find_positives(const stage *it, const node_facts *node, stage_effect *effect)
{
    const uint32_t dilation = operand(it, 0);
    const uint32_t kernels = it->count >> 1;
    if (!is_within(dilation, 1, LARGEST_DILATION) || (node->length <= (8u * dilation)) ||
        ((it->count & 1u) != 0u) || !is_within(kernels, 1, LARGEST_KERNEL_COUNT)) {
        return 0;
    }
    for (uint32_t index = 0; index < it->count; index += 2u) {
        if (!are_taps(constant(it, index))) {
            return 0;
        }
    }
    effect->features = kernels;
    effect->scratch = padded(2u * kernels);
    effect->steps = (9u + 2u * kernels) * (node->length - 8u * dilation);
    return 1;
}

/* Counts the kernels above their threshold, from 0 at the first place: 3 (A + B + C) less the sum of all nine taps. */
static void add_place(const stage *it, const sample *first, uint32_t dilation, int is_first,
                      sample *counts)
{
    int32_t sum = 0;
    for (uint32_t tap = 0; tap < 9u; tap++) {
        sum += first[tap * dilation];
    }
    for (uint32_t index = 0; index < it->count; index += 2u) {
        const uint32_t taps = (uint32_t)constant(it, index);
        const int32_t three = first[(taps & 15u) * dilation] +
                              first[((taps >> 4) & 15u) * dilation] +
                              first[(taps >> 8) * dilation];
        const int32_t before = is_first ? 0 : counts[index >> 1];
        counts[index >> 1] =
            (sample)(before + ((3 * three - sum) > constant(it, index + 1u)));
    }
}

static void run_positives(const stage *it, const signal *source, void *scratch,
                          feature_sink *sink)
{
    const uint32_t dilation = operand(it, 0);
    const uint32_t kernels = it->count >> 1;
    sample *counts = (sample *)scratch;
    for (uint32_t place = 0; (place + 8u * dilation) < source->length; place++) {
        add_place(it, source->values + place, dilation, place == 0u, counts);
    }
    for (uint32_t kernel = 0; kernel < kernels; kernel++) {
        put_feature(sink, counts[kernel]);
    }
}
#endif
