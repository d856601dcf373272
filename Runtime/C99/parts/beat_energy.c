/* ---------------------------------------------------------------- beats: energy */

#if TESSERA_WITH_BEATS
/* Samples lie in their order. Where their memory ends, the latest of them go to its start, in whole words. */
static void move_samples(beat_state *it)
{
    scratch_word *to = (scratch_word *)(void *)beat_samples(it);
    const scratch_word *end = to + (it->end >> 1);
    const scratch_word *from = end - (it->kept >> 1);
    it->at = it->kept;
    while (from != end) {
        *to = *from;
        to++;
        from++;
        TESSERA_ONE_BY_ONE();
    }
}

/* A slope in 16 bits; `whole` is below 2^27. */
static TESSERA_INLINE uint32_t limited_slope(uint32_t whole)
{
#if defined(__GNUC__) && defined(__thumb2__) && defined(__ARM_FEATURE_SAT)
    uint32_t slope;
    __asm__("usat %0, #16, %1" : "=r"(slope) : "r"(whole));
    return slope;
#else
    return ((whole >> 16) != 0u) ? 65535u : whole;
#endif
}

/* Makes room, and returns how many of the next samples follow one another in all memory, up to the one with
 * which something is due. */
static TESSERA_INLINE uint32_t begin_run(beat_state *it, size_t given)
{
    if (it->at == it->end) {
        move_samples(it);
    }
    const uint32_t slopes = (uint32_t)it->fields[BEAT_INTEGRATION] - it->slope_at;
    const uint32_t room = smaller((uint32_t)it->end - it->at, slopes);
    const uint32_t count = smaller(it->due - it->now, room);
    return (given < count) ? (uint32_t)given : count;
}

/* Notes that so many samples came. */
static TESSERA_INLINE void end_run(beat_state *it, uint32_t count)
{
    const uint32_t next = it->slope_at + count;
    it->slope_at = (uint16_t)((next == it->fields[BEAT_INTEGRATION]) ? 0u : next);
    it->at = (uint16_t)(it->at + count);
    it->now += count;
}

/* Notes the maximum so far, at a sample. Returns whether a climb begins with it: when this one may end is then
 * due to be noted. */
static TESSERA_INLINE int note_top(beat_state *it, uint32_t energy, uint32_t now, uint32_t steepest)
{
    const int begins = it->top.energy == 0u;
    if (begins) {
        it->due = now;
    }
    it->top.energy = energy;
    it->top.place = now;
    it->top.slope = steepest;
    return begins;
}

/* Takes samples into the energy of slopes over the integration, and follows it to its maximum: one at least, and
 * none behind one with which something is due. Returns where the next ones are.
 *
 * The energy is below 2^31: a slope fits 16 bits, and its square is shifted by one bit more than the integration
 * has. What is read comes before what is written, so that nothing is read twice. */
TESSERA_NOINLINE static const int16_t *follow_energy(beat_state *it, const int16_t *from, const int16_t *end)
{
    const int16_t *at = from;
    const int16_t *last = from + begin_run(it, (size_t)(end - from));
    const uint32_t box = it->fields[BEAT_BOX];
    sample *newest = beat_samples(it) + it->at;
    const sample *lagged = newest - it->fields[BEAT_LAG];
    uint16_t *slopes = (uint16_t *)(void *)(beat_samples(it) + it->end) + it->slope_at;
    int32_t difference = it->difference;
    uint32_t energy = it->energy;
    uint32_t steepest = it->steepest;
    do {
        const int32_t value = *at;
        const uint32_t oldest = *slopes;
        difference += value - *(newest - box) - *lagged + *(lagged - box);
        const uint32_t slope = limited_slope(magnitude_of(difference) >> it->slope_shift);
        const uint32_t gain = (slope * slope) >> it->square_shift;
        const uint32_t loss = (oldest * oldest) >> it->square_shift;
        *newest = (sample)value;
        *slopes = (uint16_t)slope;
        at++;
        newest++;
        lagged++;
        slopes++;
        energy += gain - loss;
        steepest = larger(steepest, slope);
        if ((energy > it->top.energy) && ((it->top.energy != 0u) || (gain > loss)) &&
            note_top(it, energy, it->now + (uint32_t)(at - from), steepest)) {
            last = at;
        }
    } while (at != last);
    it->difference = difference;
    it->energy = energy;
    it->steepest = steepest;
    end_run(it, (uint32_t)(at - from));
    return at;
}
#endif
