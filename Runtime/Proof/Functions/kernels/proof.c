/* The portable kernels on vectors of 8 bits, with the rows of a step and no more: 12 bytes behind them. Also
 * where there are no whole columns. */
#include <stdint.h>

#define IS_BOUNDED(sum, turn) \
    (-(1 << 30) - (int32_t)((turn) << 16) <= (sum) && (sum) <= (1 << 30) + (int32_t)((turn) << 16))

#include "tessera.c"

#include "../contracts.h"

#include "../products.h"

#define IS_WHOLE(sum) IS_SUM(sum, seen)

int main(void)
{
    row_walk walk;
    row_walk *place = &walk;
    row_walk *volatile kept = &walk;
    int32_t *values;
    int32_t sums[ROWS];
    const uint32_t left = nondet_uint32_t();
    const uint32_t columns = nondet_uint32_t();
    const uint32_t seen = SEEN(columns);
    __CPROVER_assume(1u <= left && left <= LARGEST_COUNT && step_rows(left) == ROWS);
    __CPROVER_assume(1u <= columns && columns <= LARGEST_COUNT);
    int8_t *vector = malloc(seen);
    uint8_t *biases = malloc(4u * ROWS);
    int8_t *w = malloc(ROWS * columns + TRAILER_SIZE);
    __CPROVER_assume(vector != NULL && biases != NULL && w != NULL);
    for (uint32_t row = 0; row < ROWS; row++) {
        __CPROVER_assume(load32(biases + 4u * row) + ONE <= 2u * ONE);
    }
    walk.v = vector;
    walk.end = vector + seen;
    walk.w = w;
    walk.biases = biases;
    walk.columns = columns;
    walk.left = left;
    walk.sums = sums;
    __CPROVER_assert(dot_step(&place, &kept, &values, 0) == ROWS && values == sums, "rows of a step");
    __CPROVER_assert(EACH(ROWS, IS_WHOLE, sums), "no product is beyond 2^14");
}
