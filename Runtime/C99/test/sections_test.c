/* Prints the table of sections, a line each: kind, name, condition, rows, columns, element and
 * how many there are. Swift and the NumPy program have the same table
 * (Tests/Fixtures/Golden/sections.txt).
 */
#include "../tessera.c"

#include <stdio.h>

/* The letter of Docs/Format.md for a field of the header. */
static const char *letter(uint32_t at)
{
    switch (at) {
    case AT_INPUTS: return "n";
    case AT_COMPONENTS: return "d";
    case AT_REGIONS: return "k";
    case AT_MAP: return "q";
    case AT_OUTPUTS: return "C";
    default: return "?";
    }
}

static const char *condition(const shape *section)
{
    switch (section->flag) {
    case 0: return (section->fewer != 0u) ? "k>1" : "always";
    case FLAG_PROJECTION: return "projection";
    case FLAG_SHARED: return "shared_map";
    case FLAG_HEAD: return "head";
    default: return "?";
    }
}

int main(void)
{
    static const char *const names[KIND_COUNT] = {"projection", "gate", "shared_map",
                                                  "region_maps", "head"};
    for (uint32_t kind = 0; kind < KIND_COUNT; kind++) {
        const shape *section = &shapes[kind];
        printf("%lu %s %s %s%s %s %s %s\n", (unsigned long)kind, names[kind],
               condition(section), letter(section->rows_at),
               (section->fewer != 0u) ? "-1" : "", letter(section->columns_at),
               is_map(kind) ? "map" : "scores", is_per_region(kind) ? "k" : "1");
    }
    return 0;
}
