/* A program: any count of stages, any constants, behind any header that is accepted. */
#include <stdint.h>

#define KEEPS_PROGRAM(walk)                                                                       \
    ((walk)->constants == constants_of_file && (walk)->constant_limit == constant_limit &&        \
     (walk)->constant_count <= constant_limit && (walk)->top < 8u && (walk)->features <= 1024u && \
     (walk)->steps <= ((uint32_t)1 << 24) && KEEPS_NODES((walk)->nodes, (walk)->top))
#define KEEPS_NODE(node) ((node).length <= 16384u && (node).magnitude <= 32768u && (node).channels <= 16u)
#define KEEPS_NODES(nodes, top)                                                                    \
    (KEEPS_NODE((nodes)[0]) && ((top) < 1u || KEEPS_NODE((nodes)[1])) &&                           \
     ((top) < 2u || KEEPS_NODE((nodes)[2])) && ((top) < 3u || KEEPS_NODE((nodes)[3])) &&           \
     ((top) < 4u || KEEPS_NODE((nodes)[4])) && ((top) < 5u || KEEPS_NODE((nodes)[5])) &&           \
     ((top) < 6u || KEEPS_NODE((nodes)[6])) && ((top) < 7u || KEEPS_NODE((nodes)[7])))

static const uint8_t *constants_of_file;
static uint32_t constant_limit;

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
