/* ---------------------------------------------------------------- sections */

/* The sections, in the order of the file. */
enum { PROJECTION, GATE, SHARED_MAP, REGION_MAP, HEAD, KIND_COUNT };

/* The flag that a section needs, and the fields of the header that count its rows and its
 * columns. */
typedef struct shape {
    uint8_t flag;
    uint8_t rows_at;
    uint8_t columns_at;
    uint8_t fewer; /* rows than the field says: the gate has none for region 0 */
} shape;

static const shape shapes[KIND_COUNT] = {{FLAG_PROJECTION, AT_GATE, AT_INPUTS, 0},
                                         {0, AT_REGIONS, AT_GATE, 1},
                                         {FLAG_SHARED, AT_MAP, AT_INPUTS, 0},
                                         {0, AT_MAP, AT_GATE, 0},
                                         {FLAG_HEAD, AT_OUTPUTS, AT_MAP, 0}};

static uint32_t row_count(const uint8_t *blob, uint32_t kind)
{
    return load16(blob + shapes[kind].rows_at) - shapes[kind].fewer;
}
