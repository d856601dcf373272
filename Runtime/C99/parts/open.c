/* ---------------------------------------------------------------- opening */

/* A finite positive scale: sign 0, biased exponent 63 ... 191. */
static int is_normal(uint32_t bits) { return (bits - 0x1F800000u) < 0x40800000u; }

/* 0, or 2^30 ... 2^31 - 1. */
static int is_multiplier(uint32_t bits) { return (bits == 0u) || ((bits >> 30) == 1u); }

static int is_shift(uint32_t shift) { return (shift - 33u) < 30u; }

static int is_header(const uint8_t *blob)
{
    const uint32_t flags = load16(blob + AT_FLAGS);
    const uint32_t inputs = load16(blob + AT_INPUTS);
    const uint32_t components = load16(blob + AT_COMPONENTS);
    const uint32_t map = load16(blob + AT_MAP);
    const uint32_t outputs = load16(blob + AT_OUTPUTS);
    const uint32_t window = load16(blob + AT_STANDARDIZED);
    const uint32_t counts_per_unit = load32(blob + AT_COUNTS_PER_UNIT);
    const uint32_t gain = load32(blob + AT_WINDOW_GAIN);
    const uint32_t count_multiplier = load32(blob + AT_COUNT_MULTIPLIER);
    const uint32_t counts = load32(blob + AT_COUNT_ZERO); /* zero, shift, reserved */
    if ((flags >= FLAG_LIMIT) || ((inputs - 1u) >= LARGEST_COUNT) ||
        ((components - 1u) >= LARGEST_COUNT) || ((map - 1u) >= LARGEST_COUNT) ||
        ((outputs - 1u) >= LARGEST_COUNT) ||
        ((load16(blob + AT_REGIONS) - 1u) >= LARGEST_REGION_COUNT) ||
        !is_normal(load32(blob + AT_INPUT_MULTIPLIER)) ||
        !is_normal(load32(blob + AT_OUTPUT_SCALE)) || !is_multiplier(count_multiplier)) {
        return 0;
    }
    if ((flags & FLAG_STANDARDIZED) != 0u) {
        if (((window - 1u) >= inputs) || !is_normal(counts_per_unit) || ((gain - 1u) >= ONE)) {
            return 0;
        }
    } else if ((window | counts_per_unit | gain) != 0u) {
        return 0;
    } else {
        /* Without a window its fields are 0. */
    }
    if (((flags & FLAG_PROJECTION) == 0u) && (components != inputs)) {
        return 0;
    }
    if (((flags & FLAG_HEAD) == 0u) && ((map != outputs) || ((flags & FLAG_RECTIFIED) != 0u))) {
        return 0;
    }
    /* The upper half of `counts` is a shift only if the reserved byte is 0. */
    return (count_multiplier != 0u) ? is_shift(counts >> 16) : (counts == 0u);
}

/* A walk over the sections; `at` is an offset and `left` the bytes before the trailer. */
typedef struct section_walk {
    const uint8_t *blob;
    uint32_t at;
    uint32_t left;
    uint32_t size; /* of the last section */
    tessera_status status;
} section_walk;

static int is_zero(const uint8_t *from, const uint8_t *to)
{
    while (from != to) {
        if (*from != 0u) {
            return 0;
        }
        from++;
    }
    return 1;
}

static int is_section(const uint8_t *at, uint32_t rows, uint32_t weights, int map)
{
    const uint8_t *end = at + 4u * rows;
    for (; at != end; at += 4) {
        if ((load32(at) + ONE) > 2u * ONE) {
            return 0;
        }
    }
    if (map != 0) {
        for (end += 4u * rows; at != end; at += 4) {
            if (!is_multiplier(load32(at))) {
                return 0;
            }
        }
        for (end += rows; at != end; at++) {
            if (!is_shift(*at)) {
                return 0;
            }
        }
        end += padded(rows) - rows;
        if (!is_zero(at, end)) {
            return 0;
        }
    }
    return is_zero(end + weights, end + padded(weights));
}

