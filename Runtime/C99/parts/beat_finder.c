/* ---------------------------------------------------------------- beats: finder */

#if TESSERA_WITH_BEATS
/* So many samples after a beat its distance no longer grows. */
#define LONGEST_MEMORY ((uint32_t)65536)

/* Cuts the samples around the peak of the maximum that is judged now, and holds it. */
TESSERA_NOINLINE static void hold_beat(beat_state *it)
{
    const uint32_t age = refined_age(it);
    const sample *from = beat_samples(it) + it->at - age - it->fields[BEAT_BEFORE];
    copy_peak(&it->held, &it->waiting);
    it->held_place = it->now + 1u - age;
    const sample *end = from + cut_count(it);
    sample *to = beat_at(it, it->held_cut);
    while (from != end) {
        *to = *from;
        to++;
        from++;
        TESSERA_ONE_BY_ONE();
    }
}

/* Takes the held maximum as a beat, at an interval from the last one. */
static void note_beat(beat_state *it, uint32_t interval)
{
    const uint32_t cut = it->held_cut;
    raise_signal(it, it->held.energy);
    if (it->last.energy != 0u) {
        it->usual = (it->usual == 0u) ? interval
                                      : (it->usual - (it->usual >> 3) + (interval >> 3));
        add_interval(it, interval);
    }
    it->patience = it->hold + larger(it->fields[BEAT_SEARCH], it->usual + (it->usual >> 1));
    it->origin = it->held.place;
    copy_peak(&it->last, &it->held);
    it->last_place = it->held_place;
    it->held.energy = 0;
    it->pending = (uint8_t)it->fields[BEAT_INTERVALS];
    it->held_cut = it->pending_cut;
    it->pending_cut = cut;
}

/* A wave of lower slope soon after a beat is its T wave. Before the first beat no slope is lower. */
static int is_wave(const beat_state *it, const beat_peak *maximum)
{
    return (maximum->place - it->last.place < it->fields[BEAT_WAVE]) &&
           (maximum->slope < it->last.slope >> 1);
}

/* Whether a maximum is a beat, which is then held. One that is half as high as it would have to be is
 * held, too, in case that nothing better comes. */
static int judge(beat_state *it)
{
    const beat_peak *maximum = &it->waiting;
    const uint32_t energy = maximum->energy;
    const uint32_t threshold = beat_threshold(it);
    const int may_be = !is_wave(it, maximum);
    const int is_beat = may_be && (energy > threshold);
    if (is_beat || (may_be && (energy > larger(threshold >> 1, it->held.energy)))) {
        hold_beat(it);
    }
    if (!is_beat) {
        raise_noise(it, energy);
    }
    it->waiting.energy = 0;
    return is_beat;
}

/* The first levels are those of the largest maximum while they are learnt, once the samples before the
 * first one are no longer in it. */
static void learn(beat_state *it)
{
    const uint32_t samples = it->now - it->origin;
    if ((samples > it->kept) && (it->waiting.energy > it->signal)) {
        it->signal = it->waiting.energy;
        it->noise = it->signal >> 3;
    }
    it->waiting.energy = 0;
    if (samples >= it->patience) {
        it->learning = 0;
        it->origin = it->now;
        it->patience = (uint32_t)it->hold + it->fields[BEAT_SEARCH];
    }
}

/* Whether the search that goes back found nothing: the signal has become smaller. */
static void lower_signal(beat_state *it)
{
    it->signal -= it->signal >> 1;
    it->origin = it->now;
    if (it->now - it->last.place > LONGEST_MEMORY) {
        it->last.place = it->now - LONGEST_MEMORY;
        it->last_place = it->last.place;
    }
}
#endif
