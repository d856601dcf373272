/* Random sequences of calls to a student that learns: every implementation of tessera.h gives the
 * same digest. Scripts/golden/adapt_sequences.py is the oracle. */
#ifndef ADAPT_SEQUENCE_H
#define ADAPT_SEQUENCE_H

#include "bit_exact.h"

/* The most answers that a sequence keeps. */
enum { ADAPT_KEPT = 5 };

/* An open student, and memory of the caller: `state` aligned to 4, of tessera_adapt_size for ADAPT_KEPT answers,
 * `input` and `scratch` as for an inference, `delta` of tessera_adapt_delta_size. */
typedef struct adapt_run {
    bit_exact_student student;
    void *state;
    uint8_t *delta;
} adapt_run;

/* Runs `count` sequences from `first` on. */
void adapt_sequences(bit_exact_digest *digest, const adapt_run *run, uint32_t first, uint32_t count);

#endif
