/* An inference: any input, any scratch memory, and any student as tessera_open leaves it. */
#include <stdint.h>

/* The size of a section: the same for the same kind and counts. */
uint32_t __CPROVER_uninterpreted_rows_size(uint32_t kind, uint32_t rows, uint32_t columns);
#define ROWS_SIZE(kind, rows, columns) __CPROVER_uninterpreted_rows_size(kind, rows, columns)

/* The bytes of so many regions: as many strides. */
uint64_t __CPROVER_uninterpreted_regions(uint32_t count, uint32_t stride);
#define REGIONS(count, stride) __CPROVER_uninterpreted_regions(count, stride)

/* Where the rows of a region begin behind those of the first. */
static uint32_t region_start(uint32_t region, uint32_t stride);

#include "tessera.c"

#include "../contracts.h"

#include "../products.h"

enum { MOST_WORDS = 3 * LARGEST_COUNT };

static const int32_t *values_of_map;

static uint32_t region_start(uint32_t region, uint32_t stride)
{
    const uint32_t start = nondet_uint32_t();
    const uint32_t regions = load16(file + AT_REGIONS);
    __CPROVER_assert(region < regions, "a region of the student");
    __CPROVER_assume((start & 3u) == 0u && (uint64_t)start + stride <= REGIONS(regions, stride));
    return start;
}

void contract_product(row_walk *walk, uint32_t section, uint32_t kind)
{
    const uint32_t rows = walk->left;
    __CPROVER_assert(walk->blob == file && kind < (uint32_t)ROW_KINDS, "a section of the student");
    __CPROVER_assert(rows >= 1u && rows == row_count(file, kind) && walk->columns == column_count(file, kind), "its counts");
    __CPROVER_assert((section & 3u) == 0u && is_rows_at(section, kind), "before the trailer");
    __CPROVER_assert(__CPROVER_r_ok(walk->vector, walk->columns << is_wide_kind(file, kind)), "a whole vector");
    __CPROVER_assert(__CPROVER_w_ok(walk->out, 4u * rows), "room for the values");
    __CPROVER_assert(!__CPROVER_same_object(walk->vector, walk->out) ||
                         __CPROVER_POINTER_OFFSET(walk->vector) + (walk->columns << is_wide_kind(file, kind)) <=
                             __CPROVER_POINTER_OFFSET(walk->out), "values behind the vector");
    __CPROVER_assert(kind != (uint32_t)SHARED_MAP || walk->out == values_of_map, "values of the other map");
    *walk->out = (int32_t)nondet_uint32_t(); /* nothing depends on the others */
    __CPROVER_assume(!is_map(kind) || (-(int32_t)ONE <= *walk->out && *walk->out <= (int32_t)ONE));
    values_of_map = (kind == (uint32_t)REGION_MAPS) ? walk->out : NULL;
    walk->left = 0;
    if (kind == (uint32_t)SHARED_MAP) {
        walk->out += rows;
    }
}

void contract_narrow(const int32_t *from, uint32_t count, int32_t low, int8_t *to, uint32_t wide)
{
    __CPROVER_assert(count >= 1u && count <= LARGEST_COUNT && wide <= 1u, "a count of the format");
    __CPROVER_assert(low <= 0 && low >= -quantum_limit(wide), "a limit");
    __CPROVER_assert(__CPROVER_r_ok(from, 4u * count) && __CPROVER_w_ok(to, count << wide), "both vectors");
}

uint32_t contract_largest(int32_t first, const int32_t *others, uint32_t count, tessera_result *result)
{
    const uint32_t found = nondet_uint32_t();
    (void)first;
    __CPROVER_assert(count < LARGEST_COUNT && (count == 0u || __CPROVER_r_ok(others, 4u * count)), "others");
    result->margin = (int32_t)nondet_uint32_t();
    __CPROVER_assume(found <= count);
    return found;
}

int contract_is_foreign(const tessera_model *model, const int8_t *input, const int8_t *z, uint32_t region, int32_t score)
{
    (void)score;
    __CPROVER_assert(model->limits != 0u && region < load16(file + AT_REGIONS), "limits, and a region");
    __CPROVER_assert(__CPROVER_r_ok(input, load16(file + AT_INPUTS) << is_wide_at(file, AT_FEATURE_BITS)), "an input");
    __CPROVER_assert(__CPROVER_r_ok(z, load16(file + AT_COMPONENTS) << is_wide_at(file, AT_COMPONENT_BITS)), "components");
    return nondet_int() & 1;
}

tessera_verdict contract_verdict_of(const tessera_model *model, int32_t margin)
{
    (void)margin;
    __CPROVER_assert(model->limits != 0u, "limits");
    return (nondet_int() & 1) ? TESSERA_DOUBTFUL : TESSERA_SURE;
}

int main(void)
{
    tessera_model model;
    tessera_result result;
    const uint32_t count = nondet_uint32_t();
    const uint32_t words = nondet_uint32_t();
    const uint32_t wide = WIDE;
    choose_file(HEADER_SIZE_2 + TRAILER_SIZE);
    __CPROVER_assume(is_header(file));
    model.blob = file;
    __CPROVER_assume(are_rows_at(projection_start(&model), model.gate, model.shared_map, model.region_maps,
                                 model.region_stride, model.head));
    __CPROVER_assume(count <= LARGEST_COUNT && words <= (uint32_t)MOST_WORDS);
    int8_t *input = __CPROVER_allocate(count << wide, 0);
    int32_t *scratch = __CPROVER_allocate(4u * words, 0);
    const uint32_t size = 4u * words + (nondet_uint32_t() & 3u);
    const tessera_status status = infer(&model, input, wide, count, scratch, size, &result);
    if (status == TESSERA_OK) {
        __CPROVER_assert(result.region < load16(file + AT_REGIONS), "a region of the student");
        __CPROVER_assert(result.label < load16(file + AT_OUTPUTS) || (load16(file + AT_FLAGS) & FLAG_BINARY) != 0u, "a label");
        __CPROVER_assert(__CPROVER_r_ok(result.logits, 4u * load16(file + AT_OUTPUTS)), "all outputs");
    }
}
