/* A step on vectors of 16 bits: what its kernel and the columns behind the whole ones read, with the rows of the step and 12
 * bytes behind them. Sums are not looked at. */
#include <stdint.h>

#include "tessera.c"

#include "../contracts.h"

#include "../products.h"

int main(void)
{
    row_walk walk;
    row_walk *place = &walk;
    row_walk *volatile kept = &walk;
    int32_t *values;
    int32_t sums[ROWS];
    const uint32_t left = nondet_uint32_t();
    const uint32_t columns = nondet_uint32_t();
    __CPROVER_assume(1u <= left && left <= LARGEST_COUNT && step_rows(left) == ROWS);
    __CPROVER_assume(1u <= columns && columns <= LARGEST_COUNT);
    int8_t *vector = malloc(2u * columns);
    uint8_t *biases = malloc(4u * ROWS);
    int8_t *w = malloc(ROWS * columns + TRAILER_SIZE);
    __CPROVER_assume(vector != NULL && biases != NULL && w != NULL);
    walk.vector = vector;
    walk.v = (columns < 4u) ? no_columns : vector;
    walk.end = walk.v + 2u * SEEN(columns);
    walk.w = w;
    walk.biases = biases;
    walk.columns = columns;
    walk.left = left;
    walk.sums = sums;
    walk.wide = 1;
    __CPROVER_assert(dot_step(&place, &kept, &values, 1) == ROWS && values == sums, "rows of a step");
    if ((columns & 3u) != 0u) {
        int8_t *rows = malloc(ROWS * columns); /* nothing behind the rows */
        __CPROVER_assume(rows != NULL);
        walk.w = rows;
        add_columns(&walk, ROWS);
    }
}
