/* ---------------------------------------------------------------- stage: pool */

#if TESSERA_WITH_STAGE_POOL
/* The operands: samples in a sum, bits that it is shifted down, and 1 for magnitudes. */
static int find_pool(const stage *it, const node_facts *node, stage_effect *effect)
{
    const uint32_t width = operand(it, 0);
    const uint32_t shift = operand(it, 1);
    if ((width == 0u) || (node->length < width) || (shift > 15u) || (operand(it, 2) > 1u)) {
        return 0;
    }
    effect->length = (uint32_t)floored_quotient((int32_t)node->length, width);
    effect->magnitude = (width * node->magnitude + ((uint32_t)1 << shift) - 1u) >> shift;
    effect->steps = node->length;
    return effect->magnitude <= LARGEST_MAGNITUDE;
}

TESSERA_NOINLINE static void run_pool(const stage *it, const signal *source, sample *target)
{
    const uint32_t width = operand(it, 0);
    const uint32_t shift = operand(it, 1);
    const int rectified = operand(it, 2) != 0u;
    const sample *at = source->values;
    for (uint32_t index = 0; index < it->made; index++) {
        int32_t sum = 0;
        for (const sample *end = at + width; at != end; at++) {
            sum += (rectified && (*at < 0)) ? -(int32_t)*at : *at;
        }
        target[index] = (sample)(sum >> shift);
    }
}
#endif