/* Passes one section if it fits, and validates it. A layout error comes before a parameter
 * error, so the walk goes on after the latter. */
static void pass(section_walk *walk, uint32_t kind)
{
    const uint32_t rows = row_count(walk->blob, kind);
    const uint32_t weights = rows * column_count(walk->blob, kind);
    walk->size = section_size(kind, rows, weights);
    if (walk->size > walk->left) {
        walk->left = 0;
        walk->status = TESSERA_ERROR_LAYOUT;
    } else {
        if (!is_section(walk->blob + walk->at, rows, weights, is_map(kind))) {
            walk->status = TESSERA_ERROR_PARAMETER;
        }
        walk->at += walk->size;
        walk->left -= walk->size;
    }
}

/* Validates the sections and notes where they lie. */
static tessera_status find_sections(tessera_model *model)
{
    const uint8_t *blob = model->blob;
    const uint32_t flags = load16(blob + AT_FLAGS);
    section_walk walk = {blob, HEADER_SIZE, model->length - HEADER_SIZE - TRAILER_SIZE, 0,
                         TESSERA_OK};
    uint32_t starts[KIND_COUNT];
    for (uint32_t kind = 0; kind < KIND_COUNT; kind++) {
        uint32_t count = is_per_region(kind) ? load16(blob + AT_REGIONS) : 1u;
        starts[kind] = walk.at;
        if (is_present(flags, kind)) {
            do {
                pass(&walk, kind);
                count--;
            } while (count != 0u);
        }
        if (is_per_region(kind)) {
            model->region_stride = walk.size;
        }
    }
    model->gate = starts[GATE];
    model->shared_map = starts[SHARED_MAP];
    model->region_maps = starts[REGION_MAPS];
    model->head = starts[HEAD];
    return (walk.left != 0u) ? TESSERA_ERROR_LAYOUT : walk.status;
}

tessera_status tessera_open(tessera_model *model, const void *blob, size_t length)
{
    const uint8_t *bytes = (const uint8_t *)blob;
    if ((model == NULL) || (blob == NULL)) {
        return TESSERA_ERROR_NULL;
    }
    if (((uintptr_t)blob & 3u) != 0u) {
        return TESSERA_ERROR_MISALIGNED;
    }
    if (length < (size_t)(HEADER_SIZE + TRAILER_SIZE)) {
        return TESSERA_ERROR_TOO_SHORT;
    }
    if (load32(bytes) != MAGIC) {
        return TESSERA_ERROR_FOREIGN;
    }
    if (load16(bytes + AT_VERSION) != TESSERA_FORMAT_VERSION) {
        return TESSERA_ERROR_VERSION;
    }
    if (load32(bytes + AT_LENGTH) != length) {
        return TESSERA_ERROR_LENGTH;
    }
    if (checksum(bytes, (uint32_t)length) != CHECKSUM_RESIDUE) {
        return TESSERA_ERROR_CHECKSUM;
    }
    if (!is_header(bytes)) {
        return TESSERA_ERROR_HEADER;
    }
    tessera_model found = {bytes, (uint32_t)length, 0, 0, 0, 0, 0};
    const tessera_status status = find_sections(&found);
    if (status == TESSERA_OK) {
        *model = found;
    }
    return status;
}

/* Whether a student was opened into a model that was zeros before. */
static int is_open(const tessera_model *model)
{
    return (model != NULL) && (model->blob != NULL);
}

/* A field of the header; 0 without an open model. */
static size_t count_at(const tessera_model *model, uint32_t at)
{
    return is_open(model) ? load16(model->blob + at) : 0u;
}

size_t tessera_input_count(const tessera_model *model) { return count_at(model, AT_INPUTS); }

size_t tessera_output_count(const tessera_model *model) { return count_at(model, AT_OUTPUTS); }

size_t tessera_region_count(const tessera_model *model) { return count_at(model, AT_REGIONS); }

float tessera_output_scale(const tessera_model *model)
{
    return is_open(model) ? scale_at(model->blob + AT_OUTPUT_SCALE) : 0.0f;
}
