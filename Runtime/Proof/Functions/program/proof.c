/* A program: any count of stages, any constants, behind any header that is accepted. */
#include <stdint.h>

#include "../walks.h"

#include "tessera.c"

#include "../contracts.h"

int main(void)
{
    const uint32_t stages = nondet_uint32_t();
    const uint32_t start = nondet_uint32_t();
    const uint32_t bytes = nondet_uint32_t();
    const uint8_t *section;
    choose_file(HEADER_SIZE_2 + TRAILER_SIZE);
    section = file + HEADER_SIZE_2;
    __CPROVER_assume(is_version_2(file) && is_header(file));
    __CPROVER_assume(stages >= 1u && stages <= (uint32_t)LARGEST_STAGE_COUNT);
    __CPROVER_assume(is_room(section, 4u * load8(file + AT_CHANNELS) + (uint64_t)STAGE_SIZE * stages));
    __CPROVER_assume(start <= file_length);
    constants_of_file = file + start;
    constant_limit = (bytes / 2u < (uint32_t)LARGEST_CONSTANT_COUNT) ? bytes / 2u : (uint32_t)LARGEST_CONSTANT_COUNT;
    __CPROVER_assume(is_room(constants_of_file, bytes));
    (void)is_program(file, section, stages, constants_of_file, bytes);
}
