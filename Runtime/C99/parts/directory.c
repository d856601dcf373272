/* ---------------------------------------------------------------- directory */

enum { CRITICAL = 1, ENTRY_SIZE = 8, LARGEST_ADAPTED_COUNT = 32 };

#define KIND_BIT(kind) ((uint32_t)1 << (kind))

/* The kinds that this build knows. One of rows that it does not have is refused before, by
 * its flag in the header. */
#define KNOWN_KINDS                                                        \
    ((KIND_BIT(ROW_KINDS) - 1u) |                                          \
     (TESSERA_WITH_SCALES ? KIND_BIT(SCALES) : 0u) |                       \
     (TESSERA_WITH_KEPT_INPUTS ? KIND_BIT(KEPT_INPUTS) : 0u) |             \
     (TESSERA_WITH_PROGRAM ? KIND_BIT(PROGRAM) : 0u) |                     \
     (TESSERA_WITH_CONSTANTS ? KIND_BIT(CONSTANTS) : 0u) |                 \
     (TESSERA_WITH_LIMITS ? KIND_BIT(LIMITS) : 0u) |                       \
     (TESSERA_WITH_ADAPTATION ? KIND_BIT(ADAPTATION) : 0u) |               \
     (TESSERA_WITH_BEATS ? KIND_BIT(BEATS) : 0u))

/* The kinds that may be there or not, whatever the header says. */
#define FREE_KINDS                                                          \
    (KIND_BIT(PROGRAM) | KIND_BIT(CONSTANTS) | KIND_BIT(LIMITS) |           \
     KIND_BIT(ADAPTATION) | KIND_BIT(BEATS))

/* A section of the directory; `start` is an offset, 0 where there is none. */
typedef struct directory_entry {
    uint32_t start;
    uint32_t flags;
    uint32_t bytes;
} directory_entry;

static uint32_t sections_start(const uint8_t *blob)
{
    return (uint32_t)HEADER_SIZE_2 + (uint32_t)ENTRY_SIZE * load16(blob + AT_SECTIONS);
}

/* Looks a kind up; false where there is none. The offset means something once the layout is
 * known to fit. */
static int find_entry(const uint8_t *blob, uint32_t kind, directory_entry *entry)
{
    const uint8_t *end = blob + sections_start(blob);
    uint32_t start = sections_start(blob);
    entry->start = 0;
    entry->flags = 0;
    entry->bytes = 0;
    for (const uint8_t *at = blob + HEADER_SIZE_2; at != end; at += ENTRY_SIZE) {
        const uint32_t bytes = load32(at + 4);
        if (load16(at) == kind + 1u) {
            entry->start = start;
            entry->flags = load16(at + 2);
            entry->bytes = bytes;
        }
        start += bytes;
    }
    return entry->start != 0u;
}

static uint32_t map_count(const uint8_t *blob, uint32_t kind)
{
    return is_per_region(kind) ? load16(blob + AT_REGIONS) : 1u;
}

/* Whether a section of rows has these bytes; all maps together can have more than 2^32. */
static int is_rows_size(const uint8_t *blob, uint32_t kind, uint32_t bytes)
{
    const uint32_t rows = row_count(blob, kind);
    const uint32_t size = section_size(kind, rows, rows * column_count(blob, kind));
    uint32_t left = bytes;
    uint32_t count = map_count(blob, kind);
    while ((count != 0u) && (size <= left))
        TESSERA_LOOP(__CPROVER_assigns(count, left) __CPROVER_loop_invariant(1) __CPROVER_decreases(count))
    {
        left -= size;
        count--;
    }
    return (count | left) == 0u;
}

/* The flags that a critical section has beside its kind. */
static int is_critical_alone(uint32_t flags) { return flags == (uint32_t)CRITICAL; }

static int is_program_entry(const uint8_t *blob, uint32_t flags, uint32_t bytes)
{
    const uint32_t stages = bytes - 4u * load8(blob + AT_CHANNELS);
    return is_critical_alone(flags) && ((stages % (uint32_t)STAGE_SIZE) == 0u) &&
           is_within(stages, STAGE_SIZE, (uint32_t)STAGE_SIZE * LARGEST_STAGE_COUNT);
}

static int is_limits_entry(const uint8_t *blob, uint32_t flags, uint32_t bytes)
{
    return (flags != 0u) && ((flags & ~(uint32_t)ANY_LIMIT) == 0u) &&
           (((flags & (uint32_t)LIMIT_ENERGY) == 0u) ||
            is_present(load16(blob + AT_FLAGS), PROJECTION)) &&
           (bytes == limits_size(blob, flags));
}

