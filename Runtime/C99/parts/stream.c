/* ---------------------------------------------------------------- windows from a stream */

/* A state belongs to the student of this checksum. */
static TESSERA_SHARED uint32_t owner_of(const tessera_model *model)
{
    return load32(model->blob + model->length - 4u);
}

#if TESSERA_WITH_STREAM
/* The state of a stream. Behind it lie the ring, channel after channel, and where windows overlap a
 * window. */
typedef struct stream_state {
    uint32_t owner;  /* checksum of the student's file */
    uint32_t at;     /* where the next frame goes */
    uint32_t needed; /* frames until a window is complete */
    uint32_t frames; /* so far, modulo 2^32 */
} stream_state;

static sample *stream_ring(stream_state *it) { return (sample *)(void *)(it + 1); }

/* The latest window, once `needed` is 0. Without overlap the ring holds it, in order. */
static const sample *latest_window(stream_state *it, const uint8_t *blob)
{
    const uint32_t length = load16(blob + AT_SAMPLES);
    const uint32_t count = window_count(blob);
    const sample *ring = stream_ring(it);
    if (load16(blob + AT_HOP) == length) {
        return ring;
    }
    sample *window = stream_ring(it) + ((count + 1u) & ~(uint32_t)1);
    uint32_t index = 0;
    while (index != count) {
        for (uint32_t age = 0; age < length; age++) {
            const uint32_t from = it->at + age;
            window[index + age] = ring[index + ((from < length) ? from : (from - length))];
        }
        index += length;
    }
    return window;
}

static void take_frame(stream_state *it, const uint8_t *blob, const int16_t *frame)
{
    const uint32_t length = load16(blob + AT_SAMPLES);
    sample *at = stream_ring(it) + it->at;
    for (uint32_t channel = 0; channel < blob[AT_CHANNELS]; channel++) {
        *at = frame[channel];
        at += length;
    }
    it->at = (it->at + 1u == length) ? 0u : (it->at + 1u);
    it->needed--;
    it->frames++;
}

tessera_status tessera_stream_start(const tessera_model *model, void *state, size_t state_size)
{
    if (!is_open(model) || (state == NULL)) {
        return TESSERA_ERROR_NULL;
    }
    if (((uintptr_t)state & 3u) != 0u) {
        return TESSERA_ERROR_MISALIGNED;
    }
    const size_t size = tessera_stream_size(model);
    if (size == 0u) {
        return TESSERA_ERROR_HEADER;
    }
    if (state_size < size) {
        return TESSERA_ERROR_SCRATCH;
    }
    const stream_state none = {owner_of(model), 0,
                               load16(model->blob + AT_SAMPLES), 0};
    *(stream_state *)state = none;
    return TESSERA_OK;
}

tessera_status tessera_stream_push(const tessera_model *model, void *state, const int16_t *frames,
                                   size_t *count, void *memory, size_t memory_size,
                                   tessera_result *result)
{
    if (!is_open(model) || (state == NULL) || (frames == NULL) || (count == NULL) ||
        (memory == NULL) || (result == NULL)) {
        return TESSERA_ERROR_NULL;
    }
    stream_state *it = (stream_state *)state;
    const uint8_t *blob = model->blob;
    if (it->owner != owner_of(model)) {
        return TESSERA_ERROR_STATE;
    }
    const size_t given = *count;
    size_t taken = 0;
    result->logits = NULL;
    while ((taken != given) && (it->needed != 0u)) {
        take_frame(it, blob, frames + taken * blob[AT_CHANNELS]);
        taken++;
    }
    *count = taken;
    if (it->needed != 0u) {
        return TESSERA_OK;
    }
    it->needed = load16(blob + AT_HOP);
    return tessera_classify(model, (const int16_t *)latest_window(it, blob),
                            (size_t)window_count(blob), memory, memory_size, result);
}
#else
tessera_status tessera_stream_start(const tessera_model *model, void *state, size_t state_size)
{
    (void)state_size;
    return (!is_open(model) || (state == NULL)) ? TESSERA_ERROR_NULL : TESSERA_ERROR_HEADER;
}

tessera_status tessera_stream_push(const tessera_model *model, void *state, const int16_t *frames,
                                   size_t *count, void *memory, size_t memory_size,
                                   tessera_result *result)
{
    (void)frames;
    (void)count;
    (void)memory;
    (void)memory_size;
    (void)result;
    return (!is_open(model) || (state == NULL)) ? TESSERA_ERROR_NULL : TESSERA_ERROR_STATE;
}
#endif
