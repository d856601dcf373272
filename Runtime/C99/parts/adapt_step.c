/* ---------------------------------------------------------------- learning: a step */

#if TESSERA_WITH_ADAPTATION
/* value × 2^-shift to the nearest integer, halves upward; `less` is shift - 1, 0 ... 30. */
static int32_t rounded(int32_t value, uint32_t less) { return ((value >> less) + 1) >> 1; }

TESSERA_NOINLINE static void subtract_limited(int32_t *at, int32_t value, int32_t limit)
{
    *at = limited(*at - value, -limit, limit);
}

/* The nearest output of 31 bits. */
#if defined(__GNUC__) && defined(__thumb2__) && defined(__ARM_FEATURE_SAT)
static TESSERA_INLINE int32_t limited_output(int32_t value)
{
    __asm__("ssat %0, #31, %0" : "+r"(value));
    return value;
}
#else
TESSERA_NOINLINE static int32_t limited_output(int32_t value)
{
    return limited(value, -(int32_t)ONE, (int32_t)ONE - 1);
}
#endif

/* 2^-8 of features times four columns of W, rounded, from the last feature, the constant, to the first.
 * Columns that are not there have entries of other columns or of P, which are limited, too. */
TESSERA_NOINLINE static void multiply_w(const adapt_state *it, const int8_t *z,
                                        const int32_t *w, int32_t *sums)
{
    const uint32_t outputs = it->outputs;
    const int8_t *at = z + it->features - 1;
    int32_t f = it->constant;
    int32_t a = 128;
    int32_t b = 128;
    int32_t c = 128;
    int32_t d = 128;
    for (;;) {
        a += w[0] * f;
        b += w[1] * f;
        c += w[2] * f;
        d += w[3] * f;
        if (at == z) {
            break;
        }
        w -= outputs;
        at--;
        f = *at;
    }
    sums[0] = a >> 8;
    sums[1] = b >> 8;
    sums[2] = c >> 8;
    sums[3] = d >> 8;
}

/* Adds what was learnt to outputs below 2^30; no sum leaves an int32. */
TESSERA_NOINLINE static int32_t *adapt(adapt_state *it, const int8_t *z, const int32_t *outputs)
{
    const uint32_t count = it->outputs;
    const int32_t *last = adapt_p(it) - count;
    int32_t *to = adapt_outputs(it);
    const uint32_t unit = it->unit;
    int32_t sums[4];
    const int32_t *sum = sums;
    for (uint32_t output = 0; output != count; output++) {
        if ((output & 3u) == 0u) {
            multiply_w(it, z, last + output, sums);
            sum = sums;
        }
        to[output] = limited_output(outputs[output] + *sum * (int32_t)((uint32_t)1 << unit));
        sum++;
    }
    return to;
}

/* How far an output leads the best other one, the rival, which is the lowest among equals. */
static int32_t lead_of(const adapt_state *it, int32_t *outputs, uint32_t label, uint32_t *rival)
{
    tessera_result answer;
    const int32_t own = outputs[label];
    outputs[label] = INT32_MIN;
    *rival = largest(outputs[0], outputs + 1, it->outputs - 1u, &answer);
    outputs[label] = own;
    return own - outputs[*rival];
}

/* P f, and 1 / s, as integers of 16 bits with shifts. */
typedef struct adapt_gains {
    int32_t v[LARGEST_ADAPTED_COUNT + 1]; /* P f; behind it, × 2^-drop */
    uint32_t drop;
    uint32_t scale;     /* bits of s, without 16 */
    int32_t reciprocal; /* 2^31 / s, × 2^scale, never above */
} adapt_gains;

/* A number of P f, from the lower triangle: behind the diagonal, a row goes on down its column. */
static int32_t multiply_row(const int32_t *p, const int8_t *features, uint32_t row, uint32_t count)
{
    int32_t sum = 0;
    for (uint32_t column = 0; column != count; column++) {
        sum += *p * features[column];
        p += (column < row) ? 1u : (column + 1u);
    }
    return sum;
}

