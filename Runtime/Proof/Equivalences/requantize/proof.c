/* Every product of an accumulator and a multiplier, and every shift: the rule of Docs/Format.md, the form
 * with the high word (requantize.c, and kernels_mve.c lane by lane), and the form of 64 bits agree. The call
 * of multiply_high is replaced by the high word of the product, which is any: products are not multiplied
 * out here. */
#include <stdint.h>

static int64_t any_product;

static int32_t high_word(int32_t acc, int32_t multiplier);

#include "tessera.c"

int64_t nondet_int64_t(void);
uint32_t nondet_uint32_t(void);

static int32_t high_word(int32_t acc, int32_t multiplier)
{
    (void)acc;
    (void)multiplier;
    return (int32_t)(any_product >> 32);
}

int main(void)
{
    const uint32_t shift = nondet_uint32_t();
    __CPROVER_assume(33u <= shift && shift <= 62u);
    any_product = nondet_int64_t();
    __CPROVER_assume(-((int64_t)1 << 62) <= any_product && any_product <= ((int64_t)1 << 62));
    const int64_t rule = (any_product + ((int64_t)1 << (shift - 1u))) >> shift;
    __CPROVER_assert(requantize(0, 0, shift) == rule, "the high word is enough");
    __CPROVER_assert(round_wide(any_product, shift, INT32_MAX) == rule, "the form of 64 bits");
}
