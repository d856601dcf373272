/* ---------------------------------------------------------------- stage: moments */

#if TESSERA_WITH_STAGE_MOMENTS || TESSERA_WITH_STAGE_STANDARDIZE
/* Mean and amplitude of a window: the floor of S / m, and the logarithm of m Q - S^2. */
static void put_moments(int32_t sum, uint64_t spread, uint32_t count, feature_sink *sink)
{
    put_feature(sink, floored_quotient(sum, count));
    put_feature(sink, logarithm(spread));
}
#endif

#if TESSERA_WITH_STAGE_MOMENTS
static int find_moments(const node_facts *node, stage_effect *effect)
{
    effect->features = 2;
    effect->steps = node->length;
    return node->length >= 1u;
}

TESSERA_NOINLINE static void run_moments(const signal *source, feature_sink *sink)
{
    window_sums sums;
    sum_counts(source->values, source->length, &sums);
    put_moments(sums.sum, spread_of(&sums, source->length), source->length, sink);
}
#endif
