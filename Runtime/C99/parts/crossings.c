/* ---------------------------------------------------------------- stage: crossings */

#if TESSERA_WITH_STAGE_CROSSINGS
/* The constants are the levels. */
static int find_crossings(const stage *it, const node_facts *node, stage_effect *effect)
{
    effect->features = it->count;
    effect->steps = it->count * node->length;
    return (node->length >= 2u) && (it->count >= 1u);
}

TESSERA_NOINLINE static void run_crossings(const stage *it, const signal *source,
                                           feature_sink *sink)
{
    for (uint32_t level = 0; level < it->count; level++) {
        const int32_t limit = constant(it, level);
        int32_t above = source->values[0] > limit;
        int32_t changes = 0;
        for (uint32_t index = 1; index < source->length; index++) {
            const int32_t now = source->values[index] > limit;
            changes += above ^ now;
            above = now;
        }
        put_feature(sink, changes);
    }
}
#endif
