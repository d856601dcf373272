/* The parameters of a section of rows: any bytes, any count of rows and columns that the format allows. */
#include "tessera.c"

void *malloc(size_t size);
uint32_t nondet_uint32_t(void);

int main(void)
{
    const uint32_t rows = nondet_uint32_t();
    const uint32_t columns = nondet_uint32_t();
    const uint32_t kind = nondet_uint32_t();
    __CPROVER_assume(1u <= rows && rows <= LARGEST_COUNT && 1u <= columns && columns <= LARGEST_COUNT);
    __CPROVER_assume(kind < (uint32_t)ROW_KINDS);
    const uint32_t size = section_size(kind, rows, rows * columns);
    __CPROVER_assert(size < 0x20000000u, "less than 2^29 bytes");
    uint8_t *section = malloc(size);
    __CPROVER_assume(section != NULL);
    (void)is_section(section, rows, rows * columns, is_map(kind));
}
