/* The sections of rows: any bytes behind any header that is accepted, in a file of any length. */
#include <stdint.h>

/* What the loop over the regions keeps; IS_WALK says it of the start and the end of each turn. */
#define KEEPS(walk)                                                          \
    ((walk).blob == file && ((walk).at & 3u) == 0u && (walk).at >= 48u &&    \
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
        __CPROVER_assert(is_before_trailer(found.head, 0), "the last section begins before the trailer");
    }
}
