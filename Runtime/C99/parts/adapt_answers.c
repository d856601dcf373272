/* ---------------------------------------------------------------- learning: the functions */

#if TESSERA_WITH_ADAPTATION
/* Why a state is not taken; TESSERA_OK where it is that of the student. */
TESSERA_NOINLINE static tessera_status check_state(const tessera_model *model, const void *state,
                                                   const void *other)
{
    if ((model == NULL) || (model->blob == NULL) || (state == NULL) || (other == NULL)) {
        return TESSERA_ERROR_NULL;
    }
    return (((const adapt_state *)state)->owner == owner_of(model)) ? TESSERA_OK
                                                                    : TESSERA_ERROR_STATE;
}

/* The same, with what has to be there of an answer. */
TESSERA_NOINLINE static tessera_status check_answer(const tessera_model *model, const void *state,
                                                    const void *input, const tessera_result *result)
{
    return ((input == NULL) || (result == NULL)) ? TESSERA_ERROR_NULL
                                                 : check_state(model, state, result->logits);
}

/* The least unit in which the margin has no more bits than it may have, or the greatest. */
static uint32_t unit_of(uint32_t margin)
{
    uint32_t unit = 0;
    while ((unit != (uint32_t)ADAPT_UNIT_LIMIT) && (margin >> ADAPT_MARGIN_BITS >> unit != 0u)) {
        unit++;
    }
    return unit;
}

/* Fills the head of a state. Returns its bytes; 0 for a student that does not learn. */
static size_t fill_head(const tessera_model *model, uint16_t kept, adapt_state *it)
{
    const uint8_t *blob = model->blob;
    const uint8_t *trailer = blob + model->length - TRAILER_SIZE;
    const uint32_t features = load16(blob + AT_COMPONENTS) + 1u;
    const uint32_t outputs = load16(blob + AT_OUTPUTS);
    directory_entry entry;
    if (!is_version_2(blob) || !find_entry(blob, ADAPTATION, &entry) || (outputs < 2u)) {
        return 0;
    }
    const uint8_t *section = blob + entry.start;
    it->constant = (uint8_t)least_of(load16(section), ADAPT_CONSTANT_LIMIT);
    it->most = (uint16_t)load16(section + 2);
    it->prior = (int32_t)load32(section + 4);
    it->margin = (int32_t)load32(section + 8);
    it->p_limit = adapt_limit(section + 12);
    it->w_limit = adapt_limit(section + 16);
    it->unit = (uint8_t)unit_of((uint32_t)it->margin);
    it->wide = (uint8_t)is_wide_at(blob, AT_COMPONENT_BITS);
    it->capacity = kept;
    it->kept = 0;
    it->kept_words = (uint16_t)(2u + outputs + ((features + 2u) >> 2));
    it->vector = vector_distance(model);
    it->w_end = (uint32_t)ADAPT_HEAD + 4u * features * outputs;
    it->kept_start = it->w_end + 2u * features * (features + 1u) + 4u * outputs;
    it->magic = DELTA_MAGIC;
    it->owner = load32(trailer + 8);
    it->identifier[0] = load32(trailer);
    it->identifier[1] = load32(trailer + 4);
    it->features = features;
    it->outputs = outputs;
    return (size_t)it->kept_start + 4u * (size_t)kept * it->kept_words;
}

size_t tessera_adapt_size(const tessera_model *model, uint16_t kept)
{
    adapt_state it;
    return is_open(model) ? fill_head(model, kept, &it) : 0u;
}

size_t tessera_adapt_delta_size(const tessera_model *model)
{
    adapt_state it;
    return (is_open(model) && (fill_head(model, 0, &it) != 0u)) ? (size_t)delta_size(&it) : 0u;
}

