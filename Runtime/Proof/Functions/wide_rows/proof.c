/* The rows of a student of 16 bits: any weights and biases, any count of rows and columns. */
#include <stdint.h>

uint32_t nondet_uint32_t(void);

/* The weights before a row or a group, of which `more` rows of all follow: a product of counts up to 16,384. */
static uint32_t weights_before(uint32_t before, uint32_t more, uint32_t rows, uint32_t columns);

#include "tessera.c"

#include "../contracts.h"

static uint32_t all; /* rows x columns */

static uint32_t weights_before(uint32_t before, uint32_t more, uint32_t rows, uint32_t columns)
{
    const uint32_t product = nondet_uint32_t();
    __CPROVER_assert(before + more <= rows, "rows of the section");
    __CPROVER_assume(more == MORE); /* groups and plain rows have a variant each */
    __CPROVER_assume(product <= all && more * columns <= all - product);
    return product;
}

int main(void)
{
    const uint32_t rows = nondet_uint32_t();
    const uint32_t columns = nondet_uint32_t();
    __CPROVER_assume(rows <= LARGEST_COUNT && 1u <= columns && columns <= LARGEST_COUNT);
    all = nondet_uint32_t();
    __CPROVER_assume(all <= MOST_WEIGHTS);
    choose_file(HEADER_SIZE_2);
    const uint8_t *biases = file + HEADER_SIZE_2;
    const uint32_t start = nondet_uint32_t();
    __CPROVER_assume(start <= file_length);
    const int8_t *w = (const int8_t *)file + start;
    __CPROVER_assume(is_room(biases, 4u * rows) && is_row(w, all));
    (void)are_wide_rows(biases, w, rows, columns);
}
