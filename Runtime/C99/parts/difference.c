/* ---------------------------------------------------------------- stage: difference */

#if TESSERA_WITH_STAGE_DIFFERENCE
static int find_difference(const node_facts *node, stage_effect *effect)
{
    effect->length = node->length - 1u;
    effect->magnitude = 2u * node->magnitude;
    effect->steps = node->length;
    return (node->length >= 2u) && (effect->magnitude <= LARGEST_MAGNITUDE);
}

TESSERA_NOINLINE static void run_difference(const signal *source, sample *target)
{
    for (uint32_t index = 1; index < source->length; index++) {
        target[index - 1u] = (sample)(source->values[index] - source->values[index - 1u]);
    }
}
#endif
