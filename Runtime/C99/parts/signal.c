/* ---------------------------------------------------------------- signals */

/* A sample of a node; nodes lie in memory of any type. A word of scratch memory. */
#if defined(__GNUC__)
typedef int16_t __attribute__((__may_alias__)) sample;
typedef int32_t __attribute__((__may_alias__)) scratch_word;
#else
typedef int16_t sample;
typedef int32_t scratch_word;
#endif

/* A function that a build without some stages may not need. */
#if defined(__GNUC__)
#define TESSERA_SHARED inline __attribute__((__unused__))
#else
#define TESSERA_SHARED inline
#endif

/* The fields of a stage. */
enum {
    STAGE_OP = 0,
    STAGE_SOURCE = 1,
    STAGE_TARGET = 2,
    STAGE_CHANNEL = 3,
    STAGE_CONSTANTS = 4, /* start and count */
    STAGE_CONSTANT_COUNT = 6,
    STAGE_OPERANDS = 8,
    STAGE_SIZE = 16
};

/* A stage: its record, and its own constants. */
typedef struct stage {
    const uint8_t *record;
    const uint8_t *constants;
    uint32_t count; /* of constants */
    uint32_t made;  /* samples that it writes to a channel; 0 when it makes no node */
} stage;

/* What is known of a node before a program runs, for any window. */
typedef struct node_facts {
    uint32_t length;    /* samples of each channel */
    uint32_t magnitude; /* the largest, up to 32,768 */
} node_facts;

/* What a stage does to one channel of a node. */
typedef struct stage_effect {
    uint32_t features;
    uint32_t length; /* samples that it writes; 0 when it makes no node */
    uint32_t magnitude;
    uint32_t scratch; /* bytes, a multiple of 4 */
    uint32_t steps;
} stage_effect;

#define LARGEST_MAGNITUDE 32767u

/* One channel of a node. */
typedef struct signal {
    const sample *values;
    uint32_t length;
} signal;

static TESSERA_SHARED uint32_t operand(const stage *it, uint32_t index)
{
    return load16(it->record + (uint32_t)STAGE_OPERANDS + 2u * index);
}

static TESSERA_SHARED int32_t constant(const stage *it, uint32_t index)
{
    return (int16_t)load16(it->constants + 2u * index);
}

/* Whether every constant is above the one before it, and all are within these. */
static TESSERA_SHARED int constants_ascend(const stage *it, int32_t least, int32_t largest)
{
    int32_t next = least;
    for (uint32_t index = 0; index < it->count; index++)
        TESSERA_LOOP(__CPROVER_assigns(index, next) __CPROVER_loop_invariant(index <= it->count)
                     __CPROVER_loop_invariant(-32768 <= next && next <= 32768)
                     __CPROVER_decreases(it->count - index))
    {
        const int32_t value = constant(it, index);
        if ((value < next) || (value > largest)) {
            return 0;
        }
        next = value + 1;
    }
    return 1;
}

static TESSERA_SHARED uint32_t magnitude_of(int32_t value)
{
    return (value < 0) ? (uint32_t)-value : (uint32_t)value;
}

#ifdef TESSERA_DSP
/* Two counts of a word, with their squares, to the squares so far. */
static TESSERA_SHARED int64_t add_squares(uint32_t pair, int64_t squares)
{
    __asm__("smlald %Q0, %R0, %1, %1" : "+r"(squares) : "r"(pair));
    return squares;
}

/* The sums of counts or samples, two in one step. Both of -32,768 have the squares 2^31, which is why these are
 * summed with 64 bits. */
static TESSERA_SHARED void sum_counts(const sample *at, uint32_t count, window_sums *sums)
{
    const sample *end = at + count;
    int32_t sum = 0;
    int64_t squares = 0;
    if ((count & 1u) != 0u) {
        sum = *at;
        squares = sum * sum;
        at++;
    }
    while (at != end) {
        const uint32_t pair = ((const any_word *)(const void *)at)->bits;
        sum = multiply_pairs(pair, 0x00010001u, sum);
        squares = add_squares(pair, squares);
        at += 2;
    }
    sums->sum = sum;
    sums->squares = (uint64_t)squares;
}
#else
/* The sums of counts or samples, of which there is one at least. The words of the squares are apart: they take
 * fewer registers than 64 bits. */
static TESSERA_SHARED void sum_counts(const sample *at, uint32_t count, window_sums *sums)
{
    const sample *end = at + count;
    int32_t sum = 0;
    uint32_t low = 0;
    uint32_t high = 0;
    do {
        const int32_t value = *at;
        const uint32_t square = (uint32_t)(value * value);
        sum += value;
        low += square;
        high += (low < square) ? 1u : 0u;
        at++;
    } while (at != end);
    sums->sum = sum;
    sums->squares = ((uint64_t)high << 32) | low;
}
#endif

#if TESSERA_WITH_BEATS || TESSERA_WITH_ADAPTATION
/* The least e with value < 2^e. */
TESSERA_NOINLINE static uint32_t bit_count(uint32_t value)
{
    uint32_t bits = 0;
    while (value != 0u) {
        value >>= 1;
        bits++;
    }
    return bits;
}
#endif

/* Floor of dividend / divisor, bit by bit where a division is a library's. The
 * dividend has a magnitude of 2^30 + 2^15 at most, and the divisor is 1 ... 2^15. */
static TESSERA_SHARED int32_t floored_quotient(int32_t dividend, uint32_t divisor)
{
    /* Its bits leave at the top, and those of the quotient enter at the bottom. */
    uint32_t bits = (dividend < 0) ? (divisor - 1u + magnitude_of(dividend)) : (uint32_t)dividend;
#if defined(__ARM_FEATURE_IDIV)
    bits /= divisor;
#else
    uint32_t rest = 0;
    for (uint32_t left = 32; left != 0u; left--) {
        rest = (rest << 1) | (bits >> 31);
        bits <<= 1;
        if (rest >= divisor) {
            rest -= divisor;
            bits |= 1u;
        }
    }
#endif
    return (dividend < 0) ? -(int32_t)bits : (int32_t)bits;
}
