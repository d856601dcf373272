/* One row of a student of 16 bits, plain or of a group: any weights, any count of columns. */
#include "tessera.c"

#include "../contracts.h"

int main(void)
{
    const uint32_t columns = nondet_uint32_t();
    const uint32_t whole = columns & ~(uint32_t)3;
    __CPROVER_assume(1u <= columns && columns <= LARGEST_COUNT);
    const uint32_t w = nondet_uint32_t();
    const uint32_t tail = nondet_uint32_t();
    choose_file(0);
    __CPROVER_assume(w <= file_length && tail <= file_length);
    const int8_t *first = (const int8_t *)file + w;
    const int8_t *behind = (const int8_t *)file + tail;
    __CPROVER_assume(whole == 0u || is_row(first, (whole - 4u) * STRIDE + 4u));
    __CPROVER_assume(whole == columns || is_row(behind, (columns - whole - 1u) * STRIDE + 1u));
    __CPROVER_assert(row_magnitude(first, behind, whole, columns, STRIDE) <= 128u * columns, "at most 128 of each column");
}
