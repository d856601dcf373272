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

/* What quantises the counts of one window. */
typedef struct count_window {
    int32_t count; /* m */
    int32_t sum;   /* S */
    uint32_t gain; /* G <= 2^31, 0 for a constant window */
    uint32_t shift;
} count_window;

/* The integer square root, bit by bit. */
static uint32_t square_root(uint64_t value)
{
    uint32_t root = 0;
    for (uint32_t bit = (uint32_t)1 << 31; bit != 0u; bit >>= 1) {
        const uint32_t trial = root | bit;
        if (((uint64_t)trial * trial) <= value) {
            root = trial;
        }
    }
    return root;
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
    window->count = (int32_t)count;
    window->sum = sum;
    window->gain = 0;
    window->shift = 48;
    if (spread != 0u) {
        while ((spread >> 62) == 0u) {
            spread <<= 2;
            window->shift--;
        }
        window->gain = quotient(gain, square_root(spread));
    }
}

static int32_t standardize(const count_window *window, int32_t count, int32_t limit)
{
    const int64_t wide = (int64_t)(window->count * count - window->sum) * window->gain;
    return round_wide(wide, window->shift, limit);
}
