/* The kernels with SMLAD for all counts of columns: the turns follow one another through the rows of a step, four
 * columns each, and are as many as the vector has. Nothing is read but these rows, and at most 12 bytes behind them. What one turn
 * adds is shown in dsp_kernels. */
#include <stdint.h>

/* The turns of the vector. */
static uint32_t turns;

/* What two_rows loads. */
static struct {
    uint32_t first;
    uint32_t second;
} quads;

#define __ARM_FEATURE_DSP 1
#define __thumb2__ 1
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
    const uint32_t seen = SEEN(columns);
    __CPROVER_assume(1u <= left && left <= LARGEST_COUNT && step_rows(left) == ROWS);
    __CPROVER_assume(1u <= columns && columns <= LARGEST_COUNT);
    int8_t *vector = malloc(seen << WIDE);
    uint8_t *biases = malloc(4u * ROWS + 4u);
    int8_t *w = malloc(ROWS * columns + TRAILER_SIZE);
    __CPROVER_assume(vector != NULL && biases != NULL && w != NULL);
    walk.v = vector;
    walk.end = vector + (seen << WIDE);
    walk.w = w;
    walk.biases = biases;
    walk.columns = columns;
    walk.left = left;
    walk.sums = sums;
    turns = seen / 4u;
    __CPROVER_assert(dot_step(&place, &kept, &values, WIDE) == ROWS && values == sums && place == &walk, "rows of a step");
}