/* 2^31 / divisor without its fraction, for 2^15 < divisor <= 2^16; bit by bit where a division is a library's. */
static int32_t reciprocal_of(uint32_t divisor)
{
#if defined(__ARM_FEATURE_IDIV)
    return (int32_t)(((uint32_t)1 << 31) / divisor);
#else
    uint32_t rest = (uint32_t)1 << 15;
    uint32_t quotient = 1;
    do {
        rest <<= 1;
        quotient <<= 1;
        if (rest >= divisor) {
            rest -= divisor;
            quotient++;
        }
    } while (quotient < ((uint32_t)1 << 16));
    return (int32_t)(quotient - ((uint32_t)1 << 16));
#endif
}

/* s = c^2 + f' P f, at least c^2, as high × 2^16 + low. The sums of high parts are below 2^27 in
 * magnitude, and those of low parts below 2^29. In units of P, 4 c^2 is the high part of c^2. */
static void find_gains(adapt_state *it, const int8_t *features, adapt_gains *gains)
{
    int32_t high = 0;
    int32_t low = 0;
    uint32_t most = (uint32_t)1 << 14;
    const int32_t *p = adapt_p(it);
    for (uint32_t row = 0; row != it->features; row++) {
        const int32_t v = multiply_row(p, features, row, it->features);
        p += row + 1u;
        gains->v[row] = v;
        high += (v >> 16) * features[row];
        low += (v & 0xFFFF) * features[row];
        most |= (uint32_t)((v < 0) ? -v : v);
    }
    high += low >> 16;
    high = ((high < 0) ? 0 : high) + 4 * (int32_t)it->constant * it->constant;
    gains->drop = bit_count(most) - 15u;
    const uint32_t root = ((uint32_t)1 << gains->drop) >> 3; /* the least is its square, up to 2^26 */
    const int32_t least = (int32_t)(root * root);
    high = (high < least) ? least : high;
    gains->scale = bit_count((uint32_t)high);
    /* Bits 16 and above of (high × 2^16 + low) × 2^(16 - scale). */
    const uint32_t s = (((uint32_t)high << (32u - gains->scale)) >> 16) |
                       (((uint32_t)low & 0xFFFFu) >> gains->scale);
    gains->reciprocal = reciprocal_of(s + 1u);
}

/* How much the label's output is to gain, and its rival to lose, in units. */
static int32_t step_of(const adapt_state *it, int32_t lead)
{
    return (lead < it->margin)
               ? (int32_t)least_of(((uint32_t)it->margin - (uint32_t)lead) >> (it->unit + 1u),
                                   ADAPT_STEP_LIMIT)
               : 0;
}

/* One label: P and W move. `features` are z and the constant. |v| <= 2^15, the
 * reciprocal is below 2^16, and so |gain| < 2^15. The shifts are 10 ... 30 and 2 ... 22. */
TESSERA_NOINLINE static void learn_label(adapt_state *it, const int8_t *features, int32_t *outputs,
                                         uint32_t label)
{
    adapt_gains gains;
    uint32_t rival = 0;
    int32_t lead = 0;
    int32_t *adapted = adapt(it, features, outputs);
    it->updates++;
    for (uint32_t index = 0; index != 2u; index++) {
        lead = lead_of(it, outputs, label, &rival);
        it->wrong[index] += (lead > 0) ? 0u : 1u;
        outputs = adapted;
    }
    const int32_t step = step_of(it, lead);
    find_gains(it, features, &gains);
    int32_t *p = adapt_p(it);
    int32_t *w = adapt_w(it);
    for (uint32_t row = 0; row != it->features; row++) {
        const int32_t v = gains.v[row] >> gains.drop;
        const int32_t gain = rounded(v * gains.reciprocal, 15);
        const int32_t change = rounded(gain * step, 6u + gains.scale - gains.drop);
        gains.v[row] = v;
        subtract_limited(w + label, -change, it->w_limit);
        subtract_limited(w + rival, change, it->w_limit);
        w += it->outputs;
        for (uint32_t column = 0; column <= row; column++) {
            subtract_limited(p, rounded(gain * gains.v[column], 14u + gains.scale - 2u * gains.drop),
                             it->p_limit);
            p++;
        }
    }
}
#endif
