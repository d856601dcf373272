/* ---------------------------------------------------------------- beats: state */

#if TESSERA_WITH_BEATS
/* The fields of the section of beats, in its order. */
enum {
    BEAT_BEFORE,
    BEAT_FROM,
    BEAT_REFRACTORY,
    BEAT_WAVE,
    BEAT_SEARCH,
    BEAT_BOX,
    BEAT_LAG,
    BEAT_INTEGRATION,
    BEAT_THRESHOLD,
    BEAT_SIGNAL_DECAY,
    BEAT_NOISE_DECAY,
    BEAT_INTERVALS,
    BEAT_FIELDS
};

enum { LOCAL_INTERVALS = 11, LONGEST_INTERVAL = 16384, INTERVAL_FEATURES = 4 };

/* A maximum of the energy; none where the energy is 0. */
typedef struct beat_peak {
    uint32_t energy;
    uint32_t place; /* the number of the sample */
    uint32_t slope; /* the largest of its rise */
} beat_peak;

/* One by one: a structure in one assignment is a memcpy to some compilers. */
static void copy_peak(beat_peak *to, const beat_peak *from)
{
    to->energy = from->energy;
    to->place = from->place;
    to->slope = from->slope;
}

/* The state of a search for beats. Behind it lie the samples, the slopes of the integration in a ring,
 * and one cut, or two where a beat awaits the next one for the intervals. */
typedef struct beat_state {
    uint8_t slope_shift, square_shift;
    uint8_t pending;  /* 1 where the last beat is not answered yet */
    uint8_t learning; /* 1 while levels are learnt */
    uint16_t fields[BEAT_FIELDS]; /* as in the file, but for the refractory time */
    uint16_t at;       /* of the next sample */
    uint16_t slope_at; /* of the oldest slope */
    uint16_t hold;     /* samples from a maximum until it is judged */
    uint16_t kept;     /* samples at the least */
    uint16_t end;      /* of the memory for samples */
    uint16_t latest;   /* age of the youngest sample that may be the peak of a maximum that is judged */
    uint16_t interval_count;
    uint32_t now; /* the number of the newest sample, modulo 2^32 */
    uint32_t due; /* the number of the sample with which something may happen next */
    uint32_t origin; /* from where on a beat is awaited, so long */
    uint32_t patience;
    uint32_t signal, noise; /* levels of the energy */
    uint32_t last_place;    /* of the peak of the last beat */
    uint32_t held_place;
    uint32_t held_cut, pending_cut; /* where these lie, in bytes of the state */
    uint32_t usual;     /* interval; 0 without one */
    beat_peak top;      /* maximum so far */
    beat_peak waiting;  /* to be judged */
    beat_peak last;
    beat_peak held;     /* the largest maximum since then that may be a beat */
    int32_t difference; /* of the box to the box before the lag */
    uint32_t energy;
    uint32_t steepest;  /* slope since the energy began to rise */
    uint32_t owner;     /* checksum of the student's file */
    uint16_t intervals[LOCAL_INTERVALS]; /* the latest ones, the last one first */
} beat_state;

/* TESSERA_BEAT_SIZE has this size in it. */
enum { BEAT_STATE_SIZE = 192 };
typedef char beat_state_fits[(sizeof(beat_state) <= BEAT_STATE_SIZE) ? 1 : -1];

/* What lies so many bytes behind the start of a state. */
static sample *beat_at(beat_state *it, uint32_t bytes)
{
    return (sample *)(void *)((uint8_t *)it + bytes);
}

static sample *beat_samples(beat_state *it) { return beat_at(it, BEAT_STATE_SIZE); }

/* Keeps a compiler from making a call of the C library of a loop. */
#if defined(__GNUC__)
#define TESSERA_ONE_BY_ONE() __asm__ volatile("" : : : "memory")
#else
#define TESSERA_ONE_BY_ONE() ((void)0)
#endif

static uint32_t larger(uint32_t a, uint32_t b) { return (a > b) ? a : b; }

