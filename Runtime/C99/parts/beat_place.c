/* ---------------------------------------------------------------- beats: place */

#if TESSERA_WITH_BEATS
/* The age of the peak whose maximum is judged now, where the newest sample has the age 1: where twice the samples
 * around it differ most from those on both sides of them. */
TESSERA_NOINLINE static uint32_t refined_age(beat_state *it)
{
    const uint32_t width = it->fields[BEAT_BOX] | 1u;
    uint32_t left = it->fields[BEAT_INTEGRATION];
    const sample *at = beat_samples(it) + it->at - it->latest - left - (width >> 1);
    const sample *end = at + width;
    uint32_t best = left;
    uint32_t most = 0;
    int32_t curve = 0;
    while (at != end) {
        curve += 2 * *at - *(at - width) - *(at + width);
        at++;
    }
    for (;;) {
        if (magnitude_of(curve) > most) {
            most = magnitude_of(curve);
            best = left;
        }
        if (left == 0u) {
            return it->latest + best;
        }
        curve += 3 * (*at - *(at - width)) + *(at - 2u * width) - *(at + width);
        at++;
        left--;
    }
}
#endif
