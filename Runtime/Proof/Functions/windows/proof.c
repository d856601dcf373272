/* Every spread that is below 2^62 × 4, every gain up to 2^30, every sum. */
#include "tessera.c"

uint64_t nondet_uint64_t(void);
uint32_t nondet_uint32_t(void);
int32_t nondet_int32_t(void);

int main(void)
{
    count_window window;
    const int32_t sum = nondet_int32_t();
    const uint32_t count = nondet_uint32_t();
    find_window(sum, nondet_uint64_t(), count, nondet_uint32_t(), &window);
    __CPROVER_assert(window.shift >= 17u && window.shift <= 48u, "a shift that scores take");
    const uint32_t raise = window.shift < 33u ? 33u - window.shift : 0u;
    __CPROVER_assert(window.factor == count << raise && window.offset == (uint32_t)sum << raise, "m and S, raised");
    __CPROVER_assert(window.drop + 33u == window.shift + raise, "a shift that standardize takes");
}
