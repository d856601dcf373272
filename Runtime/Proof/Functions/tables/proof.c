/* The section of kept inputs: any bytes, any count of inputs that the format allows. */
#include "tessera.c"

void *malloc(size_t size);
uint32_t nondet_uint32_t(void);

int main(void)
{
    const uint32_t count = nondet_uint32_t();
    __CPROVER_assume(1u <= count && count <= LARGEST_COUNT);
    uint8_t *section = malloc(padded(2u * count));
    __CPROVER_assume(section != NULL);
    if (are_kept_inputs(section, count, nondet_uint32_t())) {
        __CPROVER_assert(padded(2u * count) - 2u * count <= 2u, "a half word of padding");
    }
}
