/* Small functions of beats and of learning, for every argument. */
#include "tessera.c"

uint32_t nondet_uint32_t(void);
int32_t nondet_int32_t(void);

int main(void)
{
    const uint32_t value = nondet_uint32_t();
    if (value != 0u) {
        const int32_t octaves = fine_logarithm(value);
        __CPROVER_assert(0 <= octaves && octaves <= 32 * 1024, "in 1/1024 of 32 octaves");
    }
    const uint32_t interval = interval_between(nondet_uint32_t(), nondet_uint32_t());
    __CPROVER_assert(1u <= interval && interval <= 16384u, "an interval");
    __CPROVER_assert(bit_count(value) <= 32u, "bits of a word");
    if (value < 16384u) {
        __CPROVER_assert(bit_count(value) <= 14u, "bits of a count");
    }
    const uint32_t divisor = nondet_uint32_t();
    if (32768u < divisor && divisor <= 65536u) {
        const int32_t part = reciprocal_of(divisor);
        __CPROVER_assert(0 <= part && part < 65536, "a reciprocal of 16 bits");
    }
    const uint32_t from = nondet_uint32_t();
    const uint32_t to = nondet_uint32_t();
    const uint32_t portion = nondet_uint32_t();
    if (from < 0x80000000u && to < 0x80000000u && portion <= 256u) {
        __CPROVER_assert(moved(from, to, portion) < 0x80000000u, "a level stays below 2^31");
    }
    const int32_t limit = nondet_int32_t();
    int32_t weight = nondet_int32_t();
    const int32_t change = nondet_int32_t();
    if (1 <= limit && limit <= (int32_t)ADAPT_LIMIT && -limit <= weight && weight <= limit &&
        -(1 << 30) <= change && change <= (1 << 30)) {
        subtract_limited(&weight, change, limit);
        __CPROVER_assert(-limit <= weight && weight <= limit, "a weight keeps its limit");
    }
}
