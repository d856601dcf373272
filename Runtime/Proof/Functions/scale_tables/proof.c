/* The section of scales: any bytes and flags, any count of inputs up to the limit of the format. */
#include "tessera.c"

#include "../contracts.h"

int main(void)
{
    const uint32_t bytes = nondet_uint32_t();
    const uint32_t count = nondet_uint32_t();
    choose_file(HEADER_SIZE_2);
    __CPROVER_assume(count <= LARGEST_COUNT && (bytes & 3u) == 0u && is_room(file + HEADER_SIZE_2, bytes));
    (void)are_scales(file + HEADER_SIZE_2, nondet_uint32_t(), bytes, count);
}
