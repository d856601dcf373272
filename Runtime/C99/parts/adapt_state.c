/* ---------------------------------------------------------------- learning: state */

#if TESSERA_WITH_ADAPTATION
/* What the rule is proved for (Docs/Format.md, Learning). With at most 33 features of magnitude
 * 128, a sum of features times P, or times W, is at most 33 × 2^7 × 2^18 < 2^31. */
#define ADAPT_LIMIT ((uint32_t)1 << 18)
#define DELTA_MAGIC 0x32525354u /* "TSR2" */

enum { ADAPT_CONSTANT_LIMIT = 64, ADAPT_STEP_LIMIT = 32767, ADAPT_MARGIN_BITS = 12, ADAPT_UNIT_LIMIT = 7 };

/* The state of learning, in words. A delta has those before `margin`, and W. Behind it lie W, a row of
 * outputs for each feature; the lower triangle of P, row after row; the adapted outputs; and the kept
 * answers. */
typedef struct adapt_state {
    uint32_t magic;
    uint32_t owner; /* checksum of the student's file */
    uint32_t identifier[2];
    uint32_t features; /* d + 1 */
    uint32_t outputs;  /* C */
    uint32_t in_use;   /* 1 where the adapted outputs are */
    uint32_t updates;
    uint32_t wrong; /* outputs of the student, before the updates */
    uint32_t adapted_wrong;
    int32_t margin;
    int32_t p_limit;
    int32_t w_limit;
    int32_t constant;
    uint32_t unit; /* 0 ... 7; up to 7, the margin >> unit is below 2^12 */
    uint32_t most; /* updates */
    uint32_t capacity;
    uint32_t kept;   /* answers, of smallest margins, in their order */
    uint32_t vector; /* bytes from z to the outputs of an answer; 0 when z is the input */
    uint32_t wide;   /* 1 where z has 16 bits */
} adapt_state;

enum { ADAPT_IDENTITY = 6, ADAPT_SAVED = 10, ADAPT_HEAD = 20 };

/* An answer that is kept; behind it lie its outputs, and z in int8. */
typedef struct kept_answer {
    uint32_t number;
    int32_t margin;
} kept_answer;

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

static int32_t *adapt_words(adapt_state *it) { return (int32_t *)(void *)it; }

static int32_t *adapt_w(adapt_state *it) { return adapt_words(it) + ADAPT_HEAD; }

static uint32_t adapt_w_count(const adapt_state *it) { return it->features * it->outputs; }

static int32_t *adapt_p(adapt_state *it) { return adapt_w(it) + adapt_w_count(it); }

TESSERA_NOINLINE static int32_t *adapt_outputs(adapt_state *it)
{
    return adapt_p(it) + ((it->features * (it->features + 1u)) >> 1);
}

/* Words of an answer that is kept. */
static uint32_t kept_words(const adapt_state *it)
{
    return 2u + it->outputs + ((it->features + 2u) >> 2);
}

static int32_t *kept_at(adapt_state *it, uint32_t rank)
{
    return adapt_outputs(it) + it->outputs + rank * kept_words(it);
}

static uint32_t least_of(uint32_t value, uint32_t limit)
{
    return (value < limit) ? value : limit;
}

static int32_t adapt_limit(const uint8_t *at) { return (int32_t)least_of(load32(at), ADAPT_LIMIT); }
#endif
