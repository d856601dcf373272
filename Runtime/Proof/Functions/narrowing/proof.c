/* A vector of any count up to the limit, of 8 or 16 bits, that may begin where its sums do. */
#include "tessera.c"

void *malloc(size_t size);
uint32_t nondet_uint32_t(void);

int main(void)
{
    const uint32_t count = nondet_uint32_t();
    const uint32_t wide = nondet_uint32_t() & 1u;
    __CPROVER_assume(1u <= count && count <= LARGEST_COUNT);
    int32_t *from = malloc(4u * count);
    int8_t *to = malloc(count << wide);
    __CPROVER_assume(from != NULL && to != NULL);
    narrow(from, count, -quantum_limit(wide), to, wide);
}
