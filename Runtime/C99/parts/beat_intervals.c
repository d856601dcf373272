/* ---------------------------------------------------------------- beats: intervals */

#if TESSERA_WITH_BEATS
/* The logarithm to base 2 in 1/1024, within 0.01 of an octave: 0 for 1. */
TESSERA_NOINLINE static int32_t fine_logarithm(uint32_t value)
{
    uint32_t whole = 31u * 1024u;
    while ((value >> 31) == 0u) {
        value <<= 1;
        whole -= 1024u;
    }
    const uint32_t part = (value >> 15) & 65535u;
    const uint32_t bow = (part * (65536u - part)) >> 16;
    return (int32_t)(whole + ((part + ((22u * bow) >> 6)) >> 6));
}

/* Samples from one place to a later one, 1 ... 16,384. */
static uint32_t interval_between(uint32_t earlier, uint32_t later)
{
    const int32_t interval = (int32_t)(later - earlier);
    if (interval < 1) {
        return 1;
    }
    return (interval > LONGEST_INTERVAL) ? (uint32_t)LONGEST_INTERVAL : (uint32_t)interval;
}

/* The latest interval is the first. */
static void add_interval(beat_state *it, uint32_t interval)
{
    for (uint32_t index = (uint32_t)LOCAL_INTERVALS - 1u; index != 0u; index--) {
        it->intervals[index] = it->intervals[index - 1u];
        TESSERA_ONE_BY_ONE();
    }
    it->intervals[0] = (uint16_t)interval;
    if (it->interval_count != LOCAL_INTERVALS) {
        it->interval_count++;
    }
}

/* The features of the beat that ended the latest interval, with the samples to the next one. The first
 * beat ended none: what comes after it takes that place. */
static void put_intervals(const beat_state *it, uint32_t post, sample *features)
{
    uint32_t count = it->interval_count;
    uint32_t pre = it->intervals[0];
    uint32_t sum = 0;
    for (uint32_t index = 0; index < count; index++) {
        sum += it->intervals[index];
    }
    if (count == 0u) {
        count = 1;
        pre = post;
        sum = post;
    }
    /* The mean in 64ths of a sample, of a sum below 2^24. */
    const int32_t whole = (int32_t)((64u * sum) & 0xFFFFFFu);
    const int32_t local = fine_logarithm((uint32_t)floored_quotient(whole, count)) - 6 * 1024;
    const int32_t before = fine_logarithm(pre);
    const int32_t after = fine_logarithm(post);
    features[0] = (sample)(before - local);
    features[1] = (sample)(after - local);
    features[2] = (sample)(before - after);
    features[3] = (sample)local;
}
#endif