tessera_status tessera_adapt_begin(const tessera_model *model, void *state, size_t state_size,
                                   uint16_t kept)
{
    adapt_state *it = (adapt_state *)state;
    if (!is_open(model) || (it == NULL)) {
        return TESSERA_ERROR_NULL;
    }
    if (((uintptr_t)it & 3u) != 0u) {
        return TESSERA_ERROR_MISALIGNED;
    }
    if (state_size < sizeof *it) {
        return TESSERA_ERROR_SCRATCH;
    }
    const size_t size = fill_head(model, kept, it);
    if (size == 0u) {
        return TESSERA_ERROR_SECTION;
    }
    if (state_size < size) {
        it->owner = 0;
        return TESSERA_ERROR_SCRATCH;
    }
    /* The counts, W and P. */
    int32_t *at = adapt_at(it, ADAPT_COUNTS);
    const int32_t *end = adapt_outputs(it);
    while (at != end) {
        *at = 0;
        at++;
    }
    /* The diagonal of P from its end, so that no address lies behind the state. */
    at--;
    for (uint32_t row = it->features; row != 0u; row--) {
        *at = (int32_t)least_of((uint32_t)it->prior, (uint32_t)it->p_limit);
        at -= row;
    }
    return TESSERA_OK;
}

tessera_status tessera_adapt_keep(const tessera_model *model, void *state, const void *input,
                                  uint32_t number, const tessera_result *result)
{
    adapt_state *it = (adapt_state *)state;
    const tessera_status status = check_answer(model, state, input, result);
    if (status == TESSERA_OK) {
        int32_t *at = make_room(it, result->margin);
        if (at != NULL) {
            at[KEPT_MARGIN] = result->margin;
            at[it->kept_words - 1u] = (int32_t)number;
            at++;
            for (uint32_t output = 0; output != it->outputs; output++) {
                *at = result->logits[output];
                at++;
            }
            copy_vector(vector_of(it, input, result), it->features - 1u, it->wide,
                        (int8_t *)(void *)at);
        }
    }
    return status;
}

tessera_status tessera_adapt_apply(const tessera_model *model, void *state, const void *input,
                                   tessera_result *result)
{
    adapt_state *it = (adapt_state *)state;
    const tessera_status status = check_answer(model, state, input, result);
    if ((status == TESSERA_OK) && (it->in_use != 0u)) {
        const int8_t *z = vector_of(it, input, result);
#if TESSERA_WITH_WIDE
        int8_t narrow_z[LARGEST_ADAPTED_COUNT];
        if (it->wide != 0u) {
            copy_vector(z, it->features - 1u, 1, narrow_z);
            z = narrow_z;
        }
#endif
        result->logits = adapt(it, z, result->logits);
        result->label = (uint16_t)largest(result->logits[0], result->logits + 1,
                                          it->outputs - 1u, result);
#if TESSERA_WITH_LIMITS
        if ((model->limits != 0u) && (result->verdict != (uint16_t)TESSERA_FOREIGN)) {
            result->verdict = (uint16_t)verdict_of(model, result->margin);
        }
#endif
    }
    return status;
}

tessera_status tessera_adapt_ask(const tessera_model *model, void *state, uint16_t rank,
                                 tessera_question *question)
{
    adapt_state *it = (adapt_state *)state;
    const tessera_status status = check_state(model, state, question);
    if (status != TESSERA_OK) {
        return status;
    }
    if (rank >= it->kept) {
        return TESSERA_ERROR_INPUT_COUNT;
    }
    const int32_t *kept = kept_at(it, rank);
    question->number = (uint32_t)kept[it->kept_words - 1u];
    question->margin = kept[KEPT_MARGIN];
    return TESSERA_OK;
}

tessera_status tessera_adapt_learn(const tessera_model *model, void *state, uint16_t rank,
                                   uint16_t label)
{
    adapt_state *it = (adapt_state *)state;
    const tessera_status status = check_state(model, state, state);
    if (status != TESSERA_OK) {
        return status;
    }
    if (rank >= it->kept) {
        return TESSERA_ERROR_INPUT_COUNT;
    }
    int32_t *at = kept_at(it, rank);
    if (label != TESSERA_NO_LABEL) {
        if ((label >= it->outputs) || (it->updates == it->most)) {
            return TESSERA_ERROR_PARAMETER;
        }
        /* The constant may take the place of the number, which is not needed any more. */
        int8_t *features = (int8_t *)(void *)(at + KEPT_OUTPUTS + it->outputs);
        features[it->features - 1u] = (int8_t)it->constant;
        learn_label(it, features, at + KEPT_OUTPUTS, label);
    }
    it->kept--;
    const int32_t *end = kept_at(it, it->kept);
    while (at != end) {
        *at = at[it->kept_words];
        at++;
    }
    return TESSERA_OK;
}

