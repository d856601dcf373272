/* The sections of rows: any bytes behind any header that is accepted, in a file of any length. */
#include <stdint.h>

/* The size of a section: the same for the same kind and counts. */
uint32_t __CPROVER_uninterpreted_rows_size(uint32_t kind, uint32_t rows, uint32_t columns);
#define ROWS_SIZE(kind, rows, columns) __CPROVER_uninterpreted_rows_size(kind, rows, columns)

/* The bytes of so many regions: as many strides. */
uint64_t __CPROVER_uninterpreted_regions(uint32_t count, uint32_t stride);
#define REGIONS(count, stride) __CPROVER_uninterpreted_regions(count, stride)

/* What the loop over the regions keeps; IS_WALK says it of the start and the end of each turn. */
#define KEEPS(walk)                                                          \
    ((walk).blob == file && ((walk).at & 3u) == 0u && (walk).at >= 48u && (walk).status <= 255u && \
     (uint64_t)(walk).at + (walk).left + 12u <= file_length)

static const uint8_t *file;
static uint32_t file_length;

#include "tessera.c"

#include "../contracts.h"

int main(void)
{
    row_sections found;
    choose_file(HEADER_SIZE + TRAILER_SIZE);
    __CPROVER_assume(!is_version_2(file) || file_length >= HEADER_SIZE_2 + TRAILER_SIZE);
    __CPROVER_assume(is_header(file));
    __CPROVER_assume(is_before_trailer(is_version_2(file) ? sections_start(file) : (uint32_t)HEADER_SIZE, 0));
    if (find_rows(file, file_length, &found) == TESSERA_OK) {
        __CPROVER_assert(are_rows_at(found.projection, found.gate, found.shared_map, found.region_maps, found.stride,
                                     found.head), "all sections of rows lie before the trailer");
    }
}
