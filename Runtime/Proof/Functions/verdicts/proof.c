/* Whether an input is foreign, and the verdict: any flags, limits anywhere in any file that was opened. */
#include <stdint.h>

#include "tessera.c"

#include "../contracts.h"

enum { MOST_BYTES = 1 << 17 };

static tessera_model opened;
static const int8_t *vector;
static const int8_t *components;
static uint64_t distances_at; /* where the parts of the limits lie that are_limits looked at */
static uint64_t energy_at;

/* Sizes of which nothing is known, but that they are the same each time. */
static uint32_t distances_bytes;
static uint32_t energy_bytes;

uint32_t contract_distances_size(const uint8_t *blob)
{
    __CPROVER_assert(blob == file, "the file");
    return distances_bytes;
}

uint32_t contract_energy_size(const uint8_t *blob)
{
    __CPROVER_assert(blob == file, "the file");
    return energy_bytes;
}

int contract_is_far(const uint8_t *blob, const uint8_t *part, const int8_t *z, uint32_t region, int32_t score)
{
    (void)score;
    __CPROVER_assert(blob == file && region < load16(file + AT_REGIONS) && z == components, "a region, and components");
    __CPROVER_assert((opened.limit_flags & (uint32_t)LIMIT_DISTANCES) != 0u && part == file + distances_at, "the distances");
    __CPROVER_assert(is_room(part, distances_bytes), "the distances in the file");
    return nondet_int() & 1;
}

uint64_t contract_energy_of(const int8_t *at, uint32_t count, uint32_t wide)
{
    __CPROVER_assert(at == vector && count >= 1u && count <= LARGEST_COUNT && wide == is_wide_at(file, AT_FEATURE_BITS) &&
                         __CPROVER_r_ok(at, count << wide), "an input");
    return ((uint64_t)nondet_uint32_t() << 32) | nondet_uint32_t();
}

uint64_t contract_energy_inside(const tessera_model *model, const uint8_t *part, const int8_t *z, uint32_t wide)
{
    __CPROVER_assert(model->blob == file && is_present(load16(file + AT_FLAGS), PROJECTION), "a projection");
    __CPROVER_assert(z == components && wide == is_wide_at(file, AT_COMPONENT_BITS), "components");
    __CPROVER_assert((opened.limit_flags & (uint32_t)LIMIT_ENERGY) != 0u && part == file + energy_at, "the energy");
    __CPROVER_assert(is_room(part, energy_bytes), "the energy in the file");
    return ((uint64_t)nondet_uint32_t() << 32) | nondet_uint32_t();
}

int main(void)
{
    const uint32_t region = nondet_uint32_t();
    choose_file(HEADER_SIZE_2 + TRAILER_SIZE);
    __CPROVER_assume(is_version_2(file) && is_header(file) && region < load16(file + AT_REGIONS));
    distances_bytes = nondet_uint32_t();
    energy_bytes = nondet_uint32_t();
    __CPROVER_assume((distances_bytes & 3u) == 0u && distances_bytes <= (uint32_t)MOST_BYTES);
    __CPROVER_assume((energy_bytes & 3u) == 0u && energy_bytes <= (uint32_t)MOST_BYTES);
    opened.blob = file;
    opened.limits = nondet_uint32_t();
    const uint32_t flags = nondet_uint32_t();
    opened.limit_flags = (uint16_t)flags;
    __CPROVER_assume(HEADER_SIZE_2 <= opened.limits && opened.limits <= file_length);
    __CPROVER_assume(is_limits_entry(file, flags, limits_size(file, flags)) &&
                     is_room(file + opened.limits, limits_size(file, flags)));
    distances_at = (uint64_t)opened.limits + (((flags & (uint32_t)LIMIT_MARGIN) != 0u) ? 4u : 0u);
    energy_at = distances_at + (((flags & (uint32_t)LIMIT_DISTANCES) != 0u) ? distances_size(file) : 0u);
    vector = __CPROVER_allocate(load16(file + AT_INPUTS) << is_wide_at(file, AT_FEATURE_BITS), 0);
    components = __CPROVER_allocate(load16(file + AT_COMPONENTS) << is_wide_at(file, AT_COMPONENT_BITS), 0);
    (void)is_foreign(&opened, vector, components, region, (int32_t)nondet_uint32_t());
    (void)verdict_of(&opened, (int32_t)nondet_uint32_t());
}