/* Whether a known kind has its flags and bytes. Those of scales and constants follow from
 * other sections, with which they are compared. */
static int is_entry(const uint8_t *blob, uint32_t kind, uint32_t flags, uint32_t bytes)
{
    if (TESSERA_WITH_SCALES && (kind == SCALES)) {
        return (flags == 3u) || (TESSERA_WITH_DIRECT && ((flags == 5u) || (flags == 7u)));
    }
    if (TESSERA_WITH_KEPT_INPUTS && (kind == KEPT_INPUTS)) {
        return is_critical_alone(flags) && (bytes == padded(2u * load16(blob + AT_INPUTS)));
    }
    if (TESSERA_WITH_PROGRAM && (kind == PROGRAM)) {
        return is_program_entry(blob, flags, bytes);
    }
    if (TESSERA_WITH_CONSTANTS && (kind == CONSTANTS)) {
        return is_critical_alone(flags);
    }
    if (TESSERA_WITH_LIMITS && (kind == LIMITS)) {
        return is_limits_entry(blob, flags, bytes);
    }
    if (TESSERA_WITH_ADAPTATION && (kind == ADAPTATION)) {
        return (flags == 0u) && (bytes == 20u) &&
               (load16(blob + AT_COMPONENTS) <= (uint32_t)LARGEST_ADAPTED_COUNT);
    }
    if (TESSERA_WITH_BEATS && (kind == BEATS)) {
        return (flags == 0u) && (bytes == 24u) && (load8(blob + AT_CHANNELS) == 1u);
    }
    return is_critical_alone(flags) && is_rows_size(blob, kind, bytes);
}

/* The kinds that the header demands. The bits of a flag and of its kind are in one order. */
static uint32_t demanded_kinds(const uint8_t *blob)
{
    const uint32_t flags = load16(blob + AT_FLAGS) & FLAGS_OF_2;
    uint32_t kinds = KIND_BIT(REGION_MAPS) | (flags & (uint32_t)FLAG_SHARED) |
                     ((flags & (uint32_t)FLAG_PROJECTION) >> 1) | ((flags & (uint32_t)FLAG_HEAD) << 1);
    if (TESSERA_WITH_GATE && (row_count(blob, GATE) != 0u)) {
        kinds |= KIND_BIT(GATE);
    }
    if (load32(blob + AT_INPUT_MULTIPLIER) == 0u) {
        kinds |= KIND_BIT(SCALES);
    }
    if (load16(blob + AT_INPUTS) < feature_count(blob)) {
        kinds |= KIND_BIT(KEPT_INPUTS);
    }
    return kinds;
}

/* What a program needs beside it: integers in the scales, and no other way to make features. */
static int agrees_with_program(const uint8_t *blob, uint32_t kinds)
{
    directory_entry scales;
    if (TESSERA_WITH_DIRECT && (!find_entry(blob, SCALES, &scales) ||
                                (scales.flags != (uint32_t)(CRITICAL | SCALES_OF_INTEGERS)))) {
        return 0;
    }
    return ((kinds & KIND_BIT(SCALES)) != 0u) &&
           (feature_count(blob) <= (uint32_t)LARGEST_FEATURE_COUNT) &&
           (!TESSERA_WITH_STANDARDIZED || (load16(blob + AT_STANDARDIZED) == 0u)) &&
           (!TESSERA_WITH_BEATS || ((kinds & KIND_BIT(BEATS)) == 0u));
}

/* Whether the kinds agree with the header and with each other. */
static int are_kinds(const uint8_t *blob, uint32_t kinds)
{
    if ((kinds & ~FREE_KINDS) != demanded_kinds(blob)) {
        return 0;
    }
    if (TESSERA_WITH_PROGRAM && ((kinds & KIND_BIT(PROGRAM)) != 0u)) {
        return agrees_with_program(blob, kinds);
    }
    return TESSERA_WITH_DIRECT && ((kinds & KIND_BIT(CONSTANTS)) == 0u) &&
           (feature_count(blob) == window_count(blob));
}

