/* ---------------------------------------------------------------- learning: answers to ask about */

#if TESSERA_WITH_ADAPTATION
/* z of an answer: in the scratch memory, which it begins and the outputs end, or the input. */
static const int8_t *vector_of(const tessera_model *model, const adapt_state *it, const void *input,
                               const tessera_result *result)
{
    const uint8_t *blob = model->blob;
    const uint32_t flags = load16(blob + AT_FLAGS) & FLAGS_OF_2;
    const int8_t *outputs = (const int8_t *)(const void *)result->logits;
    if (is_present(flags, HEAD) && is_present(flags, PROJECTION)) {
        return outputs - (tessera_scratch_size(model) - 4u * (size_t)it->outputs);
    }
    return is_present(flags, PROJECTION)
               ? (outputs - padded((it->features - 1u) << is_wide_at(blob, AT_COMPONENT_BITS)))
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
    const uint32_t words = kept_words(it);
    int32_t *first = kept_at(it, 0);
    int32_t *at = kept_at(it, it->kept);
    if (it->kept == it->capacity) {
        if ((at == first) || (at[1 - (int32_t)words] <= margin)) {
            return NULL;
        }
        at -= words;
    } else {
        it->kept++;
    }
    while ((at != first) && (at[1 - (int32_t)words] > margin)) {
        for (uint32_t moved = 0; moved != words; moved++) {
            at--;
            at[words] = *at;
        }
    }
    return at;
}
#endif
