/* One section of rows: any counts of rows and columns, anywhere in a file of any length, with a vector of 8 or
 * 16 bits. One variant shows in integers alone that the parts have the size that `pass` looked at. The other
 * assumes that, at the section's place, and goes through the source. */
#include <stdint.h>

static uint32_t product_of(uint32_t rows, uint32_t columns);
#define PRODUCT(rows, columns) product_of(rows, columns)

#include "tessera.c"

#include "../contracts.h"

#include "../products.h"

static uint32_t known_rows;
static uint32_t known_columns;
static uint32_t known_product;

/* The longest vector, and a room for values, which is not looked at. */
static int8_t vector[2u * LARGEST_COUNT];
static int32_t out[1];

/* The product of counts: nothing depends on which it is. */
static uint32_t product_of(uint32_t rows, uint32_t columns)
{
    __CPROVER_assert(rows == known_rows && columns == known_columns, "the counts of the section");
    return known_product;
}

int main(void)
{
    const uint32_t kind = nondet_uint32_t();
    const uint32_t section = nondet_uint32_t();
    const uint32_t rows = nondet_uint32_t();
    const uint32_t columns = nondet_uint32_t();
    const uint32_t weights = nondet_uint32_t();
    choose_file(HEADER_SIZE + TRAILER_SIZE);
    __CPROVER_assume(kind < (uint32_t)ROW_KINDS && (section & 3u) == 0u);
    __CPROVER_assume(1u <= rows && rows <= LARGEST_COUNT && 1u <= columns && columns <= LARGEST_COUNT);
    __CPROVER_assume(weights <= MOST_WEIGHTS);
    /* The parts of the section one after the other, as the source has them; integers alone. */
    const uint64_t multipliers = (uint64_t)section + 4u * rows;
    const uint64_t shifts = multipliers + 4u * rows;
    const uint64_t w = is_map(kind) ? shifts + padded(rows) : multipliers;
#ifdef SIZE
    const uint32_t parts = is_map(kind) ? 8u * rows + padded(rows) : 4u * rows;
    __CPROVER_assert(w == section + (uint64_t)parts, "its parts one after the other");
    __CPROVER_assert(parts + weights <= section_size(kind, rows, weights), "and its size");
#else
    row_walk walk;
    __CPROVER_assume(!is_version_2(file) || file_length >= HEADER_SIZE_2 + TRAILER_SIZE);
    __CPROVER_assume(header[AT_FEATURE_BITS] == 8u || header[AT_FEATURE_BITS] == 16u); /* as is_header_2 has it */
    __CPROVER_assume(header[AT_COMPONENT_BITS] == 8u || header[AT_COMPONENT_BITS] == 16u);
    __CPROVER_assume(w + weights + TRAILER_SIZE <= file_length);
    known_rows = rows;
    known_columns = columns;
    known_product = weights;
    walk.blob = file;
    walk.left = rows;
    walk.columns = columns;
    walk.vector = vector;
    walk.out = out;
    product(&walk, section, kind);
    __CPROVER_assert(walk.vector == vector && walk.out == out && walk.columns == columns && walk.left == rows,
                     "the vector, the room and the counts that were given");
#endif
}
