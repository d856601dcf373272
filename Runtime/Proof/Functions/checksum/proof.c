/* Any bytes, of any length below 2^32. */
#include "tessera.c"

void *malloc(size_t size);
uint32_t nondet_uint32_t(void);

int main(void)
{
    const uint32_t count = nondet_uint32_t();
    uint8_t *bytes = malloc(count);
    __CPROVER_assume(bytes != NULL);
    (void)checksum(bytes, count);
}
