/* What the walk over the stages of a program keeps. */

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
