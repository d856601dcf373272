/* ---------------------------------------------------------------- opening */

/* A walk over the sections of rows; `at` is an offset and `left` the bytes before the trailer. */
typedef struct section_walk {
    const uint8_t *blob;
    uint32_t at;
    uint32_t left;
    uint32_t size;   /* of the last section */
    uint32_t status; /* tessera_status */
} section_walk;

/* Whether the bytes between `count` and its multiple of 4 are 0; that ends at `end`. */
static int is_padding(const uint8_t *end, uint32_t count)
{
    return ((load32(end - 4) >> (8u * ((count - 1u) & 3u))) >> 8) == 0u;
}

/* Whether the parameters of a section are in range, and what pads them is 0. */
static int is_section(const uint8_t *at, uint32_t rows, uint32_t weights, int map)
{
    for (uint32_t left = rows; left != 0u; left--) {
        if ((load32(at) + ONE) > 2u * ONE) {
            return 0;
        }
        at += 4;
        TESSERA_OPAQUE(at);
    }
    if (map) {
        const uint8_t *shifts = at + 4u * rows;
        for (uint32_t left = rows; left != 0u; left--) {
            if (!is_multiplier(load32(at)) || !is_shift(load8(shifts))) {
                return 0;
            }
            at += 4;
            TESSERA_OPAQUE(at);
            shifts++;
            TESSERA_OPAQUE(shifts);
        }
        at += padded(rows);
        if (!is_padding(at, rows)) {
            return 0;
        }
    }
    return is_padding(at + padded(weights), weights);
}

/* Passes one section if it fits, and validates it. A layout error comes before a parameter
 * error, so the walk goes on after the latter. */
TESSERA_NOINLINE static void pass(section_walk *walk, uint32_t rows, uint32_t columns, uint32_t kind)
{
    const uint8_t *section = walk->blob + walk->at;
    const uint32_t weights = rows * columns;
    const uint32_t size = section_size(kind, rows, weights);
    walk->size = size;
    if (size > walk->left) {
        walk->left = 0;
        walk->status = TESSERA_ERROR_LAYOUT;
        return;
    }
    walk->at += size;
    walk->left -= size;
    if (!is_section(section, rows, weights, is_map(kind)) ||
        (is_wide(is_wide_kind(walk->blob, kind)) &&
         !are_wide_rows(section, (const int8_t *)section + size - padded(weights), rows, columns))) {
        walk->status = TESSERA_ERROR_PARAMETER;
    }
}

/* Where the sections of rows lie, as offsets. */
typedef struct row_sections {
    uint32_t projection;
    uint32_t gate;
    uint32_t shared_map;
    uint32_t region_maps;
    uint32_t stride;
    uint32_t head;
} row_sections;

/* Validates the sections of rows and notes where they lie. They are all that version 1 has; in
 * version 2 others follow, and the directory has the same bytes. */
TESSERA_APART static tessera_status find_rows(const uint8_t *blob, uint32_t length,
                                              row_sections *found)
{
    const uint32_t start = is_version_2(blob) ? sections_start(blob) : (uint32_t)HEADER_SIZE;
    section_walk walk;
    walk.blob = blob;
    walk.at = start;
    walk.left = length - start - TRAILER_SIZE;
    walk.status = TESSERA_OK;
    const uint32_t flags = load16(blob + AT_FLAGS);
    const uint32_t inputs = load16(blob + AT_INPUTS);
    const uint32_t components = load16(blob + AT_COMPONENTS);
    const uint32_t regions = load16(blob + AT_REGIONS);
    const uint32_t map = load16(blob + AT_MAP);
    found->projection = walk.at;
    if (is_present(flags, PROJECTION)) {
        pass(&walk, components, inputs, PROJECTION);
    }
    found->gate = walk.at;
    if (TESSERA_WITH_GATE) {
        pass(&walk, regions - 1u, components, GATE);
    }
    found->shared_map = walk.at;
    if (is_present(flags, SHARED_MAP)) {
        pass(&walk, map, inputs, SHARED_MAP);
    }
    found->region_maps = walk.at;
    for (uint32_t left = regions; left != 0u; left--) {
        pass(&walk, map, components, REGION_MAPS);
    }
    found->stride = walk.size;
    found->head = walk.at;
    if (is_present(flags, HEAD)) {
        pass(&walk, load16(blob + AT_OUTPUTS), map, HEAD);
    }
    return (is_version_2(blob) || (walk.left == 0u)) ? (tessera_status)walk.status : TESSERA_ERROR_LAYOUT;
}

