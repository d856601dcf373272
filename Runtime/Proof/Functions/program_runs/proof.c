/* A program that runs: any count of stages. A stage that was accepted is accepted again. */
#include <stdint.h>

#include "../walks.h"

/* The source of the stage that is next: its record stays. */
static uint64_t record_at;
static uint8_t source_node;
static uint32_t start_of_source;
#define BEHIND8(offset) (((offset) == record_at + 1u) ? source_node : nondet_uint8_t())
#define BEHIND16(offset) (nondet_uint32_t() & 0xFFFFu)
#define BEHIND32(offset) nondet_uint32_t()

static uint8_t choose_record(const uint8_t *at);

#include "tessera.c"

#define contract_pass_stage contract_pass_stage_once /* of a check, which may refuse */
#include "../contracts.h"
#undef contract_pass_stage

static const int16_t *samples;
static uint8_t *room;
static uint32_t room_size;
static feature_sink sink;

static uint8_t choose_record(const uint8_t *at)
{
    record_at = __CPROVER_POINTER_OFFSET(at);
    return nondet_uint8_t();
}

int contract_pass_stage(program_walk *walk, const uint8_t *record, stage_place *place)
{
    __CPROVER_assert(is_program_walk(walk), "a walk over the stages");
    __CPROVER_assert(is_room(record, STAGE_SIZE) && __CPROVER_POINTER_OFFSET(record) == record_at, "the record of the stage");
    __CPROVER_havoc_object(place);
    __CPROVER_havoc_object(walk);
    __CPROVER_assume(is_program_walk(walk) && source_node <= walk->top);
    return 1;
}

/* Each node that there is lies in the memory. */
uint32_t contract_nodes_end(const program_walk *walk, uint32_t index)
{
    const uint32_t end = nondet_uint32_t();
    __CPROVER_assert(index <= walk->top && index + 1u == source_node, "the nodes below the source");
    __CPROVER_assume((end & 3u) == 0u && end <= room_size);
    start_of_source = end;
    return end;
}

void contract_run_place(const stage_place *place, const sample *source, uint8_t *memory, feature_sink *to)
{
    (void)place;
    __CPROVER_assert(memory == room && to == &sink, "memory and features");
    __CPROVER_assert((source_node == 0u) ? ((const int16_t *)source == samples)
                                         : ((const uint8_t *)source == room + start_of_source), "the source of the stage");
}

int main(void)
{
    tessera_model model;
    choose_file(HEADER_SIZE_2 + TRAILER_SIZE);
    __CPROVER_assume(is_version_2(file) && load8(file + AT_CHANNELS) <= LARGEST_CHANNEL_COUNT &&
                     load16(file + AT_SAMPLES) <= LARGEST_COUNT);
    model.blob = file;
    __CPROVER_assume(model.stage_count >= 1u && model.stage_count <= (uint32_t)LARGEST_STAGE_COUNT);
    __CPROVER_assume(HEADER_SIZE_2 <= model.program && model.program <= file_length && model.constants <= file_length);
    __CPROVER_assume(is_room(file + model.program,
                             4u * load8(file + AT_CHANNELS) + (uint64_t)STAGE_SIZE * model.stage_count));
    constants_of_file = file + model.constants;
    constant_limit = LARGEST_CONSTANT_COUNT;
    room_size = nondet_uint32_t();
    __CPROVER_assume(room_size <= (uint32_t)1 << 20);
    room = __CPROVER_allocate(room_size, 0);
    samples = __CPROVER_allocate(4u, 0);
    run_program(&model, samples, room, &sink);
}
