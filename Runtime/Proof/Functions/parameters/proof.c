/* The sections that are not rows, where an accepted directory has them: any bytes. */
#include "tessera.c"

#include "../contracts.h"

int main(void)
{
    other_sections others;
    choose_file(HEADER_SIZE_2 + TRAILER_SIZE);
    __CPROVER_assume(is_version_2(file) && is_header(file));
    __CPROVER_assume(is_before_trailer(sections_start(file), 0));
    directory_is_accepted = 1;
    find_others(file, &others);
    __CPROVER_assert(are_as_found(&others), "sections that were found");
    if (are_parameters(file, &others)) {
        (void)are_stages(file, &others);
    }
}
