/* Every accumulator, multiplier and shift that a student may have. */
#include "tessera.c"

#include "../contracts.h"

#include "../products.h"

int main(void)
{
    const int32_t acc = (int32_t)nondet_uint32_t();
    const uint32_t multiplier = nondet_uint32_t();
    const uint32_t shift = nondet_uint32_t();
    __CPROVER_assume(is_multiplier(multiplier) && is_shift(shift));
    __CPROVER_assert(IS_VALUE(requantize(acc, (int32_t)multiplier, shift)), "a value is 2^29 at most");
}
