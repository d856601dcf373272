/* ---------------------------------------------------------------- learning: answers to ask about */

#if TESSERA_WITH_ADAPTATION
/* Bytes from z to the outputs of an answer in the scratch memory, which z begins and outputs end; 0 when z is
 * the input. */
static uint32_t vector_distance(const tessera_model *model)
{
    const uint8_t *blob = model->blob;
    const uint32_t flags = load16(blob + AT_FLAGS) & FLAGS_OF_2;
    if (!is_present(flags, PROJECTION)) {
        return 0;
    }
    return is_present(flags, HEAD)
               ? ((uint32_t)tessera_scratch_size(model) - 4u * load16(blob + AT_OUTPUTS))
               : padded(load16(blob + AT_COMPONENTS) << is_wide_at(blob, AT_COMPONENT_BITS));
}

/* z of an answer. */
static const int8_t *vector_of(const adapt_state *it, const void *input, const tessera_result *result)
{
    return (it->vector != 0u)
               ? ((const int8_t *)(const void *)result->logits - it->vector)
               : (const int8_t *)input;
}

/* Copies z; with 16 bits its nearest multiple of 256. */
static void copy_vector(const int8_t *z, uint32_t count, uint32_t wide, int8_t *to)
{
    for (uint32_t index = 0; index != count; index++) {
        int32_t value = element_at(z, index, wide);
        if (is_wide(wide)) {
            value = limited((value + 128) >> 8, -128, 127);
        }
        to[index] = (int8_t)value;
    }
}

/* Makes room for an answer of a margin, behind those of smaller or equal ones; the last one leaves a full
 * memory. Null where it would be the last. */
static int32_t *make_room(adapt_state *it, int32_t margin)
{
    const uint32_t words = it->kept_words;
    int32_t *at = kept_at(it, 0);
    int32_t *end = at + it->kept * words;
    while ((at != end) && (at[KEPT_MARGIN] <= margin)) {
        at += words;
    }
    if (it->kept != it->capacity) {
        it->kept++;
    } else if (at != end) {
        end -= words;
    } else {
        return NULL;
    }
    while (end != at) {
        end--;
        end[words] = *end;
    }
    return at;
}
#endif
