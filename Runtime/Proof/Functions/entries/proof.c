/* One entry of a directory: any kind, flags and bytes, behind any header that is accepted. And what a program needs
 * beside it. */
#include "tessera.c"

#include "../contracts.h"

int main(void)
{
    const uint32_t kind = nondet_uint32_t();
    const uint32_t flags = nondet_uint32_t();
    const uint32_t bytes = nondet_uint32_t();
    choose_file(HEADER_SIZE_2 + TRAILER_SIZE);
    __CPROVER_assume(is_version_2(file) && is_header(file));
    __CPROVER_assume(is_before_trailer(sections_start(file), 0));
    __CPROVER_assume(kind < (uint32_t)KIND_COUNT);
    const int valid = is_entry(file, kind, flags, bytes);
    __CPROVER_assert(valid == is_entry(file, kind, flags, bytes) || kind < (uint32_t)ROW_KINDS, "the same when asked again");
    (void)agrees_with_program(file, nondet_uint32_t());
}
