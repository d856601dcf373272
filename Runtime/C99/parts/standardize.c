/* ---------------------------------------------------------------- the window of counts */

/* The sums of a window of counts. */
typedef struct window_sums {
    int32_t sum;      /* |S| <= 2^29 */
    uint64_t squares; /* Q <= 2^44 */
} window_sums;

static void add_count(window_sums *sums, int32_t count)
{
    sums->sum += count;
    sums->squares += (uint32_t)(count * count);
}

/* What quantises the counts of one window: m and S are raised to a shift of 33, modulo 2^32. */
typedef struct count_window {
    uint32_t factor; /* m */
    uint32_t offset; /* S */
    uint32_t gain;   /* G <= 2^31, 0 for a constant window */
    uint8_t shift;   /* 17 ... 48 */
    uint8_t drop;    /* behind one of 33 */
} count_window;

/* The integer square root, bit by bit. */
static uint32_t square_root(uint64_t value)
{
    uint64_t rest = value;
    uint64_t root = 0;
    for (uint64_t bit = (uint64_t)1 << 62; bit != 0u; bit >>= 2) {
        const uint64_t trial = root | bit;
        root >>= 1;
        if (trial <= rest) {
            rest -= trial;
            root |= bit;
        }
    }
    return (uint32_t)root;
}

/* gain × 2^32 / divisor for gain < divisor, bit by bit: smaller than a 64-bit division. */
static uint32_t quotient(uint32_t gain, uint32_t divisor)
{
    uint32_t rest = gain;
    uint32_t result = 0;
    for (uint32_t step = 0; step < 32u; step++) {
        const uint32_t carry = rest >> 31;
        rest <<= 1;
        result <<= 1;
        if ((carry != 0u) || (rest >= divisor)) {
            rest -= divisor;
            result |= 1u;
        }
    }
    return result;
}

/* D = m Q - S^2 of `count` counts. */
static uint64_t spread_of(const window_sums *sums, uint32_t count)
{
    const int64_t sum = sums->sum;
    return count * sums->squares - (uint64_t)(sum * sum);
}

static void find_window(int32_t sum, uint64_t spread, uint32_t count, uint32_t gain,
                        count_window *window)
{
    window->gain = 0;
    window->shift = 48;
    if (spread != 0u) {
        while ((spread >> 62) == 0u) {
            spread <<= 2;
            window->shift--;
        }
        window->gain = quotient(gain, square_root(spread));
    }
    const uint32_t shift = window->shift;
    const uint32_t raise = (shift < 33u) ? (33u - shift) : 0u;
    window->factor = count << raise;
    window->offset = (uint32_t)sum << raise;
    window->drop = (uint8_t)(shift + raise - 33u);
}

/* (m c - S) × G × 2^-shift of a count of the window, rounded. The squares of all m c - S have the sum
 * m (m Q - S^2) < 2^14 × 2^(2 shift - 32), so that each is below 2^(shift - 9) and keeps its bits where it is
 * raised to a shift of 33. Behind the product its high word is enough. Both factors change their signs: -G fits
 * an int32, which 2^31 does not. */
static TESSERA_INLINE int32_t standardize(const count_window *window, int32_t count, int32_t limit)
{
    const int32_t value = (int32_t)(window->offset - window->factor * (uint32_t)count);
    const int32_t half = (int32_t)1 << window->drop;
    const int32_t high = multiply_high(value, (int32_t)(0u - window->gain));
    const int32_t near = (high + half) >> (window->drop + 1u);
    if ((uint32_t)(near + limit) > 2u * (uint32_t)limit) {
        return (near < 0) ? -limit : limit;
    }
    return near;
}
