/* The energy of an input, and of its components: any counts, any values, the projection anywhere in a file. */
#include <stdint.h>

static uint32_t field_at(uint64_t offset);
static uint8_t byte_at(uint64_t offset);
#define BEHIND8(offset) byte_at(offset)
#define BEHIND16(offset) (nondet_uint32_t() & 0xFFFFu)
#define BEHIND32(offset) field_at(offset)

#include "tessera.c"

#include "../contracts.h"

#include "../products.h"

/* Where the multipliers and the shifts of the projection lie. */
static uint64_t multipliers_at;
static uint64_t shifts_at;
static uint64_t shift_of_energy_at;
static uint32_t shift_of_energy;
static uint32_t components;

static uint32_t field_at(uint64_t offset)
{
    const uint32_t any = (offset == shift_of_energy_at) ? shift_of_energy : nondet_uint32_t();
    __CPROVER_assume(offset < multipliers_at || offset >= multipliers_at + 4u * components || is_multiplier(any));
    return any;
}

static uint8_t byte_at(uint64_t offset)
{
    const uint8_t any = nondet_uint8_t();
    __CPROVER_assume(offset < shifts_at || offset >= shifts_at + components || is_shift(any));
    return any;
}

int main(void)
{
#if PART == 0
    const int32_t value = (int32_t)nondet_uint32_t();
    __CPROVER_assume(-131072 < value && value < 131072);
    __CPROVER_assert(square(value) <= (uint64_t)1 << 34, "a square of 34 bits");
#elif PART == 1
    const uint32_t count = nondet_uint32_t();
    const uint32_t wide = nondet_uint32_t() & 1u;
    __CPROVER_assume(1u <= count && count <= LARGEST_COUNT);
    int8_t *input = __CPROVER_allocate(count << wide, 0);
    (void)energy_of(input, count, wide);
#else
    tessera_model model;
    const uint32_t start = nondet_uint32_t();
    choose_file(HEADER_SIZE_2 + TRAILER_SIZE);
    __CPROVER_assume(is_version_2(file) && is_header(file));
    components = load16(file + AT_COMPONENTS);
    model.blob = file;
    __CPROVER_assume(HEADER_SIZE_2 <= model.projection && model.projection <= file_length);
    __CPROVER_assume(is_room(file + model.projection, 9u * (uint64_t)components));
    __CPROVER_assume(HEADER_SIZE_2 <= start && start <= file_length);
    const uint8_t *part = file + start;
    __CPROVER_assume(is_room(part, energy_size(file)));
    multipliers_at = (uint64_t)model.projection + 4u * components;
    shifts_at = (uint64_t)model.projection + 8u * components;
    shift_of_energy_at = (uint64_t)start + 8u;
    shift_of_energy = nondet_uint32_t();
    __CPROVER_assume(shift_of_energy < 64u); /* are_limits */
    const uint32_t wide = is_wide_at(file, AT_COMPONENT_BITS);
    int8_t *z = __CPROVER_allocate(components << wide, 0);
    (void)energy_inside(&model, part, z, wide);
#endif
}
