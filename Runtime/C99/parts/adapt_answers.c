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

/* What has to be there of an answer. */
static const void *needed(const void *input, const tessera_result *result)
{
    return ((input == NULL) || (result == NULL)) ? NULL : result->logits;
}

/* Fills the head of a state. Returns the prior of P; 0 for a student that does not learn. */
static int32_t fill_head(const tessera_model *model, uint32_t kept, adapt_state *it)
{
    const uint8_t *blob = model->blob;
    const uint8_t *identifier = blob + model->length - TRAILER_SIZE;
    directory_entry entry;
    if (!is_version_2(blob) || !find_entry(blob, ADAPTATION, &entry) ||
        (load16(blob + AT_OUTPUTS) < 2u)) {
        return 0;
    }
    const uint8_t *section = blob + entry.start;
    it->magic = DELTA_MAGIC;
    it->owner = owner_of(model);
    it->identifier[0] = load32(identifier);
    it->identifier[1] = load32(identifier + 4);
    it->features = load16(blob + AT_COMPONENTS) + 1u;
    it->outputs = load16(blob + AT_OUTPUTS);
    it->in_use = 0;
    it->updates = 0;
    it->wrong = 0;
    it->adapted_wrong = 0;
    it->margin = (int32_t)load32(section + 8);
    it->p_limit = adapt_limit(section + 12);
    it->w_limit = adapt_limit(section + 16);
    it->constant = (int32_t)least_of(load16(section), ADAPT_CONSTANT_LIMIT);
    const uint32_t bits = bit_count((uint32_t)it->margin);
    it->unit = (bits > (uint32_t)ADAPT_MARGIN_BITS)
                   ? least_of(bits - (uint32_t)ADAPT_MARGIN_BITS, ADAPT_UNIT_LIMIT)
                   : 0u;
    it->most = load16(section + 2);
    it->capacity = kept;
    it->kept = 0;
    it->vector = vector_distance(model);
    it->wide = is_wide_at(blob, AT_COMPONENT_BITS);
    return adapt_limit(section + 4);
}

size_t tessera_adapt_size(const tessera_model *model, uint16_t kept)
{
    adapt_state it;
    return (is_open(model) && (fill_head(model, kept, &it) != 0))
               ? (size_t)((uint8_t *)kept_at(&it, kept) - (uint8_t *)&it)
               : 0u;
}

size_t tessera_adapt_delta_size(const tessera_model *model)
{
    adapt_state it;
    return (is_open(model) && (fill_head(model, 0, &it) != 0)) ? (size_t)delta_size(&it) : 0u;
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
    const int32_t prior = fill_head(model, kept, it);
    if (prior == 0) {
        return TESSERA_ERROR_SECTION;
    }
    if (state_size / 4u < (size_t)(kept_at(it, kept) - adapt_words(it))) {
        it->owner = 0;
        return TESSERA_ERROR_SCRATCH;
    }
    int32_t *at = adapt_w(it);
    const int32_t *end = adapt_outputs(it);
    while (at != end) {
        *at = 0;
        at++;
    }
    /* The diagonal of P from its end, so that no address lies behind the state. */
    at--;
    for (uint32_t row = it->features; row != 0u; row--) {
        *at = limited(prior, 0, it->p_limit);
        at -= row;
    }
    return TESSERA_OK;
}

tessera_status tessera_adapt_keep(const tessera_model *model, void *state, const void *input,
                                  uint32_t number, const tessera_result *result)
{
    adapt_state *it = (adapt_state *)state;
    const tessera_status status = check_state(model, state, needed(input, result));
    if (status == TESSERA_OK) {
        int32_t *at = make_room(it, result->margin);
        if (at != NULL) {
            *at = (int32_t)number;
            at++;
            *at = result->margin;
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
    const tessera_status status = check_state(model, state, needed(input, result));
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
    question->number = (uint32_t)kept[0];
    question->margin = kept[1];
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
        int8_t features[LARGEST_ADAPTED_COUNT + 1];
        copy_vector((const int8_t *)(const void *)(at + 2 + it->outputs), it->features - 1u, 0,
                    features);
        features[it->features - 1u] = (int8_t)it->constant;
        learn_label(it, features, at + 2, label);
    }
    const int32_t *end = kept_at(it, it->kept - 1u);
    const uint32_t words = kept_words(it);
    while (at != end) {
        *at = at[words];
        at++;
    }
    it->kept--;
    return TESSERA_OK;
}

tessera_status tessera_adapt_commit(const tessera_model *model, void *state, int *in_use)
{
    adapt_state *it = (adapt_state *)state;
    const tessera_status status = check_state(model, state, in_use);
    if (status == TESSERA_OK) {
        it->in_use = (it->adapted_wrong < it->wrong) ? 1u : 0u;
        *in_use = (int)it->in_use;
    }
    return status;
}

tessera_status tessera_adapt_save(const tessera_model *model, void *state, void *delta, size_t size)
{
    adapt_state *it = (adapt_state *)state;
    uint8_t *at = (uint8_t *)delta;
    const tessera_status status = check_state(model, state, delta);
    if (status != TESSERA_OK) {
        return status;
    }
    if (size < delta_size(it)) {
        return TESSERA_ERROR_SCRATCH;
    }
    for (uint32_t index = 0; index != (uint32_t)ADAPT_SAVED + adapt_w_count(it); index++) {
        put_word(at, *saved_word(it, index));
        at += 4;
    }
    put_word(at, ~delta_checksum((const uint8_t *)delta, delta_size(it) - 4u));
    return TESSERA_OK;
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
