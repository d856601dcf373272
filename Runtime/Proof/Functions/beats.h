/* Any state of a search for beats: behind `tessera.c`. The samples, the slopes and the cuts are memory of their own. */
uint8_t nondet_uint8_t(void);
uint32_t nondet_uint32_t(void);
int nondet_int(void);

static beat_state state;
static uint8_t *memory;
static uint32_t first_cut;

/* What lies so many bytes behind the start of a state. */
sample *contract_beat_at(beat_state *it, uint32_t bytes)
{
    __CPROVER_assert(it == &state && bytes >= (uint32_t)BEAT_STATE_SIZE, "the state");
    return (sample *)(void *)(memory + (bytes - (uint32_t)BEAT_STATE_SIZE));
}

/* The indices that a step keeps. */
static int are_places(const beat_state *it)
{
    return it->kept <= it->at && it->at <= it->end && it->slope_at < it->fields[BEAT_INTEGRATION];
}

/* One cut each, or the only one. */
static int are_cuts(const beat_state *it)
{
    const uint32_t second_cut = first_cut + cut_stride(it) * it->fields[BEAT_INTERVALS];
    return (it->held_cut == first_cut && it->pending_cut == second_cut) ||
           (it->held_cut == second_cut && it->pending_cut == first_cut);
}

/* What happens with a maximum happens when it is due, and not later. */
static int is_on_time(const beat_state *it)
{
    const uint32_t left = it->due - it->now;
    const uint32_t climb = it->now - it->top.place;
    const uint32_t wait = it->now - it->waiting.place;
    const uint32_t refractory = it->fields[BEAT_REFRACTORY];
    return left >= 1u && (it->top.energy == 0u || (climb < refractory && left <= refractory - climb)) &&
           (it->waiting.energy == 0u || (wait < it->hold && left <= it->hold - wait));
}

static int are_intervals(const beat_state *it)
{
    int valid = it->interval_count <= (uint32_t)LOCAL_INTERVALS;
    for (uint32_t index = 0; index < (uint32_t)LOCAL_INTERVALS; index++) {
        valid = valid && (index >= it->interval_count || (it->intervals[index] >= 1u && it->intervals[index] <= 16384u));
    }
    return valid && it->pending <= it->fields[BEAT_INTERVALS];
}

/* Any fields that are_beats accepts, and any places. */
static void choose_state(void)
{
    uint8_t section[24];
    uint8_t blob[HEADER_SIZE_2];
    __CPROVER_assume(load16(blob + AT_SAMPLES) <= LARGEST_COUNT && are_beats(blob, section));
    const uint32_t size = read_section(&state, section);
    first_cut = state.held_cut;
    if (nondet_int() & 1) {
        state.held_cut = state.pending_cut;
        state.pending_cut = first_cut;
    }
    memory = __CPROVER_allocate(size - (uint32_t)BEAT_STATE_SIZE, 0);
    state.at = (uint16_t)nondet_uint32_t();
    state.slope_at = (uint16_t)nondet_uint32_t();
    state.now = nondet_uint32_t();
    __CPROVER_assume(are_places(&state));
}

/* A maximum, as it is judged. */
static void choose_maximum(void)
{
    state.waiting.energy = nondet_uint32_t();
    state.waiting.place = state.now - state.hold;
    state.waiting.slope = nondet_uint32_t();
    __CPROVER_assume(state.waiting.energy != 0u);
}
