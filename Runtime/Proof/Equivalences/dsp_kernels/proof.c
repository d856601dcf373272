/* The kernels with SMLAD against their definition: the bias of a row and its products, column by column. Every
 * instruction is the C that the Arm manual gives for it (stand_ins.txt). Products are uninterpreted: two of
 * the same factors are equal, and nothing else is known of them. So the pairing is proved, and no
 * multiplication is. All weights, vectors, biases and counts of rows; one tile of columns, which every turn takes. */
#include <stdint.h>

int __CPROVER_uninterpreted_times(int weight, int element);

#define __ARM_FEATURE_DSP 1
#define __thumb2__ 1
#include "tessera.c"

enum { MOST_ROWS = 5, MOST_COLUMNS = 4 };

uint8_t nondet_uint8_t(void);

/* Weights as they lie: groups of four rows in tiles of four columns, and plain rows behind them. */
static int32_t weight_at(const int8_t *w, uint32_t grouped, uint32_t columns, uint32_t row, uint32_t column)
{
    return (grouped != 0u && row < 4u) ? w[16u * (column / 4u) + 4u * row + column % 4u]
                                       : w[row * columns + column];
}

static void check(uint32_t left, uint32_t columns, uint32_t wide)
{
    static _Alignas(4) int8_t w[MOST_ROWS * MOST_COLUMNS + 8];
    static _Alignas(4) int8_t v[2 * MOST_COLUMNS];
    static _Alignas(4) uint8_t biases[4 * MOST_ROWS + 4];
    int32_t sums[LARGEST_STEP];
    int32_t *values;
    row_walk walk;
    row_walk *place = &walk;
    row_walk *volatile kept = &walk;
    for (uint32_t at = 0; at < sizeof w; at++) w[at] = (int8_t)nondet_uint8_t();
    for (uint32_t at = 0; at < sizeof v; at++) v[at] = (int8_t)nondet_uint8_t();
    walk.vector = walk.v = v;
    walk.end = v + (columns << wide);
    walk.w = w;
    walk.biases = biases;
    walk.left = left;
    walk.columns = columns;
    walk.sums = sums;
    const uint32_t rows = wide ? dot_step(&place, &kept, &values, 1) : dot_step(&place, &kept, &values, 0);
    for (uint32_t row = 0; row < rows; row++) {
        uint32_t sum = 0;
        for (uint32_t column = 0; column < columns; column++) {
            sum += (uint32_t)__CPROVER_uninterpreted_times(weight_at(w, left >= 4u, columns, row, column),
                                                           element_at(v, column, wide));
        }
        __CPROVER_assert((uint32_t)sums[row] == sum, "the sum of a row");
    }
}

int main(void)
{
    check(LEFT, 4, WIDE);
}
