/* Shared by the two files that write students for the mutator. */
#ifndef FUZZ_BLOB_WRITER_H
#define FUZZ_BLOB_WRITER_H

#include "blob.h"

size_t padded(size_t count);
uint32_t half_at(const uint8_t *bytes, size_t offset);

/* The bits of a float in the normal range, and a multiplier, which is sometimes 0. */
uint32_t normal(uint32_t *state);
uint32_t multiplier(uint32_t *state);

/* Writes a section of valid parameters at `at` and returns its end, or 0 beyond `max`. */
size_t write_section(uint8_t *data, size_t at, size_t max, uint32_t *state, uint32_t rows,
                     uint32_t columns, int is_map);

/* The directory and the sections that a header of version 2 announces; others by chance. */
size_t write_version_2(uint8_t *data, size_t size, size_t max, uint32_t *state);

/* The fields that only version 2 has, and those of version 1 that follow from them. */
void write_window(uint8_t *data, uint32_t flags, uint32_t *state);

#endif
