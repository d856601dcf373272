/* Repeats the samples of a stream of beats up to SAMPLES in all, over the end of their numbers, and compares
 * the answers in each repetition with those in the one before.
 * usage: stream_long STREAM SAMPLES */
#include <stdio.h>
#include <stdlib.h>

#include "stream_digest.h"

static uint32_t bytes[32768], state[4096], memory[4096];

/* The digest of the answers in one repetition, whose first sample has the number `first`. */
static int repeat(stream_run *run, uint32_t first, stream_digest *digest)
{
    tessera_beat beat;
    digest->answers = 0;
    digest->digest = 0x811C9DC5u;
    for (size_t at = 0; at != run->count;) {
        size_t count = run->count - at;
        if (tessera_beat_push(&run->model, run->state, run->samples + at, &count, run->memory,
                              run->memory_size, &beat) != TESSERA_OK) {
            return 0;
        }
        at += count;
        if (beat.result.logits != NULL) {
            digest->digest = (digest->digest ^ (beat.place - first)) * 0x01000193u;
            digest->digest = (digest->digest ^ (uint32_t)beat.result.margin) * 0x01000193u;
            digest->answers++;
        }
    }
    return 1;
}

int main(int count, char **arguments)
{
    FILE *file = (count == 3) ? fopen(arguments[1], "rb") : NULL;
    stream_run run = {(const uint8_t *)bytes, state, sizeof state, memory, sizeof memory,
                      {0},   NULL, 0};
    if (file == NULL || fread(bytes, 1, sizeof bytes, file) < 12u || stream_open(&run) != TESSERA_OK) {
        return EXIT_FAILURE;
    }
    (void)fclose(file);
    const uint32_t samples = (uint32_t)strtoul(arguments[2], NULL, 10);
    const uint32_t repetitions = samples / (uint32_t)run.count;
    /* The numbers wrap in the middle. */
    uint32_t first = 0u - samples / 2u;
    stream_digest last = {0, 0};
    uint32_t others = 0;
    uint32_t answers = 0;
    if (tessera_beat_start(&run.model, run.state, run.state_size, first) != TESSERA_OK) {
        return EXIT_FAILURE;
    }
    for (uint32_t repetition = 0; repetition < repetitions; repetition++) {
        stream_digest digest;
        if (!repeat(&run, first, &digest)) {
            return EXIT_FAILURE;
        }
        /* Levels and intervals settle in the first ones. */
        if (repetition > 8u && (digest.digest != last.digest || digest.answers != last.answers)) {
            others++;
        }
        answers += digest.answers;
        last = digest;
        first += (uint32_t)run.count;
    }
    printf("%u samples, %u answers, %u of %u repetitions differ\n", (unsigned)samples,
           (unsigned)answers, (unsigned)others, (unsigned)repetitions);
    return (others == 0u) ? EXIT_SUCCESS : EXIT_FAILURE;
}
