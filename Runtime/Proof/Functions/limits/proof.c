/* The section of limits: any bytes and flags, behind any header that is accepted. */
#include "tessera.c"

#include "../contracts.h"

int main(void)
{
    const uint32_t flags = nondet_uint32_t();
    const uint8_t *at;
    choose_file(HEADER_SIZE_2 + TRAILER_SIZE);
    at = file + HEADER_SIZE_2;
    __CPROVER_assume(is_version_2(file) && is_header(file) && is_room(at, limits_size(file, flags)));
    (void)are_limits(file, at, flags);
}
