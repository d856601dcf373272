/* The distance from the centre of a region: any counts, any components, any centres, anywhere in a file. */
#include <stdint.h>

static uint32_t field_at(uint64_t offset);
#define BEHIND32(offset) field_at(offset)
#define BEHIND16(offset) (nondet_uint32_t() & 0xFFFFu)

#include "tessera.c"

#include "../contracts.h"

#include "../products.h"

/* Fields that are_distances accepted: they stay. */
static uint64_t part_at;
static uint64_t unit_at;
static uint32_t multiplier;
static uint32_t shift;
static uint32_t unit;

static uint32_t field_at(uint64_t offset)
{
    if (offset == part_at) {
        return multiplier;
    }
    if (offset == part_at + 4u) {
        return shift;
    }
    return (offset == unit_at) ? unit : nondet_uint32_t();
}

/* The proof of `energies` shows the same. */
uint64_t contract_square(int32_t value)
{
    const uint64_t result = ((uint64_t)nondet_uint32_t() << 32) | nondet_uint32_t();
    __CPROVER_assert(-131072 < value && value < 131072, "a magnitude below 2^17");
    __CPROVER_assume(result <= (uint64_t)1 << 34);
    return result;
}

int main(void)
{
    const uint32_t start = nondet_uint32_t();
    const uint32_t region = nondet_uint32_t();
    choose_file(HEADER_SIZE_2 + TRAILER_SIZE);
    __CPROVER_assume(is_version_2(file) && is_header(file));
    __CPROVER_assume(HEADER_SIZE_2 <= start && start <= file_length && region < load16(file + AT_REGIONS));
    const uint8_t *part = file + start;
    __CPROVER_assume(is_room(part, distances_size(file)));
    part_at = start;
    unit_at = (uint64_t)start + distances_size(file) - 4u;
    multiplier = nondet_uint32_t();
    shift = nondet_uint32_t();
    unit = nondet_uint32_t();
    __CPROVER_assume(is_multiplier(multiplier) && is_shift(shift) && unit < 32u);
    int8_t *z = __CPROVER_allocate(load16(file + AT_COMPONENTS) << is_wide_at(file, AT_COMPONENT_BITS), 0);
    (void)is_far(file, part, z, region, (int32_t)nondet_uint32_t());
}