/* Validates the directory of a file whose header is valid. */
TESSERA_APART static tessera_status check_directory(const uint8_t *blob, uint32_t length)
{
    uint32_t at = HEADER_SIZE_2;
    uint32_t left = length - TRAILER_SIZE;
    uint32_t kinds = 0;
    uint32_t last = 0;
    int fits = 1;
    if (sections_start(blob) > left) {
        return TESSERA_ERROR_SECTION;
    }
    left -= sections_start(blob);
    for (; at != sections_start(blob); at += (uint32_t)ENTRY_SIZE) {
        const uint32_t number = load16(blob + at);
        const uint32_t flags = load16(blob + at + 2u);
        const uint32_t bytes = load32(blob + at + 4u);
        const uint32_t kind = number - 1u;
        if ((number <= last) || ((bytes & 3u) != 0u)) {
            return TESSERA_ERROR_SECTION;
        }
        if ((kind < (uint32_t)KIND_COUNT) && ((KNOWN_KINDS & KIND_BIT(kind)) != 0u)) {
            if (!is_entry(blob, kind, flags, bytes)) {
                return TESSERA_ERROR_SECTION;
            }
            kinds |= KIND_BIT(kind);
        } else if ((flags & (uint32_t)CRITICAL) != 0u) {
            return TESSERA_ERROR_SECTION;
        } else {
            /* Others are skipped. */
        }
        last = number;
        if (bytes > left) {
            fits = 0;
        }
        left -= bytes;
    }
    if (!are_kinds(blob, kinds)) {
        return TESSERA_ERROR_SECTION;
    }
    return (fits && (left == 0u)) ? TESSERA_OK : TESSERA_ERROR_LAYOUT;
}

/* The sections that only version 2 has and inferences use. */
typedef struct other_sections {
    directory_entry scales;
    directory_entry kept_inputs;
    directory_entry program;
    directory_entry constants;
    directory_entry limits;
} other_sections;

/* As version 1 has them. */
static void clear_others(other_sections *found)
{
    if (TESSERA_WITH_FORMAT_1) {
        found->scales.start = 0;
        found->scales.flags = 0;
        found->kept_inputs.start = 0;
        found->program.start = 0;
        found->constants.start = 0;
        found->limits.start = 0;
        found->limits.flags = 0;
    }
}

/* Looks them up; what this build does not have is absent. */
static void find_others(const uint8_t *blob, other_sections *found)
{
    if (TESSERA_WITH_SCALES) {
        (void)find_entry(blob, SCALES, &found->scales);
    }
    if (TESSERA_WITH_KEPT_INPUTS) {
        (void)find_entry(blob, KEPT_INPUTS, &found->kept_inputs);
    }
    if (TESSERA_WITH_PROGRAM) {
        (void)find_entry(blob, PROGRAM, &found->program);
    }
    if (TESSERA_WITH_CONSTANTS) {
        (void)find_entry(blob, CONSTANTS, &found->constants);
    }
    if (TESSERA_WITH_LIMITS) {
        (void)find_entry(blob, LIMITS, &found->limits);
    }
}

/* Validates the parameters of what is not rows, in a file whose layout is valid. */
TESSERA_APART static int are_parameters(const uint8_t *blob, const other_sections *found)
{
    const uint32_t inputs = load16(blob + AT_INPUTS);
    const uint32_t kept = TESSERA_WITH_KEPT_INPUTS ? found->kept_inputs.start : 0u;
    directory_entry entry;
    if ((kept != 0u) && !are_kept_inputs(blob + kept, inputs, feature_count(blob))) {
        return 0;
    }
    if (TESSERA_WITH_SCALES && (found->scales.start != 0u) &&
        !are_scales(blob + found->scales.start, found->scales.flags, found->scales.bytes,
                    inputs - standardized_count(blob, kept))) {
        return 0;
    }
    if (TESSERA_WITH_LIMITS && (found->limits.start != 0u) &&
        !are_limits(blob, blob + found->limits.start, found->limits.flags)) {
        return 0;
    }
    if (TESSERA_WITH_ADAPTATION && find_entry(blob, ADAPTATION, &entry) &&
        !is_adaptation(blob + entry.start)) {
        return 0;
    }
    return !TESSERA_WITH_BEATS || !find_entry(blob, BEATS, &entry) ||
           are_beats(blob, blob + entry.start);
}

static uint32_t stage_count(const uint8_t *blob, const directory_entry *program)
{
    return (program->bytes - 4u * load8(blob + AT_CHANNELS)) / (uint32_t)STAGE_SIZE;
}

/* Validates the program and its constants; a section of none is one too many. */
static int are_stages(const uint8_t *blob, const other_sections *found)
{
    const uint32_t constants = TESSERA_WITH_CONSTANTS ? found->constants.start : 0u;
    const uint32_t bytes = TESSERA_WITH_CONSTANTS ? found->constants.bytes : 0u;
    if ((constants != 0u) && (bytes == 0u)) {
        return 0;
    }
    return !TESSERA_WITH_PROGRAM || (found->program.start == 0u) ||
           is_program(blob, blob + found->program.start, stage_count(blob, &found->program),
                      blob + constants, bytes);
}
