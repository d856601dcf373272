/* ---------------------------------------------------------------- beats: a stream */

#if TESSERA_WITH_BEATS
/* What the end of a search completes: with features of intervals the beat before, otherwise the one that
 * was found; null for none. Without these features both cuts are one. */
static const sample *end_search(beat_state *it, uint32_t *place)
{
    const uint32_t found = it->held.energy;
    const uint32_t awaits = it->fields[BEAT_INTERVALS];
    const uint32_t complete = (awaits != 0u) ? it->pending : found;
    const uint32_t interval = interval_between(it->last_place, (found != 0u) ? it->held_place : it->now);
    sample *window = beat_at(it, it->pending_cut);
    *place = (awaits != 0u) ? it->last_place : it->held_place;
    if (it->pending != 0u) {
        put_intervals(it, interval, window + cut_count(it));
    }
    it->pending = 0;
    if (found != 0u) {
        note_beat(it, interval);
    } else {
        lower_signal(it);
    }
    return (complete != 0u) ? window : NULL;
}

/* Ends the climb of a maximum that nothing exceeded for the refractory time: it waits to be judged. */
static void end_climb(beat_state *it)
{
    if ((it->top.energy != 0u) && (it->now - it->top.place >= it->fields[BEAT_REFRACTORY])) {
        copy_peak(&it->waiting, &it->top);
        it->top.energy = 0;
        it->steepest = 0;
    }
}

/* Whether the search ends with the newest sample, with the held beat or without one. */
static int ends_search(beat_state *it)
{
    if (it->learning != 0u) {
        learn(it);
        return 0;
    }
    if ((it->waiting.energy != 0u) && (it->now - it->waiting.place >= it->hold)) {
        return judge(it);
    }
    return it->now - it->origin >= it->patience;
}

/* Does what is due with the newest sample. */
static const sample *examine(beat_state *it, uint32_t *place)
{
    end_climb(it);
    const sample *window = ends_search(it) ? end_search(it, place) : NULL;
    set_due(it);
    return window;
}

/* Takes samples up to the first one that completes a window, and returns where the next ones are. The window
 * is null for none; otherwise the place is the number of the sample of the peak. */
TESSERA_NOINLINE static const int16_t *push_samples(beat_state *it, const int16_t *at,
                                                    const int16_t *end, tessera_beat *beat)
{
    const sample *window = NULL;
    while ((at != end) && (window == NULL)) {
        at = follow_energy(it, at, end);
        if (it->now == it->due) {
            window = examine(it, &beat->place);
        }
    }
    beat->window = (const int16_t *)window;
    return at;
}
#endif
