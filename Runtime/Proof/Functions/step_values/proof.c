/* The values of the rows of a step, and their sum with those that are there: any sums, any parameters. */
#include "tessera.c"

#include "../contracts.h"

#include "../products.h"

int main(void)
{
    row_walk walk;
    int32_t sums[ROWS];
    int32_t out[ROWS];
    uint8_t multipliers[4 * ROWS];
    uint8_t shifts[ROWS];
    for (uint32_t row = 0; row < ROWS; row++) {
        __CPROVER_assume(is_multiplier(load32(multipliers + 4u * row)) && is_shift(shifts[row]) && IS_VALUE(out[row]));
    }
    walk.multipliers = multipliers;
    walk.shifts = shifts;
    walk.out = out;
    requantize_rows(&walk, sums, sums + ROWS);
    __CPROVER_assert(EACH(ROWS, IS_VALUE, sums), "values of a map");
    __CPROVER_assert(walk.multipliers == multipliers + 4 * ROWS && walk.shifts == shifts + ROWS, "the next rows");
    add_values(&walk, sums, sums + ROWS);
    __CPROVER_assert(walk.out == out + ROWS, "the next values");
    for (uint32_t row = 0; row < ROWS; row++) {
        __CPROVER_assert(-(int32_t)ONE <= out[row] && out[row] <= (int32_t)ONE, "a sum of two values");
    }
}
