/* A stream of Scripts/stream_students.py, pushed through a student in blocks of one length. */
#ifndef STREAM_DIGEST_H
#define STREAM_DIGEST_H

#include "tessera.h"

enum { STREAM_OF_BEATS = 0 };

/* A student, its samples, and memory for both. */
typedef struct stream_run {
    const uint8_t *bytes; /* of the stream, at a multiple of 4 */
    uint32_t *state;
    size_t state_size;
    uint32_t *memory;
    size_t memory_size;
    tessera_model model;
    const int16_t *samples;
    size_t count;
} stream_run;

/* What was answered. */
typedef struct stream_digest {
    uint32_t answers;
    uint32_t digest; /* FNV-1a over the words of all answers */
} stream_digest;

/* Opens the student, and finds the samples. */
tessera_status stream_open(stream_run *run);

/* Bytes of the state that the student needs. */
size_t stream_state_size(const stream_run *run);

/* Starts a stream and pushes all samples in blocks; 0 is a block of any length from 0 to 99 in turn. */
tessera_status stream_push_all(stream_run *run, size_t block, stream_digest *digest);

#endif
