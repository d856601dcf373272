/* The answer from outputs: any counts up to the limits of the format, any outputs. */
#include "tessera.c"

void *malloc(size_t size);
uint32_t nondet_uint32_t(void);
int32_t nondet_int32_t(void);

int main(void)
{
    const uint32_t count = nondet_uint32_t();
    __CPROVER_assume(count < LARGEST_COUNT);
    int32_t *others = malloc(4u * count);
    __CPROVER_assume(others != NULL);
    tessera_result result;
    const uint32_t label = largest(nondet_int32_t(), others, count, &result);
    __CPROVER_assert(label <= count, "a label of the student");
}
