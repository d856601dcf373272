/* The parameters of a section of rows: any bytes, any count of rows and weights that the format allows. The gate of
 * a single region has neither, and then the 4 bytes before it are read. */
#include "tessera.c"

#include "../contracts.h"

int main(void)
{
    const uint32_t rows = nondet_uint32_t();
    const uint32_t weights = nondet_uint32_t();
    const uint32_t kind = nondet_uint32_t();
    const int none = (rows | weights) == 0u;
    __CPROVER_assume(kind < (uint32_t)ROW_KINDS && rows <= LARGEST_COUNT && weights <= MOST_WEIGHTS);
    __CPROVER_assume(none ? !is_map(kind) : (rows != 0u && weights != 0u));
    const uint32_t size = section_size(kind, rows, weights);
    __CPROVER_assert(size < 0x20000000u, "less than 2^29 bytes");
    __CPROVER_assume(size <= LARGEST_FILE);
    const uint32_t before = none ? 4u : 0u;
    uint8_t *section = malloc(before + size);
    __CPROVER_assume(section != NULL);
    (void)is_section(section + before, rows, weights, is_map(kind));
}
