/* The columns behind the whole ones of a step: any weights, any vector of 8 bits, any count of columns. */
#include "tessera.c"

#include "../contracts.h"

#include "../products.h"

#define IS_SUM_BEFORE(sum) IS_SUM(sum, SEEN(columns))
#define IS_SUM_BEHIND(sum) IS_SUM(sum, SEEN(columns) + (columns & 3u))

int main(void)
{
    row_walk walk;
    int32_t sums[ROWS];
    const uint32_t columns = nondet_uint32_t();
    __CPROVER_assume(1u <= columns && columns <= LARGEST_COUNT && (columns & 3u) != 0u);
    walk.vector = malloc(columns);
    walk.w = malloc(ROWS * columns);
    __CPROVER_assume(walk.vector != NULL && walk.w != NULL);
    __CPROVER_assume(EACH(ROWS, IS_SUM_BEFORE, sums));
    walk.columns = columns;
    walk.wide = 0;
    walk.sums = sums;
    add_columns(&walk, ROWS);
    __CPROVER_assert(EACH(ROWS, IS_SUM_BEHIND, sums), "no product is beyond 2^14");
}
