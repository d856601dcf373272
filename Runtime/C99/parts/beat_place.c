/* ---------------------------------------------------------------- beats: place */

#if TESSERA_WITH_BEATS
/* The age of the peak whose energy was largest `age` samples ago: where twice the samples around it
 * differ most from those on both sides of them. */
TESSERA_NOINLINE static uint32_t refined_age(beat_state *it, uint32_t age)
{
    const int32_t half = (int32_t)(it->fields[BEAT_BOX] >> 1);
    const int32_t reach = 3 * half + 1;
    const sample *at = beat_samples(it) + it->at - 1u - age - it->delay - it->fields[BEAT_INTEGRATION];
    uint32_t best = 0;
    uint32_t most = 0;
    int32_t curve = 0;
    for (int32_t index = -reach; index <= reach; index++) {
        curve += ((index < -half) || (index > half)) ? -at[index] : (2 * at[index]);
    }
    for (uint32_t place = 0; place <= it->fields[BEAT_INTEGRATION]; place++) {
        if (magnitude_of(curve) > most) {
            most = magnitude_of(curve);
            best = place;
        }
        curve += 3 * (at[half + 1] - at[-half]) + at[-reach] - at[reach + 1];
        at++;
    }
    return age + it->delay + it->fields[BEAT_INTEGRATION] - best;
}
#endif
