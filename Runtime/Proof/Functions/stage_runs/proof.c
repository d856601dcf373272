/* Stages that run: any samples of a channel of any length. What becomes of a feature is not looked at. */
#include <stdint.h>

uint32_t nondet_uint32_t(void);

/* The samples before a sum of a pool: a product of counts. */
static uint32_t samples_before(uint32_t index, uint32_t made, uint32_t width, uint32_t length);

#include "tessera.c"

static uint32_t samples_before(uint32_t index, uint32_t made, uint32_t width, uint32_t length)
{
    const uint32_t before = nondet_uint32_t();
    __CPROVER_assert(index < made, "a sum of the pool");
    __CPROVER_assume(before <= length && width <= length - before);
    return before;
}

static feature_sink sink;

void contract_put_feature(feature_sink *to, int32_t feature)
{
    (void)feature;
    __CPROVER_assert(to == &sink, "the features");
}

int32_t contract_floored_quotient(int32_t dividend, uint32_t divisor)
{
    const int32_t quotient = (int32_t)nondet_uint32_t();
    __CPROVER_assert(-(1 << 30) - (1 << 15) <= dividend && dividend <= (1 << 30) + (1 << 15), "a dividend");
    __CPROVER_assert(1u <= divisor && divisor <= 32768u, "a divisor");
    /* A mean is within the samples. */
    __CPROVER_assume(-32768 <= quotient && quotient <= 32768);
    return quotient;
}

int32_t contract_logarithm(uint64_t value)
{
    (void)value;
    return (int32_t)(nondet_uint32_t() & 1023u);
}

uint64_t contract_spread_of(const window_sums *sums, uint32_t count)
{
    __CPROVER_assert(-(1 << 29) <= sums->sum && sums->sum <= (1 << 29) && count <= LARGEST_COUNT, "the sums of a window");
    return ((uint64_t)nondet_uint32_t() << 32) | nondet_uint32_t();
}

int main(void)
{
    signal source;
    source.length = nondet_uint32_t();
    __CPROVER_assume(LEAST <= source.length && source.length <= LARGEST_COUNT);
    source.values = __CPROVER_allocate(2u * source.length, 0);
#if PART == 0
    run_samples(&source, &sink);
#elif PART == 1
    run_moments(&source, &sink);
#elif PART == 2
    run_centre(&source, __CPROVER_allocate(2u * source.length, 0));
#elif PART == 4
    stage it;
    uint8_t record[STAGE_SIZE];
    it.record = record;
    __CPROVER_assume(1u <= it.made && it.made <= source.length && operand(&it, 0) <= source.length);
    __CPROVER_assume(operand(&it, 0) >= 1u && operand(&it, 1) <= 15u);
    run_pool(&it, &source, __CPROVER_allocate(2u * it.made, 0));
#elif PART == 5
    stage it;
    __CPROVER_assume(1u <= it.count && it.count <= (uint32_t)LARGEST_CONSTANT_COUNT);
    it.constants = __CPROVER_allocate(2u * it.count, 0);
    run_crossings(&it, &source, &sink);
#else
    run_difference(&source, __CPROVER_allocate(2u * (source.length - 1u), 0));
#endif
}
