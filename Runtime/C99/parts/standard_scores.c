/* ---------------------------------------------------------------- stage: standardize */

#if TESSERA_WITH_STAGE_STANDARDIZE
#define LARGEST_SCORE 2047
#define SCORE_GAIN ((uint32_t)1 << 24) /* 2^16 × 256 for one deviation */

static int find_standardize(const stage *it, const node_facts *node, stage_effect *effect)
{
    effect->features = 2u * operand(it, 0);
    effect->length = node->length;
    effect->magnitude = LARGEST_SCORE;
    effect->steps = 2u * node->length;
    return (node->length >= 1u) && (operand(it, 0) <= 1u);
}

/* The scale of one window in 32 bits. */
typedef struct score_scale {
    int32_t mean;   /* rounded */
    int32_t factor; /* the leading bits of m G, below 2^14 */
    uint32_t shift; /* 0 ... 30 */
} score_scale;

TESSERA_NOINLINE static void find_scores(const window_sums *sums, uint32_t count,
                                         const count_window *window, score_scale *scale)
{
    uint64_t product = (uint64_t)window->gain * count;
    uint32_t shift = window->shift;
    scale->mean = floored_quotient(2 * sums->sum + (int32_t)count, 2u * count);
    while ((product >> 14) != 0u) {
        product >>= 1;
        if (shift != 0u) {
            shift--;
        }
    }
    if (shift > 30u) {
        shift = 0;
        product = 0;
    }
    scale->factor = (int32_t)product;
    scale->shift = shift;
}

/* (c - mean) × 256 / deviation. The difference is at most 65,535, so that a product is below 2^30
 * before the half of at most 2^29. A product with c or with the mean alone is below 2^29. */
TESSERA_NOINLINE static void write_scores(const signal *source, const score_scale *scale,
                                          sample *target)
{
    const int32_t factor = scale->factor;
    const uint32_t shift = scale->shift;
    const int32_t half = (int32_t)(((uint32_t)1 << shift) >> 1);
    const int32_t offset = half - scale->mean * factor;
    const sample *at = source->values;
    const sample *end = at + source->length;
    sample *to = target;
    do {
        int32_t score = (*at * factor + offset) >> shift;
        if ((uint32_t)(score + LARGEST_SCORE) > (2u * LARGEST_SCORE)) {
            score = (score < 0) ? -LARGEST_SCORE : LARGEST_SCORE;
        }
        *to = (sample)score;
        at++;
        to++;
    } while (at != end);
}

TESSERA_NOINLINE static void run_standardize(const stage *it, const signal *source, sample *target,
                                             feature_sink *sink)
{
    window_sums sums;
    count_window window;
    score_scale scale;
    sum_counts(source->values, source->length, &sums);
    const uint64_t spread = spread_of(&sums, source->length);
    if (operand(it, 0) != 0u) {
        put_moments(sums.sum, spread, source->length, sink);
    }
    find_window(sums.sum, spread, source->length, SCORE_GAIN, &window);
    find_scores(&sums, source->length, &window, &scale);
    write_scores(source, &scale, target);
}
#endif
