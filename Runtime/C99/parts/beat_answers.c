/* ---------------------------------------------------------------- beats: answers */

#if TESSERA_WITH_BEATS
/* Finds the section of a student, and returns the bytes of the state; 0 without a section. */
static uint32_t find_beats(const tessera_model *model, const uint8_t **section)
{
    beat_state state;
    directory_entry entry;
    if (!is_version_2(model->blob) || !find_entry(model->blob, BEATS, &entry)) {
        return 0;
    }
    *section = model->blob + entry.start;
    return read_section(&state, *section);
}

size_t tessera_beat_size(const tessera_model *model)
{
    const uint8_t *section;
    return is_open(model) ? (size_t)find_beats(model, &section) : 0u;
}

tessera_status tessera_beat_start(const tessera_model *model, void *state, size_t state_size,
                                  uint32_t first)
{
    const uint8_t *section;
    if (!is_open(model) || (state == NULL)) {
        return TESSERA_ERROR_NULL;
    }
    if (((uintptr_t)state & 3u) != 0u) {
        return TESSERA_ERROR_MISALIGNED;
    }
    const uint32_t size = find_beats(model, &section);
    if (size == 0u) {
        return TESSERA_ERROR_SECTION;
    }
    if (state_size < size) {
        return TESSERA_ERROR_SCRATCH;
    }
    reset_beats((beat_state *)state, section, size, owner_of(model), first);
    return TESSERA_OK;
}

tessera_status tessera_beat_push(const tessera_model *model, void *state, const int16_t *samples,
                                 size_t *count, void *memory, size_t memory_size,
                                 tessera_beat *beat)
{
    beat_state *it = (beat_state *)state;
    if (!is_open(model) || (it == NULL) || (samples == NULL) || (count == NULL) ||
        (beat == NULL)) {
        return TESSERA_ERROR_NULL;
    }
    if (it->owner != owner_of(model)) {
        return TESSERA_ERROR_STATE;
    }
    *count = (size_t)(push_samples(it, samples, samples + *count, beat) - samples);
    beat->result.logits = NULL;
    return (beat->window == NULL)
               ? TESSERA_OK
               : tessera_classify(model, beat->window, (size_t)window_count(model->blob), memory,
                                  memory_size, &beat->result);
}
#else
size_t tessera_beat_size(const tessera_model *model)
{
    (void)model;
    return 0;
}

tessera_status tessera_beat_start(const tessera_model *model, void *state, size_t state_size,
                                  uint32_t first)
{
    (void)state_size;
    (void)first;
    return (!is_open(model) || (state == NULL)) ? TESSERA_ERROR_NULL : TESSERA_ERROR_SECTION;
}

tessera_status tessera_beat_push(const tessera_model *model, void *state, const int16_t *samples,
                                 size_t *count, void *memory, size_t memory_size,
                                 tessera_beat *beat)
{
    (void)samples;
    (void)count;
    (void)memory;
    (void)memory_size;
    (void)beat;
    return (!is_open(model) || (state == NULL)) ? TESSERA_ERROR_NULL : TESSERA_ERROR_STATE;
}
#endif
