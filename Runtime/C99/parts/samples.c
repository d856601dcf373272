/* ---------------------------------------------------------------- stage: samples */

#if TESSERA_WITH_STAGE_SAMPLES
static int find_samples(const node_facts *node, stage_effect *effect)
{
    effect->features = node->length;
    effect->steps = node->length;
    return node->length >= 1u;
}

TESSERA_NOINLINE static void run_samples(const signal *source, feature_sink *sink)
{
    for (uint32_t index = 0; index < source->length; index++) {
        put_feature(sink, source->values[index]);
    }
}
#endif
