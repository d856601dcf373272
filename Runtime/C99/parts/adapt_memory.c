/* ---------------------------------------------------------------- learning: answers to ask about */

#if TESSERA_WITH_ADAPTATION
/* The features of an answer: z, with 16 bits in 256 quanta, and the constant. */
TESSERA_NOINLINE static void take_features(const tessera_model *model, const adapt_state *it,
                                           const void *input, const tessera_result *result,
                                           int8_t *features)
{
    const uint8_t *blob = model->blob;
    const uint32_t wide = is_wide_at(blob, AT_COMPONENT_BITS);
    const uint32_t flags = load16(blob + AT_FLAGS) & FLAGS_OF_2;
    const int8_t *z = (const int8_t *)input;
    const uint32_t count = it->features - 1u;
    if (is_present(flags, PROJECTION)) {
        /* z is the start of the scratch memory; the outputs are its end, or follow z. */
        const int8_t *outputs = (const int8_t *)(const void *)result->logits;
        z = outputs - padded(count << wide);
        if (is_present(flags, HEAD)) {
            z = outputs - (tessera_scratch_size(model) - 4u * (size_t)it->outputs);
        }
    }
    for (uint32_t index = 0; index != count; index++) {
        int32_t value = element_at(z, index, wide);
        if (is_wide(wide)) {
            value = limited((value + 128) >> 8, -128, 127);
        }
        features[index] = (int8_t)value;
    }
    features[count] = (int8_t)it->constant;
}

/* The features of a kept answer, behind its outputs. */
static int8_t *kept_features(const adapt_state *it, int32_t *kept)
{
    return (int8_t *)(void *)(kept + 2 + it->outputs);
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
