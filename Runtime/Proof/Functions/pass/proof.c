/* One section of rows: any counts of rows and columns, anywhere in a file of any length. */
#include <stdint.h>

static uint32_t product_of(uint32_t rows, uint32_t columns);
#define PRODUCT(rows, columns) product_of(rows, columns)

#include "tessera.c"

#include "../contracts.h"

static uint32_t known_rows;
static uint32_t known_columns;
static uint32_t known_product;

/* The product of counts that are 16,384 at most: always the same, since the counts are. */
static uint32_t product_of(uint32_t rows, uint32_t columns)
{
    __CPROVER_assert(rows == known_rows && columns == known_columns, "the counts of the section");
    __CPROVER_assert(rows <= LARGEST_COUNT && columns <= LARGEST_COUNT, "counts of the format");
    __CPROVER_assume(known_product <= MOST_WEIGHTS);
    __CPROVER_assume((known_product == 0u) == (rows == 0u || columns == 0u));
    return known_product;
}

int main(void)
{
    section_walk walk;
    const uint32_t rows = nondet_uint32_t();
    const uint32_t columns = nondet_uint32_t();
    const uint32_t kind = nondet_uint32_t();
    choose_file(HEADER_SIZE + TRAILER_SIZE);
    walk.blob = file;
    __CPROVER_assume(IS_WALK(walk) && kind < (uint32_t)ROW_KINDS);
    __CPROVER_assume(!is_version_2(file) || file_length >= HEADER_SIZE_2 + TRAILER_SIZE);
    __CPROVER_assume(rows <= LARGEST_COUNT && columns >= 1u && columns <= LARGEST_COUNT);
    __CPROVER_assume(rows >= 1u || kind == (uint32_t)GATE);
    known_rows = rows;
    known_columns = columns;
    known_product = nondet_uint32_t();
    const section_walk before = walk;
    pass(&walk, rows, columns, kind);
    __CPROVER_assert(walk.size == section_size(kind, rows, known_product), "the size of the section");
    __CPROVER_assert(IS_BEHIND(walk, before), "the section is passed, or refused");
    __CPROVER_assert(IS_WALK(walk), "the walk is before the trailer, or has failed");
}
