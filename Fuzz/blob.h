/* Shared by the targets that read packed students: the mutator, and inputs drawn from a blob. */
#ifndef FUZZ_BLOB_H
#define FUZZ_BLOB_H

#include <stddef.h>
#include <stdint.h>

/* xorshift32 (Marsaglia 2003, Journal of Statistical Software 8(14)); `state` is not 0. */
uint32_t draw(uint32_t *state);

/* A number in 0 ..< `limit`. */
uint32_t below(uint32_t *state, uint32_t limit);

/* The CRC-32 of Docs/Format.md. */
uint32_t crc32_of(const uint8_t *bytes, size_t count);

uint32_t word_at(const uint8_t *bytes, size_t offset);
void store(uint8_t *bytes, size_t offset, unsigned width, uint32_t value);

/* A seed for the inputs of a blob: the same for the same bytes. */
uint32_t seed_of(const uint8_t *bytes, size_t count);

/* `count` floats: usual ones, and any bits at all, NaN and infinities among them. */
void draw_floats(uint32_t *state, float *values, size_t count);

/* Replaces the sections of a student by those that its header announces, and returns its size. */
size_t follow_counts(uint8_t *data, size_t size, size_t max, uint32_t *state);

/* A student of either version with small counts, `max` bytes at most; not yet sealed. */
size_t make_student(uint8_t *data, size_t size, size_t max, uint32_t *state);

#endif
