/* Every factor and offset, and every count. */
#include "tessera.c"

uint32_t nondet_uint32_t(void);
int16_t nondet_int16_t(void);

int main(void)
{
    count_window window = {
        nondet_uint32_t(), nondet_uint32_t(), nondet_uint32_t(), (uint8_t)nondet_uint32_t(), (uint8_t)nondet_uint32_t()};
    __CPROVER_assume(window.gain <= 0x80000000u && window.drop <= 15u);
    const int32_t limit = (nondet_uint32_t() & 1u) ? 127 : 32767;
    const int32_t element = standardize(&window, nondet_int16_t(), limit);
    __CPROVER_assert(-limit <= element && element <= limit, "limited");
}