/* Validates what lies behind the header, by the code of the first error. */
static tessera_status check_contents(const uint8_t *blob, uint32_t length, row_sections *rows,
                                     other_sections *others)
{
    tessera_status status = TESSERA_OK;
    clear_others(others);
    if (is_version_2(blob)) {
        status = check_directory(blob, length);
    }
    if (status == TESSERA_OK) {
        status = find_rows(blob, length, rows);
    }
    if (is_version_2(blob) && (status == TESSERA_OK)) {
        find_others(blob, others);
        if (!are_parameters(blob, others)) {
            status = TESSERA_ERROR_PARAMETER;
        } else if (!are_stages(blob, others)) {
            status = TESSERA_ERROR_PROGRAM;
        } else {
            /* Everything is valid. */
        }
    }
    return status;
}

/* Notes where what only version 2 has lies. */
static void note_others(const uint8_t *blob, const other_sections *found, tessera_model *model)
{
    model->constants = 0;
    if (TESSERA_WITH_DIRECT) {
        model->scales = 0;
        model->kept_inputs = 0;
        model->program = 0;
        model->stage_count = 0;
        model->scale_flags = 0;
    }
    if (TESSERA_WITH_SCALES) {
        model->scales = found->scales.start;
        model->scale_flags = (uint16_t)found->scales.flags;
    }
    if (TESSERA_WITH_KEPT_INPUTS) {
        model->kept_inputs = found->kept_inputs.start;
    }
    if (TESSERA_WITH_PROGRAM && (found->program.start != 0u)) {
        model->program = found->program.start;
        model->stage_count = (uint16_t)stage_count(blob, &found->program);
    }
    if (TESSERA_WITH_CONSTANTS) {
        model->constants = found->constants.start;
    }
    if (TESSERA_WITH_LIMITS) {
        model->limits = found->limits.start;
        model->limit_flags = (uint16_t)found->limits.flags;
    }
}

/* Notes where everything lies in a valid file. */
static void fill(const uint8_t *blob, uint32_t length, const row_sections *rows,
                 const other_sections *others, tessera_model *model)
{
    model->blob = blob;
    model->length = length;
    model->gate = rows->gate;
    model->shared_map = rows->shared_map;
    model->region_maps = rows->region_maps;
    model->region_stride = rows->stride;
    model->head = rows->head;
    if (TESSERA_WITH_FORMAT_2) {
        model->projection =
            is_present(load16(blob + AT_FLAGS), PROJECTION) ? rows->projection : 0u;
        note_others(blob, others, model);
    }
}

static int is_version(uint32_t version)
{
    return (TESSERA_WITH_FORMAT_1 && (version == 1u)) ||
           (TESSERA_WITH_FORMAT_2 && (version == 2u));
}

tessera_status tessera_open(tessera_model *model, const void *blob, size_t length)
{
    const uint8_t *bytes = (const uint8_t *)blob;
    row_sections rows;
    other_sections others;
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
    if (!is_version(load16(bytes + AT_VERSION))) {
        return TESSERA_ERROR_VERSION;
    }
    if (is_version_2(bytes) && (length < (size_t)(HEADER_SIZE_2 + TRAILER_SIZE))) {
        return TESSERA_ERROR_TOO_SHORT;
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
    const tessera_status status = check_contents(bytes, (uint32_t)length, &rows, &others);
    if (status == TESSERA_OK) {
        fill(bytes, (uint32_t)length, &rows, &others, model);
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
    return is_open(model) ? (size_t)load16(model->blob + at) : 0u;
}

size_t tessera_window_count(const tessera_model *model)
{
    return is_open(model) ? (size_t)window_count(model->blob) : 0u;
}

size_t tessera_input_count(const tessera_model *model) { return count_at(model, AT_INPUTS); }

size_t tessera_output_count(const tessera_model *model) { return count_at(model, AT_OUTPUTS); }

size_t tessera_region_count(const tessera_model *model) { return count_at(model, AT_REGIONS); }

size_t tessera_input_size(const tessera_model *model)
{
    return is_open(model) ? count_at(model, AT_INPUTS)
                                << is_wide_at(model->blob, AT_FEATURE_BITS)
                          : 0u;
}

/* A head of 16 bytes, a ring of one window, and a copy where windows overlap. */
size_t tessera_stream_size(const tessera_model *model)
{
    if (!is_open(model) || !is_version_2(model->blob) || (load16(model->blob + AT_HOP) == 0u)) {
        return 0;
    }
    const uint32_t window = 4u * ((window_count(model->blob) + 1u) / 2u);
    const int overlaps = load16(model->blob + AT_HOP) < load16(model->blob + AT_SAMPLES);
    return (size_t)(16u + window * (overlaps ? 2u : 1u));
}

float tessera_output_scale(const tessera_model *model)
{
    if (!is_open(model)) {
        return 0;
    }
    return scale_at(model->blob + AT_OUTPUT_SCALE, 0);
}
