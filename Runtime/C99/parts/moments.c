/* ---------------------------------------------------------------- stage: moments */

#if TESSERA_WITH_STAGE_MOMENTS || TESSERA_WITH_STAGE_STANDARDIZE
static void sum_signal(const signal *source, window_sums *sums)
{
    sums->sum = 0;
    sums->squares = 0;
    for (uint32_t index = 0; index < source->length; index++) {
        add_count(sums, source->values[index]);
    }
}

/* Mean and amplitude of a window: the floor of S / m, and the logarithm of m Q - S^2. */
static void put_moments(const window_sums *sums, uint32_t count, feature_sink *sink)
{
    put_feature(sink, floored_quotient(sums->sum, count));
    put_feature(sink, logarithm(spread_of(sums, count)));
}
#endif

#if TESSERA_WITH_STAGE_MOMENTS
static int find_moments(const node_facts *node, stage_effect *effect)
{
    effect->features = 2;
    effect->steps = node->length;
    return node->length >= 1u;
}

static void run_moments(const signal *source, feature_sink *sink)
{
    window_sums sums;
    sum_signal(source, &sums);
    put_moments(&sums, source->length, sink);
}
#endif
