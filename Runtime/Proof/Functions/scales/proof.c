/* Every scale that are_scales accepts, and every integer. */
#include "tessera.c"

uint8_t nondet_uint8_t(void);
uint32_t nondet_uint32_t(void);
int32_t nondet_int32_t(void);

int main(void)
{
    uint8_t bytes[12];
    const scale_table scales = {bytes, bytes, 1};
    for (int at = 0; at < 12; at++) {
        bytes[at] = nondet_uint8_t();
    }
    if (is_integer_scale(&scales, 0)) {
        const uint32_t wide = nondet_uint32_t() & 1u;
        const int32_t limit = quantum_limit(wide);
        const int32_t element = scale_integer(&scales, 0, nondet_int32_t(), wide);
        __CPROVER_assert(-limit <= element && element <= limit, "limited");
    }
}
