/* Any bytes, of any length below 2^32. */
#include "tessera.c"

#include "../contracts.h"

int main(void)
{
    const uint32_t count = nondet_uint32_t();
    __CPROVER_assume(count <= LARGEST_FILE);
    uint8_t *bytes = malloc(count);
    __CPROVER_assume(bytes != NULL);
    (void)checksum(bytes, count);
}
