#include "stream_digest.h"

static uint32_t word_at(const uint8_t *at)
{
    return (uint32_t)at[0] | ((uint32_t)at[1] << 8) | ((uint32_t)at[2] << 16) |
           ((uint32_t)at[3] << 24);
}

tessera_status stream_open(stream_run *run)
{
    const uint32_t length = word_at(run->bytes + 4);
    run->count = word_at(run->bytes + 8);
    run->samples = (const int16_t *)(const void *)(run->bytes + 12u + ((length + 3u) & ~3u));
    return tessera_open(&run->model, run->bytes + 12, length);
}

static int is_of_beats(const stream_run *run) { return run->bytes[0] == STREAM_OF_BEATS; }

size_t stream_state_size(const stream_run *run)
{
    return is_of_beats(run) ? tessera_beat_size(&run->model) : tessera_stream_size(&run->model);
}

static void add(stream_digest *digest, uint32_t word)
{
    digest->digest = (digest->digest ^ word) * 0x01000193u;
}

static void add_answer(stream_digest *digest, const stream_run *run, size_t at, uint32_t place,
                       const tessera_result *result)
{
    add(digest, (uint32_t)at);
    add(digest, place);
    add(digest, result->label);
    add(digest, result->region);
    add(digest, (uint32_t)result->margin);
    for (size_t output = 0; output < tessera_output_count(&run->model); output++) {
        add(digest, (uint32_t)result->logits[output]);
    }
    digest->answers++;
}

static tessera_status push(stream_run *run, size_t at, size_t *count, tessera_beat *beat)
{
    if (is_of_beats(run)) {
        return tessera_beat_push(&run->model, run->state, run->samples + at, count, run->memory,
                                 run->memory_size, beat);
    }
    beat->place = 0;
    return tessera_stream_push(&run->model, run->state, run->samples + at, count, run->memory,
                               run->memory_size, &beat->result);
}

tessera_status stream_push_all(stream_run *run, size_t block, stream_digest *digest)
{
    tessera_beat beat;
    tessera_status status =
        is_of_beats(run) ? tessera_beat_start(&run->model, run->state, run->state_size, 0)
                         : tessera_stream_start(&run->model, run->state, run->state_size);
    uint32_t random = 1;
    size_t end = 0;
    digest->answers = 0;
    digest->digest = 0x811C9DC5u;
    for (size_t at = 0; status == TESSERA_OK && at != run->count;) {
        if (at == end) {
            random = random * 1664525u + 1013904223u;
            end += (block != 0u) ? block : ((random >> 20) % 100u);
            end = (end < run->count) ? end : run->count;
        }
        size_t count = end - at;
        status = push(run, at, &count, &beat);
        at += count;
        if ((status == TESSERA_OK) && (beat.result.logits != NULL)) {
            add_answer(digest, run, at, beat.place, &beat.result);
        }
    }
    return status;
}
