/* ---------------------------------------------------------------- stage: spectrum */

#if TESSERA_WITH_STAGE_SPECTRUM
enum { SHORTEST_SEGMENT = 8, LONGEST_SEGMENT = 256, LARGEST_HOP = 16384 };

#define LARGEST_REACH ((uint32_t)1 << 19) /* magnitude × N */

/* The operands: N and the hop. The constants are the bins where bands begin, and the end. */
static int find_spectrum(const stage *it, const node_facts *node, stage_effect *effect)
{
    const uint32_t length = operand(it, 0);
    const uint32_t hop = operand(it, 1);
    uint32_t work = 5;
    if (!is_within(length, SHORTEST_SEGMENT, LONGEST_SEGMENT) ||
        ((length & (length - 1u)) != 0u) || (node->length < length) ||
        !is_within(hop, 1, LARGEST_HOP) || ((node->magnitude * length) > LARGEST_REACH) ||
        (it->count < 2u) || !constants_ascend(it, 1, (int32_t)(length >> 1))) {
        return 0;
    }
    for (uint32_t part = 1; part != length; part <<= 1) {
        work++;
    }
    effect->features = it->count - 1u;
    effect->scratch = 8u * (length + effect->features);
    effect->steps =
        (((uint32_t)floored_quotient((int32_t)(node->length - length), hop) + 2u) >> 1) *
        length * work;
    return 1;
}

/* A sum of 64 bits in two words, the low one first. */
static uint64_t load_sum(const scratch_word *at)
{
    return ((uint64_t)(uint32_t)at[1] << 32) | (uint32_t)at[0];
}

static void store_sum(scratch_word *at, uint64_t value)
{
    at[0] = (int32_t)(uint32_t)value;
    at[1] = (int32_t)(uint32_t)(value >> 32);
}

/* Adds the powers of two segments to those of the segments before; the first ones start the sums. */
TESSERA_NOINLINE static void add_powers(const stage *it, const segment_transform *transform,
                                        int is_first, scratch_word *powers)
{
    scratch_word *at = powers;
    for (uint32_t band = 0; (band + 1u) < it->count; band++) {
        const uint64_t before = is_first ? 0u : load_sum(at);
        store_sum(at, before + power_between(transform, (uint32_t)constant(it, band),
                                             (uint32_t)constant(it, band + 1u)));
        at += 2;
    }
}

TESSERA_NOINLINE static void run_spectrum(const stage *it, const signal *source, void *scratch,
                                          feature_sink *sink)
{
    const uint32_t length = operand(it, 0);
    const uint32_t hop = operand(it, 1);
    segment_transform transform = {(scratch_word *)scratch, (scratch_word *)scratch + length,
                                   length, LONGEST_SEGMENT};
    scratch_word *powers = (scratch_word *)scratch + 2u * length;
    for (uint32_t part = length; part != 1u; part >>= 1) {
        transform.step >>= 1;
    }
    for (uint32_t start = 0; (start + length) <= source->length; start += 2u * hop) {
        const sample *first = source->values + start;
        load_segments(&transform, first,
                      ((start + hop + length) <= source->length) ? (first + hop) : NULL);
        run_transform(&transform);
        add_powers(it, &transform, start == 0u, powers);
    }
    for (uint32_t left = it->count - 1u; left != 0u; left--) {
        put_feature(sink, logarithm(load_sum(powers)));
        powers += 2;
    }
}
#endif
