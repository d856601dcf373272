/* ---------------------------------------------------------------- stage: centre */

#if TESSERA_WITH_STAGE_CENTRE
static int find_centre(const node_facts *node, stage_effect *effect)
{
    effect->length = node->length;
    effect->magnitude = 2u * node->magnitude;
    effect->steps = 2u * node->length;
    return (node->length >= 1u) && (effect->magnitude <= LARGEST_MAGNITUDE);
}

TESSERA_NOINLINE static void run_centre(const signal *source, sample *target)
{
    int32_t sum = 0;
    for (uint32_t index = 0; index < source->length; index++) {
        sum += source->values[index];
    }
    const int32_t mean = floored_quotient(sum, source->length);
    for (uint32_t index = 0; index < source->length; index++) {
        target[index] = (sample)(source->values[index] - mean);
    }
}
#endif
