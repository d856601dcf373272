/* ---------------------------------------------------------------- beats: levels */

#if TESSERA_WITH_BEATS
/* `from`, closer to `to` by so many 256ths of the distance; both are below 2^31. */
TESSERA_NOINLINE static uint32_t moved(uint32_t from, uint32_t to, uint32_t part)
{
    return (to > from) ? (from + ((to - from) >> 8) * part) : (from - ((from - to) >> 8) * part);
}

/* What an energy must exceed to be that of a beat. */
static uint32_t beat_threshold(const beat_state *it)
{
    return moved(it->noise, it->signal, it->fields[BEAT_THRESHOLD]);
}

/* A beat counts for four times the level at most, so that no artefact hides those that follow. */
static void raise_signal(beat_state *it, uint32_t energy)
{
    it->signal = moved(it->signal, ((energy >> 2) > it->signal) ? (4u * it->signal) : energy,
                       it->fields[BEAT_SIGNAL_DECAY]);
}

/* What is no beat counts for half of the signal at most. */
static void raise_noise(beat_state *it, uint32_t energy)
{
    const uint32_t most = it->signal >> 1;
    it->noise = moved(it->noise, (energy > most) ? most : energy,
                      it->fields[BEAT_NOISE_DECAY]);
}
#endif