static uint32_t smaller(uint32_t a, uint32_t b) { return (a < b) ? a : b; }

static uint32_t even(uint32_t count) { return (count + 1u) & ~(uint32_t)1; }

/* Samples of a cut. */
static uint32_t cut_count(const beat_state *it)
{
    return (uint32_t)it->fields[BEAT_BEFORE] + it->fields[BEAT_FROM];
}

/* Bytes from one cut to the next. */
static uint32_t cut_stride(const beat_state *it)
{
    return 2u * even(cut_count(it) + (uint32_t)INTERVAL_FEATURES * it->fields[BEAT_INTERVALS]);
}

/* Reads the section, and what follows from it: at most two maxima wait at a time, and a peak is refined
 * among samples that have come. Returns the bytes of the state. */
TESSERA_NOINLINE static uint32_t read_section(beat_state *it, const uint8_t *section)
{
    for (uint32_t field = 0; field < (uint32_t)BEAT_FIELDS; field++) {
        it->fields[field] = (uint16_t)load16(section + 2u * field);
    }
    const uint32_t box = it->fields[BEAT_BOX];
    const uint32_t lag = it->fields[BEAT_LAG];
    const uint32_t integration = it->fields[BEAT_INTEGRATION];
    const uint32_t from = it->fields[BEAT_FROM];
    const uint32_t awaits = it->fields[BEAT_INTERVALS];
    const uint32_t delay = (box + lag) >> 1;
    const uint32_t refractory =
        larger(larger(it->fields[BEAT_REFRACTORY], (from + 1u) >> 1), 2u * box);
    const uint32_t hold = larger(refractory, from);
    const uint32_t reach = larger(it->fields[BEAT_BEFORE], 2u * box) + integration + delay + hold;
    const uint32_t kept = padded(larger(reach, box + lag) + 1u);
    const uint32_t end = kept + padded(kept >> 1);
    it->fields[BEAT_REFRACTORY] = (uint16_t)refractory;
    it->hold = (uint16_t)hold;
    it->latest = (uint16_t)(delay + hold + 1u);
    it->kept = (uint16_t)kept;
    it->end = (uint16_t)end;
    it->at = (uint16_t)kept;
    it->slope_shift = (uint8_t)(larger(bit_count(box - 1u), 2) - 2u);
    it->square_shift = (uint8_t)(bit_count(integration - 1u) + 1u);
    it->held_cut = BEAT_STATE_SIZE + 2u * (end + even(integration));
    it->pending_cut = it->held_cut + cut_stride(it) * awaits;
    return it->pending_cut + cut_stride(it);
}

/* Notes when the next maximum may end its climb or is judged, or the search goes back. Until then samples are
 * followed, and nothing else. A search that had to go back before does it with the next sample. Where there is
 * no maximum its place is an old one, with which something may be due too early: nothing happens then. */
static void set_due(beat_state *it)
{
    const uint32_t next = it->now + 1u;
    const int32_t patience = (int32_t)(it->origin + it->patience - next);
    const uint32_t climb = it->top.place + it->fields[BEAT_REFRACTORY] - next;
    const uint32_t wait = it->waiting.place + it->hold - next;
    const uint32_t left = (patience < 0) ? 0u : (uint32_t)patience;
    it->due = next + smaller(left, smaller(climb, wait));
}

/* Makes the state of `size` bytes before the sample of number `first`; `owner` is the checksum of the
 * student's file. */
static void reset_beats(beat_state *it, const uint8_t *section, uint32_t size, uint32_t owner,
                        uint32_t first)
{
    sample *at = (sample *)(void *)it;
    const sample *end = at + (size >> 1);
    while (at != end) {
        *at = 0;
        at++;
        TESSERA_ONE_BY_ONE();
    }
    (void)read_section(it, section);
    it->owner = owner;
    it->now = first - 1u;
    it->origin = it->now;
    it->learning = 1;
    it->patience = it->kept + 2u * it->fields[BEAT_SEARCH];
    it->due = first;
}
#endif
