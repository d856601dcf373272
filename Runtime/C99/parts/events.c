/* ---------------------------------------------------------------- stage: events */

#if TESSERA_WITH_STAGE_EVENTS
enum { EVENT_FEATURES = 10, LARGEST_INTERVAL_COUNT = 48 };

/* The operands: what a magnitude must exceed, and the samples below it before an event. */
static int find_events(const stage *it, const node_facts *node, stage_effect *effect)
{
    effect->features = EVENT_FEATURES;
    effect->scratch = 2u * (uint32_t)LARGEST_INTERVAL_COUNT;
    effect->steps = node->length;
    return (node->length >= 1u) && (operand(it, 0) <= 32767u) && (operand(it, 1) <= 16384u);
}

/* The intervals between events, in ascending order. */
typedef struct event_intervals {
    sample *sorted;
    uint32_t count;
    int32_t events;
    int32_t place;       /* of the last event */
    int32_t previous;    /* the interval before it */
    uint32_t differences;
} event_intervals;

static void insert_interval(event_intervals *found, int32_t interval)
{
    uint32_t index = found->count;
    while ((index != 0u) && (found->sorted[index - 1u] > interval)) {
        found->sorted[index] = found->sorted[index - 1u];
        index--;
    }
    found->sorted[index] = (sample)interval;
    found->count++;
}

static void note_event(event_intervals *found, int32_t place)
{
    if ((found->events != 0) && (found->count != (uint32_t)LARGEST_INTERVAL_COUNT)) {
        const int32_t interval = place - found->place;
        if (found->count != 0u) {
            found->differences += magnitude_of(interval - found->previous);
        }
        insert_interval(found, interval);
        found->previous = interval;
    }
    found->events++;
    found->place = place;
}

/* The interval below which are so many quarters. Without an interval the length stands for each. */
static int32_t interval_at(const event_intervals *found, uint32_t quarter, uint32_t length)
{
    return (found->count == 0u) ? (int32_t)length
                                : found->sorted[(quarter * (found->count - 1u)) >> 2];
}

static void put_events(const event_intervals *found, uint32_t length, feature_sink *sink)
{
    put_feature(sink, found->events);
    for (uint32_t quarter = 0; quarter <= 4u; quarter++) {
        put_feature(sink, interval_at(found, quarter, length));
    }
    put_feature(sink, logarithm((uint64_t)found->differences + 1u));
    put_feature(sink, logarithm((uint32_t)interval_at(found, 2, length)));
    put_feature(sink, logarithm((uint32_t)interval_at(found, 4, length)));
}

TESSERA_NOINLINE static void run_events(const stage *it, const signal *source, void *scratch,
                                        feature_sink *sink)
{
    const uint32_t threshold = operand(it, 0);
    const int32_t refractory = (int32_t)operand(it, 1);
    event_intervals found = {(sample *)scratch, 0, 0, 0, 0, 0};
    const sample *values = source->values;
    const int32_t length = (int32_t)source->length;
    int32_t last = -refractory;
    int32_t above = 0;
    for (int32_t place = 0; place < length; place++) {
        /* Whether the magnitude is above the threshold. */
        if (((uint32_t)values[place] + threshold) > (2u * threshold)) {
            if ((place - last) >= refractory) {
                note_event(&found, place);
            }
            last = place;
            above++;
        }
    }
    put_events(&found, (uint32_t)length, sink);
    put_feature(sink, above);
}
#endif
