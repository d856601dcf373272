/* ---------------------------------------------------------------- learning: state */

#if TESSERA_WITH_ADAPTATION
/* What the rule is proved for (Docs/Format.md, Learning). With at most 33 features of magnitude
 * 128, a sum of features times P, or times W, is at most 33 × 2^7 × 2^18 < 2^31. */
#define ADAPT_LIMIT ((uint32_t)1 << 18)
#define DELTA_MAGIC 0x32525354u /* "TSR2" */

enum { ADAPT_CONSTANT_LIMIT = 64, ADAPT_STEP_LIMIT = 32767, ADAPT_MARGIN_BITS = 12, ADAPT_UNIT_LIMIT = 7 };

/* The state of learning. A delta has its words from `magic` on, and W. Behind it lie W, a row of outputs for
 * each feature; the lower triangle of P, row after row; the adapted outputs; and the kept answers. */
typedef struct adapt_state {
    int32_t prior; /* of P; four fields in the order of the file */
    int32_t margin;
    int32_t p_limit;
    int32_t w_limit;
    uint8_t constant;
    uint8_t unit; /* 0 ... 7; up to 7, the margin >> unit is below 2^12 */
    uint8_t wide; /* 1 where z has 16 bits */
    uint8_t reserved;
    uint16_t most; /* updates */
    uint16_t capacity;
    uint16_t kept;       /* answers, of smallest margins, in their order */
    uint16_t kept_words; /* of each */
    uint32_t vector;     /* bytes from z to the outputs of an answer; 0 when z is the input */
    uint32_t w_end;      /* where W ends, in bytes of the state, and where the kept answers begin */
    uint32_t kept_start;
    uint32_t magic;
    uint32_t owner; /* checksum of the student's file */
    uint32_t identifier[2];
    uint32_t features; /* d + 1 */
    uint32_t outputs;  /* C */
    uint32_t in_use;   /* 1 where the adapted outputs are */
    uint32_t updates;
    uint32_t wrong[2]; /* before the updates: outputs of the student, and adapted ones */
} adapt_state;

/* Where the saved words begin, those of them that are no longer of the student, and W, in bytes. */
enum { ADAPT_UNSAVED = 40, ADAPT_COUNTS = 64, ADAPT_HEAD = 80 };
typedef char adapt_state_fits[(sizeof(adapt_state) == ADAPT_HEAD) ? 1 : -1];

/* Words of an answer that is kept: its margin, its outputs, z in int8, and at the end its number. */
enum { KEPT_MARGIN, KEPT_OUTPUTS };

/* What lies so many bytes behind the start of a state. */
static int32_t *adapt_at(adapt_state *it, uint32_t bytes)
{
    return (int32_t *)(void *)((uint8_t *)it + bytes);
}

static int32_t *adapt_w(adapt_state *it) { return adapt_at(it, ADAPT_HEAD); }

static int32_t *adapt_p(adapt_state *it) { return adapt_at(it, it->w_end); }

/* The answer that is kept at a rank, or where it would be. */
static TESSERA_INLINE int32_t *kept_at(adapt_state *it, uint32_t rank)
{
    return adapt_at(it, it->kept_start) + rank * it->kept_words;
}

static int32_t *adapt_outputs(adapt_state *it) { return kept_at(it, 0) - it->outputs; }

static uint32_t least_of(uint32_t value, uint32_t limit)
{
    return (value < limit) ? value : limit;
}

static int32_t adapt_limit(const uint8_t *at) { return (int32_t)least_of(load32(at), ADAPT_LIMIT); }
#endif
