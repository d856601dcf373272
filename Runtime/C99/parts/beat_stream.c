/* ---------------------------------------------------------------- beats: a stream */

#if TESSERA_WITH_BEATS
/* What the end of a search completes: with features of intervals the beat before, otherwise the one that
 * was found; null for none. */
static const sample *end_search(beat_state *it, uint32_t *place)
{
    const uint32_t awaits = it->fields[BEAT_INTERVALS];
    const int found = it->held.energy != 0u;
    const uint32_t held_cut = it->held_cut;
    sample *window = beat_samples(it) + (found && (awaits == 0u) ? held_cut : it->pending_cut);
    uint32_t complete = it->pending;
    uint32_t interval = interval_between(it->last_place, it->now);
    *place = it->last_place;
    if (found) {
        interval = note_beat(it);
    } else {
        lower_signal(it);
    }
    if (complete != 0u) {
        put_intervals(it, interval, window + cut_count(it));
    }
    it->pending = 0;
    if (found) {
        if (it->last.energy != 0u) {
            add_interval(it, interval);
        }
        copy_peak(&it->last, &it->held);
        it->last_place = it->held_place;
        it->held.energy = 0;
        it->pending = awaits;
        it->held_cut = it->pending_cut;
        it->pending_cut = held_cut;
        if (awaits == 0u) {
            *place = it->last_place;
            complete = 1;
        }
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
TESSERA_NOINLINE static const sample *examine(beat_state *it, uint32_t *place)
{
    end_climb(it);
    const sample *window = ends_search(it) ? end_search(it, place) : NULL;
    set_due(it);
    return window;
}

/* Takes a sample. Returns the window that it completes, and the number of the sample of the peak; null for
 * none. */
static TESSERA_INLINE const sample *push_sample(beat_state *it, int32_t value, uint32_t *place)
{
    follow_energy(it, value);
    return (it->now == it->due) ? examine(it, place) : NULL;
}
#endif
