/* Prints the tables of sections, a line each. Version 1: kind, name, condition, rows, columns,
 * element and how many there are. Version 2: kind, name, flags and bytes for certain counts.
 * Swift and the NumPy program have the same tables (Tests/Fixtures/Golden/sections.txt).
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

static const char *const names[KIND_COUNT] = {
    "projection",  "gate",    "shared_map", "region_maps", "head",       "scales",
    "kept_inputs", "program", "constants",  "limits",      "adaptation", "beats"};

static void print_rows(uint32_t kind)
{
    const shape *section = &shapes[kind];
    printf("%lu %s %s %s%s %s %s %s\n", (unsigned long)kind, names[kind], condition(section),
           letter(section->rows_at), (section->fewer != 0u) ? "-1" : "",
           letter(section->columns_at), is_map(kind) ? "map" : "scores",
           is_per_region(kind) ? "k" : "1");
}

static void set16(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value & 255u);
    at[1] = (uint8_t)(value >> 8);
}

/* The least bytes that the directory takes for a kind and flags, where n = 7, s = 5, d = 6 of
 * 16 bits each and k = 4, with 3 channels (beats need one), 2 stages and 9 constants. */
static uint32_t bytes_of(uint32_t kind, uint32_t flags)
{
    uint32_t storage[HEADER_SIZE_2 / 4] = {0};
    uint8_t *blob = (uint8_t *)storage;
    uint32_t bytes = 0;
    set16(blob + AT_VERSION, 2);
    set16(blob + AT_FLAGS, FLAG_PROJECTION);
    set16(blob + AT_INPUTS, 7);
    set16(blob + AT_COMPONENTS, 6);
    set16(blob + AT_REGIONS, 4);
    blob[AT_FEATURE_BITS] = 16;
    blob[AT_COMPONENT_BITS] = 16;
    blob[AT_CHANNELS] = (kind == BEATS) ? 1u : 3u;
    if (kind == SCALES) {
        bytes = scales_size(flags, 5);
    }
    if (kind == CONSTANTS) {
        bytes = padded(2u * 9u);
    }
    while (!is_entry(blob, kind, flags, bytes) && (bytes < 1024u)) {
        bytes += 4u;
    }
    return bytes + ((kind == PROGRAM) ? (uint32_t)STAGE_SIZE : 0u);
}

int main(void)
{
    static const uint8_t lines[][2] = {
        {SCALES, 3}, {SCALES, 5}, {SCALES, 7}, {KEPT_INPUTS, 1}, {PROGRAM, 1},
        {CONSTANTS, 1}, {LIMITS, 2}, {LIMITS, 4}, {LIMITS, 8}, {LIMITS, 16},
        {LIMITS, 30}, {ADAPTATION, 0}, {BEATS, 0}};
    for (uint32_t kind = 0; kind < (uint32_t)ROW_KINDS; kind++) {
        print_rows(kind);
    }
    for (size_t line = 0; line < sizeof lines / sizeof lines[0]; line++) {
        const uint32_t kind = lines[line][0];
        const uint32_t flags = lines[line][1];
        printf("%lu %s %lu %lu\n", (unsigned long)(kind + 1u), names[kind],
               (unsigned long)flags, (unsigned long)bytes_of(kind, flags));
    }
    return 0;
}
