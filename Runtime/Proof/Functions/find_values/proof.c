/* All rows of a section: any counts of rows and columns, anywhere in a file of any length. */
#include <stdint.h>

uint32_t nondet_uint32_t(void);

static uint32_t step_rows(uint32_t left);

/* The weights before a row, of which `more` follow: a product of counts up to 16,384. */
static uint32_t weights_before(uint32_t before, uint32_t more, uint32_t rows, uint32_t columns);

#define PRODUCT(rows, columns) all_weights
static uint32_t all_weights; /* rows x columns */

/* What the contracts note of a step. */
static uint32_t content;
static uint32_t weights_of_rows_before;
static const int32_t *place_of_sums;

#include "tessera.c"

#define OF_STEPS

#include "../contracts.h"

#include "../products.h"

/* The longest vector, and room for the most values. Neither is looked at. */
static int8_t vector[2u * LARGEST_COUNT];
static int32_t out[LARGEST_COUNT];

static uint32_t weights_before(uint32_t before, uint32_t more, uint32_t rows, uint32_t columns)
{
    const uint32_t product = nondet_uint32_t();
    weights_of_rows_before = product;
    __CPROVER_assume(more == ROWS); /* each number of rows of a step has a variant */
    __CPROVER_assert(before + ROWS <= rows, "rows of the section");
    __CPROVER_assume(product <= all_weights && product + ROWS * columns <= all_weights);
    return product;
}

int main(void)
{
    row_walk walk;
    const uint32_t rows = nondet_uint32_t();
    const uint32_t columns = nondet_uint32_t();
    const uint32_t whole = columns & ~(uint32_t)3;
    const uint32_t biases = nondet_uint32_t();
    const uint32_t multipliers = nondet_uint32_t();
    const uint32_t shifts = nondet_uint32_t();
    const uint32_t w = nondet_uint32_t();
    __CPROVER_assume(1u <= rows && rows <= LARGEST_COUNT && 1u <= columns && columns <= LARGEST_COUNT);
    all_weights = nondet_uint32_t();
    __CPROVER_assume(all_weights <= MOST_WEIGHTS);
    choose_file(HEADER_SIZE_2);
    __CPROVER_assume(biases <= file_length && multipliers <= file_length && shifts <= file_length && w <= file_length);
    walk.kind = nondet_uint32_t();
    walk.wide = nondet_uint32_t();
    __CPROVER_assume(walk.kind < (uint32_t)ROW_KINDS && walk.wide <= 1u);
    walk.blob = file;
    walk.biases = file + biases;
    walk.multipliers = file + multipliers;
    walk.shifts = file + shifts;
    walk.w = (const int8_t *)file + w;
    walk.left = rows;
    walk.columns = columns;
    walk.vector = vector;
    walk.out = out;
    walk.v = (whole != 0u) ? walk.vector : no_columns;
    walk.end = walk.v + (SEEN(columns) << walk.wide);
    walk.sums = walk.out;
    __CPROVER_assume(is_room(walk.biases, 4u * rows) && is_row(walk.w, all_weights));
    __CPROVER_assume(!is_map(walk.kind) || (is_room(walk.multipliers, 4u * rows) &&
                                            is_row((const int8_t *)walk.shifts, rows)));
    known = walk;
    find_values(&walk);
}
