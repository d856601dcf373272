/* ---------------------------------------------------------------- stage: autocorrelation */

#if TESSERA_WITH_STAGE_AUTOCORRELATION
/* The constants are lags. */
static int find_autocorrelation(const stage *it, const node_facts *node, stage_effect *effect)
{
    effect->features = it->count + 1u;
    effect->steps = (it->count + 1u) * node->length;
    return (it->count >= 1u) && constants_ascend(it, 1, 16383) &&
           ((int32_t)node->length > constant(it, it->count - 1u));
}

TESSERA_NOINLINE static int64_t products_at(const signal *source, uint32_t lag)
{
    int64_t sum = 0;
    for (uint32_t index = lag; index < source->length; index++) {
        sum += (int32_t)source->values[index] * source->values[index - lag];
    }
    return sum;
}

static int32_t narrow_products_at(const signal *source, uint32_t lag)
{
    int32_t sum = 0;
    for (uint32_t index = lag; index < source->length; index++) {
        sum += (int32_t)source->values[index] * source->values[index - lag];
    }
    return sum;
}

/* part × 256 / whole, truncated, bit by bit: it is 256 at most. */
static int32_t share_of(int32_t part, uint32_t whole)
{
    uint32_t rest = magnitude_of(part) << 8;
    uint32_t share = 0;
    for (uint32_t bit = 256; bit != 0u; bit >>= 1) {
        if (rest >= whole * bit) {
            rest -= whole * bit;
            share |= bit;
        }
    }
    return (part < 0) ? -(int32_t)share : (int32_t)share;
}

/* No partial sum of products is above the energy, so that 32 bits hold them where they hold it. */
TESSERA_NOINLINE static void run_autocorrelation(const stage *it, const signal *source,
                                                 feature_sink *sink)
{
    const uint64_t energy = (uint64_t)products_at(source, 0);
    const int narrow = (energy >> 31) == 0u;
    uint32_t shift = 0;
    put_feature(sink, logarithm(energy));
    uint64_t top = energy;
    while ((top >> 16) != 0u) {
        top >>= 1;
        shift++;
    }
    const uint32_t whole = (energy == 0u) ? 1u : (uint32_t)top;
    for (uint32_t index = 0; index < it->count; index++) {
        const uint32_t lag = (uint32_t)constant(it, index);
        const int64_t sum =
            narrow ? narrow_products_at(source, lag) : products_at(source, lag);
        put_feature(sink, share_of((int32_t)(sum >> shift), whole));
    }
}
#endif
