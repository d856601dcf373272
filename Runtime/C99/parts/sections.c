/* ---------------------------------------------------------------- sections */

/* The sections, in the order of the file; in the directory of version 2 each is one more.
 * Those before ROW_KINDS are rows of weights. */
enum {
    PROJECTION,
    GATE,
    SHARED_MAP,
    REGION_MAPS,
    HEAD,
    SCALES,
    KEPT_INPUTS,
    PROGRAM,
    CONSTANTS,
    LIMITS,
    ADAPTATION,
    BEATS,
    KIND_COUNT
};

enum { ROW_KINDS = SCALES };

/* The flag that a section needs, and the fields of the header that count its rows and its
 * columns. */
typedef struct shape {
    uint8_t flag;
    uint8_t rows_at;
    uint8_t columns_at;
    uint8_t fewer; /* rows than the field says: the gate has none for region 0 */
} shape;

static const shape shapes[ROW_KINDS] = {{FLAG_PROJECTION, AT_COMPONENTS, AT_INPUTS, 0},
                                         {0, AT_REGIONS, AT_COMPONENTS, 1},
                                         {FLAG_SHARED, AT_MAP, AT_INPUTS, 0},
                                         {0, AT_MAP, AT_COMPONENTS, 0},
                                         {FLAG_HEAD, AT_OUTPUTS, AT_MAP, 0}};

/* The last two columns of the table, which compile to less than bytes that are loaded: all
 * sections but the gate's scores are maps, and there is a map for each region. */
static int is_map(uint32_t kind) { return kind != GATE; }

static int is_per_region(uint32_t kind) { return kind == REGION_MAPS; }

static int is_present(uint32_t flags, uint32_t kind)
{
    const uint32_t flag = shapes[kind].flag;
    return (flags & flag) == flag;
}

/* The gate of a single region has no rows, and therefore no bytes. */
static TESSERA_INLINE uint32_t row_count(const uint8_t *blob, uint32_t kind)
{
    return load16(blob + shapes[kind].rows_at) - shapes[kind].fewer;
}

static uint32_t column_count(const uint8_t *blob, uint32_t kind)
{
    return load16(blob + shapes[kind].columns_at);
}

/* 1 where the vector that a section sees has 16 bits: the features, z or neither. */
static TESSERA_INLINE uint32_t is_wide_kind(const uint8_t *blob, uint32_t kind)
{
    uint32_t wide = 0;
    if ((kind == PROJECTION) || (kind == SHARED_MAP)) {
        wide = is_wide_at(blob, AT_FEATURE_BITS);
    }
    if ((kind == GATE) || (kind == REGION_MAPS)) {
        wide = is_wide_at(blob, AT_COMPONENT_BITS);
    }
    return wide;
}

/* The size of a section; the largest, of 2^28 weights, has less than 2^29 bytes. */
static uint32_t section_size(uint32_t kind, uint32_t rows, uint32_t weights)
{
    return 4u * rows + padded(weights) + (is_map(kind) ? 4u * rows + padded(rows) : 0u);
}
