/* Every value of 64 bits. That the loop ends within 32 turns says, too, that its high word was not 0. */
#include "tessera.c"

uint64_t nondet_uint64_t(void);

int main(void)
{
    const int32_t sixteenths = logarithm(nondet_uint64_t());
    __CPROVER_assert(0 <= sixteenths && sixteenths <= 16 * 63 + 15, "in sixteenths of 64 octaves");
}
