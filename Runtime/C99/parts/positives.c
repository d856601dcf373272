/* ---------------------------------------------------------------- stage: positives */

#if TESSERA_WITH_STAGE_POSITIVES
enum { LARGEST_DILATION = 2047, LARGEST_KERNEL_COUNT = 1024, PLACES_OF_BLOCK = 8 };

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
    for (uint32_t index = 0; index < it->count; index += 2u)
        TESSERA_LOOP(__CPROVER_assigns(index)
                     __CPROVER_loop_invariant((index <= it->count) && ((index & 1u) == 0u))
                     __CPROVER_decreases(it->count - index))
    {
        if (!are_taps(constant(it, index))) {
            return 0;
        }
    }
    effect->features = kernels;
    effect->scratch = padded(2u * kernels);
    effect->steps = (9u + 2u * kernels) * (node->length - 8u * dilation);
    return 1;
}

/* The sums of nine taps at `count` places. */
TESSERA_NOINLINE static void sum_taps(const sample *first, uint32_t dilation, uint32_t count,
                                      int32_t *sums)
{
    for (uint32_t place = 0; place < count; place++) {
        int32_t sum = 0;
        for (uint32_t tap = 0; tap < 9u; tap++) {
            sum += first[tap * dilation];
        }
        sums[place] = sum;
        first++;
    }
}

/* At how many places 3 (A + B + C) less the sum is above the threshold of a kernel. All are far from
 * the ends of int32: the sign of a difference is the comparison. */
TESSERA_NOINLINE static uint32_t count_places(const stage *it, uint32_t index, const sample *first,
                                              uint32_t count, const int32_t *sums)
{
    const uint32_t dilation = operand(it, 0);
    const uint32_t taps = (uint32_t)constant(it, index);
    const int32_t threshold = constant(it, index + 1u);
    const sample *a = first + (taps & 15u) * dilation;
    const sample *b = first + ((taps >> 4) & 15u) * dilation;
    const sample *c = first + (taps >> 8) * dilation;
    const int32_t *end = sums + count;
    uint32_t above = 0;
    do {
        const int32_t three = (int32_t)*a + *b + *c;
        above += (uint32_t)(threshold + *sums - 3 * three) >> 31;
        a++;
        b++;
        c++;
        sums++;
    } while (sums != end);
    return above;
}

/* Places are taken in blocks, so that the taps of a kernel are found once for several. */
TESSERA_NOINLINE static void run_positives(const stage *it, const signal *source, void *scratch,
                                           feature_sink *sink)
{
    const uint32_t dilation = operand(it, 0);
    const uint32_t places = source->length - 8u * dilation;
    sample *counts = (sample *)scratch;
    int32_t sums[PLACES_OF_BLOCK];
    for (uint32_t place = 0; place < places; place += (uint32_t)PLACES_OF_BLOCK) {
        const sample *first = source->values + place;
        const uint32_t left = places - place;
        const uint32_t count = (left < (uint32_t)PLACES_OF_BLOCK) ? left
                                                                  : (uint32_t)PLACES_OF_BLOCK;
        sum_taps(first, dilation, count, sums);
        for (uint32_t index = 0; index < it->count; index += 2u) {
            const uint32_t before = (place == 0u) ? 0u : (uint16_t)counts[index >> 1];
            counts[index >> 1] =
                (sample)(before + count_places(it, index, first, count, sums));
        }
    }
    for (uint32_t index = 0; index < it->count; index += 2u) {
        put_feature(sink, counts[index >> 1]);
    }
}
#endif
