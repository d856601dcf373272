/* The same inputs through any implementation of tessera.h, and a digest of every answer. */
#ifndef BIT_EXACT_H
#define BIT_EXACT_H

#include "tessera.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A digest of answers: two words of 32 bits, mixed with multiplications that the smallest
 * core has. */
typedef struct bit_exact_digest {
    uint32_t count; /* inputs */
    uint32_t first;
    uint32_t second;
} bit_exact_digest;

/* The memory of one student under test. */
typedef struct bit_exact_student {
    tessera_model model;
    void *input;    /* tessera_input_size: inputCount int8, or int16 */
    void *scratch;  /* tessera_scratch_size, a multiple of 4 */
    size_t scratch_size;
    void *memory;   /* tessera_classify_size, a multiple of 4; it may be the scratch memory */
    size_t memory_size;
} bit_exact_student;

/* Whether a program makes nodes: windows are counts, and go through tessera_classify alone. */
int bit_exact_is_signal(const tessera_model *model);

void bit_exact_start(bit_exact_digest *digest);

/* Mixes a word into `digest`, and does not count. */
void bit_exact_mix(bit_exact_digest *digest, uint32_t word);

/* Infers the quantised input of `student` and mixes status, label, region, margin and every
 * logit into `digest`. */
void bit_exact_add(bit_exact_digest *digest, const bit_exact_student *student);

/* As above, for a window of floats: the quantised input counts too. */
void bit_exact_add_f32(bit_exact_digest *digest, const bit_exact_student *student,
                       const float *values);

/* As above, for a window of converter counts, also from counts to the answer in one call. */
void bit_exact_add_i16(bit_exact_digest *digest, const bit_exact_student *student,
                       const int16_t *counts);

/* `count` inputs of random int8 or int16, and then an eighth as many windows of random counts. Where a
 * program makes nodes, an eighth as many inputs, and `count` windows: noise, rails, constants, impulses,
 * steps and pulses in turn. */
void bit_exact_add_random(bit_exact_digest *digest, const bit_exact_student *student,
                          uint32_t count, int16_t *counts);

#ifdef __cplusplus
}
#endif

#endif
