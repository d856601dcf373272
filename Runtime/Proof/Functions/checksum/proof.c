/* Any bytes, up to the 2^29 that the largest section may have. */
#include "tessera.c"

void *malloc(size_t size);
uint32_t nondet_uint32_t(void);

int main(void)
{
    const uint32_t count = nondet_uint32_t();
    __CPROVER_assume(count <= 0x20000000u);
    uint8_t *bytes = malloc(count);
    __CPROVER_assume(bytes != NULL);
    (void)checksum(bytes, count);
}
