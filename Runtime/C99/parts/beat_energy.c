/* ---------------------------------------------------------------- beats: energy */

#if TESSERA_WITH_BEATS
/* Samples lie in their order. Where their memory ends, the latest of them go to its start. Both have
 * multiples of four. */
static void move_samples(beat_state *it)
{
    scratch_word *to = (scratch_word *)(void *)beat_samples(it);
    const scratch_word *end = to + (it->end >> 1);
    const scratch_word *from = end - (it->kept >> 1);
    it->at = it->kept;
    while (from != end) {
        to[0] = from[0];
        to[1] = from[1];
        to += 2;
        from += 2;
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
    return (whole > 65535u) ? 65535u : whole;
#endif
}

/* Takes a sample into the energy of slopes over the integration, and returns the slope. The energy is
 * below 2^31: a slope fits 16 bits, and its square is shifted by one bit more than the integration
 * has. What is read comes before what is written, so that nothing is read twice. */
static TESSERA_INLINE uint32_t take_sample(beat_state *it, int32_t value)
{
    if (it->at == it->end) {
        move_samples(it);
    }
    sample *newest = beat_samples(it) + it->at;
    const uint32_t box = it->fields[BEAT_BOX];
    const sample *lagged = newest - it->fields[BEAT_LAG];
    uint16_t *slopes = (uint16_t *)(void *)(beat_samples(it) + it->end) + it->slope_at;
    const uint32_t oldest = *slopes;
    const uint32_t next = it->slope_at + 1u;
    const uint32_t shift = it->square_shift;
    const int32_t difference = it->difference + value - *(newest - box) - *lagged + *(lagged - box);
    const uint32_t slope = limited_slope(magnitude_of(difference) >> it->slope_shift);
    it->energy += ((slope * slope) >> shift) - ((oldest * oldest) >> shift);
    it->difference = difference;
    it->at++;
    it->slope_at = (uint16_t)((next == it->fields[BEAT_INTEGRATION]) ? 0u : next);
    *newest = (sample)value;
    *slopes = (uint16_t)slope;
    return slope;
}

/* Takes a sample, and follows the energy to its maximum. Returns whether something is due with it. */
static TESSERA_INLINE int follow_energy(beat_state *it, int32_t value)
{
    const uint32_t earlier = it->energy;
    const uint32_t slope = take_sample(it, value);
    const uint32_t energy = it->energy;
    it->now++;
    const int is_due = it->now == it->due;
    if (slope > it->steepest) {
        it->steepest = slope;
    }
    if ((energy > it->top.energy) && ((it->top.energy != 0u) || (energy > earlier))) {
        /* With the next sample it is noted when this climb may end. */
        if (it->top.energy == 0u) {
            it->due = it->now + 1u;
        }
        it->top.energy = energy;
        it->top.place = it->now;
        it->top.slope = it->steepest;
    }
    return is_due;
}
#endif
