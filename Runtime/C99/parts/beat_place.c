/* ---------------------------------------------------------------- beats: place */

#if TESSERA_WITH_BEATS
/* The age of the peak whose energy was largest `age` samples ago: where twice the samples around it
 * differ most from those on both sides of them. */
TESSERA_NOINLINE static uint32_t refined_age(beat_state *it, uint32_t age)
{
    const int32_t half = (int32_t)(it->fields[BEAT_BOX] >> 1);
    const int32_t reach = 3 * half + 1;
    uint32_t left = it->fields[BEAT_INTEGRATION];
    const uint32_t latest = age + it->delay;
    const sample *at = beat_samples(it) + it->at - 1u - latest - left;
    uint32_t best = left;
    uint32_t most = 0;
    int32_t curve = 0;
    for (int32_t index = -reach; index <= reach; index++) {
        curve += ((index < -half) || (index > half)) ? -at[index] : (2 * at[index]);
    }
    for (;;) {
        if (magnitude_of(curve) > most) {
            most = magnitude_of(curve);
            best = left;
        }
        if (left == 0u) {
            return latest + best;
        }
        curve += 3 * (at[half + 1] - at[-half]) + at[-reach] - at[reach + 1];
        at++;
        left--;
    }
}
#endif
