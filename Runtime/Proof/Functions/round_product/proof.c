/* Every float times every scale, with 8 and with 16 fraction bits. The product is any float at all. The piece
 * of stand_ins.txt asserts what the conversion to an integer needs. */
static int near(float value);

#include "tessera.c"

float nondet_float(void);
uint32_t nondet_uint32_t(void);

static int near(float value)
{
    __CPROVER_assert(value > -8388608.0f && value < 8388608.0f, "the conversion is in range");
    return (int32_t)value;
}

int main(void)
{
    int32_t rounded = 0;
    const uint32_t bits = (nondet_uint32_t() & 1u) ? 8u : 16u;
    if (round_product(nondet_float(), nondet_float(), bits, &rounded)) {
        const int32_t limit = (1 << (23u - bits)) - 1;
        __CPROVER_assert(-limit <= rounded && rounded <= limit, "limited");
    }
}
