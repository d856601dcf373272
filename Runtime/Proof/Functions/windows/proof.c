/* Every spread that is below 2^62 × 4, every gain up to 2^30, every sum. */
#include "tessera.c"

uint64_t nondet_uint64_t(void);
uint32_t nondet_uint32_t(void);
int32_t nondet_int32_t(void);

int main(void)
{
    count_window window;
    find_window(nondet_int32_t(), nondet_uint64_t(), nondet_uint32_t(), nondet_uint32_t(), &window);
    __CPROVER_assert(window.shift >= 17u && window.shift <= 48u, "a shift that scores take");
    __CPROVER_assert(window.raise <= 16u && window.drop <= 15u, "shifts that standardize takes");
}
