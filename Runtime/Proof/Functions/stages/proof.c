/* One stage of a program: any record, any constants, behind any stages that were accepted. */
#include <stdint.h>

static uint8_t record[16];
#define BEHIND8(offset) (((offset) < 80u) ? record[(offset) - 64u] : nondet_uint8_t())
#define BEHIND16(offset) \
    (((offset) < 80u) ? (record[(offset) - 64u] | ((uint32_t)record[(offset) - 63u] << 8)) : (nondet_uint32_t() & 0xFFFFu))

#include "tessera.c"

#include "../contracts.h"

int main(void)
{
    program_walk walk;
    stage_place place;
    choose_file(HEADER_SIZE_2 + STAGE_SIZE);
    __CPROVER_havoc_object(record);
    __CPROVER_assume(is_version_2(file) && is_header(file));
    constants_of_file = file + HEADER_SIZE_2 + STAGE_SIZE;
    constant_limit = nondet_uint32_t();
    __CPROVER_assume(constant_limit <= (uint32_t)LARGEST_CONSTANT_COUNT && is_room(constants_of_file, 2u * constant_limit));
    __CPROVER_assume(is_program_walk(&walk));
    if (pass_stage(&walk, file + HEADER_SIZE_2, &place)) {
        __CPROVER_assert(is_program_walk(&walk), "nodes, features and steps within their limits");
    }
}
