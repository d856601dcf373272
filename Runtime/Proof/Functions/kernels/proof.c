/* The portable kernels on vectors of 8 bits: any weights, any vector, any biases that a student may have, any
 * count of columns that the format allows. */
#include <stdint.h>

/* A sum of a row behind so many turns of four columns: no bias is beyond 2^30, and no product beyond 2^14. */
#define IS_BOUNDED(sum, turn) \
    (-(1 << 30) - (int32_t)((turn) << 16) <= (sum) && (sum) <= (1 << 30) + (int32_t)((turn) << 16))

#include "tessera.c"

void *malloc(size_t size);
uint32_t nondet_uint32_t(void);

int main(void)
{
    const uint32_t whole = 4u * nondet_uint32_t();
    const uint32_t left = LEFT;
    __CPROVER_assume(4u <= whole && whole <= LARGEST_COUNT);
    const uint32_t columns = whole + (nondet_uint32_t() & 3u);
    int32_t sums[LARGEST_STEP];
    int32_t *values;
    row_walk walk;
    row_walk *place = &walk;
    row_walk *volatile kept = &walk;
    int8_t *vector = malloc(columns);
    uint8_t *biases = malloc(4u * LARGEST_STEP);
    int8_t *w = malloc(LARGEST_STEP * columns + 12u);
    __CPROVER_assume(vector != NULL && biases != NULL && w != NULL);
    for (uint32_t row = 0; row < LARGEST_STEP; row++) {
        __CPROVER_assume(load32(biases + 4u * row) + ONE <= 2u * ONE);
    }
    walk.v = vector;
    walk.end = vector + whole;
    walk.w = w;
    walk.biases = biases;
    walk.columns = columns;
    walk.left = left;
    walk.sums = sums;
    const uint32_t rows = dot_step(&place, &kept, &values, 0);
    __CPROVER_assert(1u <= rows && rows <= LARGEST_STEP && rows <= left, "no more rows than are left");
}
