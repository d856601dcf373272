/* ---------------------------------------------------------------- stage: ranks */

#if TESSERA_WITH_STAGE_RANKS
enum { RANK_BINS = 256 };

/* The constants are ranks in 1/256; the operand is 1 for magnitudes. */
static int find_ranks(const stage *it, const node_facts *node, stage_effect *effect)
{
    effect->features = it->count;
    effect->scratch = 2u * (uint32_t)RANK_BINS;
    effect->steps = node->length + (uint32_t)RANK_BINS;
    return (node->length >= 1u) && (it->count >= 1u) && (operand(it, 0) <= 1u) &&
           constants_ascend(it, 0, 255);
}

static uint32_t rank_bin(int32_t value, int rectified)
{
    return (uint32_t)(rectified ? limited((int32_t)(magnitude_of(value) >> 3), 0, 255)
                                : limited((value >> 4) + 128, 0, 255));
}

TESSERA_NOINLINE static void run_ranks(const stage *it, const signal *source, void *scratch,
                                       feature_sink *sink)
{
    const int rectified = operand(it, 0) != 0u;
    sample *counts = (sample *)scratch;
    /* Not in their order, which a compiler would turn into a call of memset. */
    for (uint32_t bin = 0; bin < (uint32_t)RANK_BINS; bin++) {
        counts[(5u * bin) & 255u] = 0;
    }
    for (uint32_t index = 0; index < source->length; index++) {
        const uint32_t bin = rank_bin(source->values[index], rectified);
        counts[bin] = (sample)(counts[bin] + 1);
    }
    uint32_t bin = 0;
    uint32_t seen = (uint32_t)counts[0]; /* samples in this bin and below */
    for (uint32_t index = 0; index < it->count; index++) {
        const uint32_t place = ((uint32_t)constant(it, index) * source->length) >> 8;
        while (seen <= place) {
            bin++;
            const int32_t count = counts[bin];
            seen += (uint32_t)count;
        }
        put_feature(sink, (int32_t)bin);
    }
}
#endif