tessera_status tessera_adapt_commit(const tessera_model *model, void *state, int *in_use)
{
    adapt_state *it = (adapt_state *)state;
    const tessera_status status = check_state(model, state, in_use);
    if (status == TESSERA_OK) {
        it->in_use = (it->wrong[1] < it->wrong[0]) ? 1u : 0u;
        *in_use = (int)it->in_use;
    }
    return status;
}

tessera_status tessera_adapt_save(const tessera_model *model, void *state, void *delta, size_t size)
{
    adapt_state *it = (adapt_state *)state;
    const tessera_status status = check_state(model, state, delta);
    if (status == TESSERA_OK) {
        const uint32_t bytes = delta_size(it) - 4u;
        uint8_t *to = (uint8_t *)delta;
        if (size < bytes + 4u) {
            return TESSERA_ERROR_SCRATCH;
        }
        copy_words(to, saved_words(it), bytes);
        const uint32_t crc = ~delta_checksum(to, bytes);
        copy_words(to + bytes, (const uint8_t *)&crc, 4);
    }
    return status;
}

tessera_status tessera_adapt_load(const tessera_model *model, void *state, size_t state_size,
                                  uint16_t kept, const void *delta, size_t size)
{
    adapt_state *it = (adapt_state *)state;
    const tessera_status status =
        (delta == NULL) ? TESSERA_ERROR_NULL : tessera_adapt_begin(model, state, state_size, kept);
    if ((status == TESSERA_OK) &&
        ((size != delta_size(it)) ||
         (delta_checksum((const uint8_t *)delta, (uint32_t)size) != CHECKSUM_RESIDUE) ||
         !read_delta(it, (const uint8_t *)delta))) {
        (void)tessera_adapt_begin(model, state, state_size, kept);
        return TESSERA_ERROR_DELTA;
    }
    return status;
}
#else
size_t tessera_adapt_size(const tessera_model *model, uint16_t kept)
{
    (void)model;
    (void)kept;
    return 0;
}

size_t tessera_adapt_delta_size(const tessera_model *model)
{
    (void)model;
    return 0;
}

/* No student of this build learns, and no state is one of such a student. */
static TESSERA_INLINE tessera_status without_adaptation(const tessera_model *model, const void *state,
                                                        tessera_status status)
{
    return (!is_open(model) || (state == NULL)) ? TESSERA_ERROR_NULL : status;
}

tessera_status tessera_adapt_begin(const tessera_model *model, void *state, size_t state_size,
                                   uint16_t kept)
{
    (void)state_size;
    (void)kept;
    return without_adaptation(model, state, TESSERA_ERROR_SECTION);
}

tessera_status tessera_adapt_keep(const tessera_model *model, void *state, const void *input,
                                  uint32_t number, const tessera_result *result)
{
    (void)input;
    (void)number;
    (void)result;
    return without_adaptation(model, state, TESSERA_ERROR_STATE);
}

tessera_status tessera_adapt_apply(const tessera_model *model, void *state, const void *input,
                                   tessera_result *result)
{
    (void)input;
    (void)result;
    return without_adaptation(model, state, TESSERA_ERROR_STATE);
}

tessera_status tessera_adapt_ask(const tessera_model *model, void *state, uint16_t rank,
                                 tessera_question *question)
{
    (void)rank;
    (void)question;
    return without_adaptation(model, state, TESSERA_ERROR_STATE);
}

tessera_status tessera_adapt_learn(const tessera_model *model, void *state, uint16_t rank,
                                   uint16_t label)
{
    (void)rank;
    (void)label;
    return without_adaptation(model, state, TESSERA_ERROR_STATE);
}

tessera_status tessera_adapt_commit(const tessera_model *model, void *state, int *in_use)
{
    (void)in_use;
    return without_adaptation(model, state, TESSERA_ERROR_STATE);
}

tessera_status tessera_adapt_save(const tessera_model *model, void *state, void *delta, size_t size)
{
    (void)delta;
    (void)size;
    return without_adaptation(model, state, TESSERA_ERROR_STATE);
}

tessera_status tessera_adapt_load(const tessera_model *model, void *state, size_t state_size,
                                  uint16_t kept, const void *delta, size_t size)
{
    (void)state_size;
    (void)kept;
    (void)delta;
    (void)size;
    return without_adaptation(model, state, TESSERA_ERROR_SECTION);
}
#endif
