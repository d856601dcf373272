/* Any bytes as a file, and what stands for functions that have a proof of their own: behind `tessera.c`.
 *
 * A function F is called as contract_F where proof.txt says so. That asserts what F needs, and gives any
 * result that the proof of F allows. The proof of F assumes no more, and asserts no less.
 */
void *malloc(size_t size);
uint8_t nondet_uint8_t(void);
uint32_t nondet_uint32_t(void);
int nondet_int(void);

/* ---------------------------------------------------------------- any bytes as a file */

static const uint8_t *file;
static uint32_t file_length;
static uint8_t header[HEADER_SIZE_2]; /* its first bytes */

/* The most weights of a section, also with an int of 16 bits. */
#define MOST_WEIGHTS ((uint32_t)LARGEST_COUNT * LARGEST_COUNT)

/* With an int of 16 bits, CBMC has 26 bits of an offset. */
#ifdef INT_OF_16_BITS
#define LARGEST_FILE 0x2000000ul
#else
#define LARGEST_FILE 0xFFFFFFFFu
#endif

/* A file of any length that C99 can address with 32 bits, and of any bytes. */
static void choose_file(uint32_t least)
{
    file_length = nondet_uint32_t();
    __CPROVER_assume(file_length >= least && file_length <= LARGEST_FILE);
    file = __CPROVER_allocate(file_length, 0);
    __CPROVER_havoc_object(header);
}

/* What is behind the header: unknown, where a proof has nothing else. It may be another value each time that it
 * is read, so nothing that is proved depends on it. */
#ifndef BEHIND8
#define BEHIND8(offset) nondet_uint8_t()
#endif
#ifndef BEHIND16
#define BEHIND16(offset) (nondet_uint32_t() & 0xFFFFu)
#define BEHIND32(offset) nondet_uint32_t()
#endif

/* Loads lie within the file, and are aligned. */
static uint64_t offset_of(const uint8_t *at, uint32_t count)
{
    const uint64_t offset = __CPROVER_POINTER_OFFSET(at);
    __CPROVER_assert(__CPROVER_same_object(at, file) && offset + count <= file_length,
                     "a load within the file");
    __CPROVER_assert((offset & (count - 1u)) == 0u, "an aligned load");
    return offset;
}

uint8_t contract_load8(const uint8_t *at)
{
    const uint64_t offset = offset_of(at, 1);
    return (offset < (uint64_t)HEADER_SIZE_2) ? header[offset] : BEHIND8(offset);
}

int8_t contract_load_weight(const int8_t *at) { return (int8_t)contract_load8((const uint8_t *)at); }

uint32_t contract_load16(const uint8_t *at)
{
    const uint64_t offset = offset_of(at, 2);
    return (offset < (uint64_t)HEADER_SIZE_2) ? ((uint32_t)header[offset] | ((uint32_t)header[offset + 1u] << 8))
                                              : BEHIND16(offset);
}

uint32_t contract_load32(const uint8_t *at)
{
    const uint64_t offset = offset_of(at, 4);
    return (offset < (uint64_t)HEADER_SIZE_2)
               ? ((uint32_t)header[offset] | ((uint32_t)header[offset + 1u] << 8) |
                  ((uint32_t)header[offset + 2u] << 16) | ((uint32_t)header[offset + 3u] << 24))
               : BEHIND32(offset);
}

/* Whether so many bytes at an address lie before the trailer, from a multiple of 4 on. */
static int is_room(const uint8_t *at, uint64_t count)
{
    const uint64_t offset = __CPROVER_POINTER_OFFSET(at);
    return __CPROVER_same_object(at, file) && (offset & 3u) == 0u &&
           offset + count + TRAILER_SIZE <= file_length;
}

/* Whether so many weights of a row do. */
static int is_row(const int8_t *w, uint64_t count)
{
    return __CPROVER_same_object(w, file) && __CPROVER_POINTER_OFFSET(w) + count + TRAILER_SIZE <= file_length;
}

/* Whether so many bytes from an offset on lie before the trailer. */
static int is_before_trailer(uint32_t start, uint32_t bytes)
{
    return (uint64_t)start + bytes + TRAILER_SIZE <= file_length;
}

/* ---------------------------------------------------------------- the directory */

/* What an accepted directory says of a section that is not rows. */
static int is_as_found(uint32_t kind, int found, const directory_entry *entry)
{
    const int demanded = (kind == KEPT_INPUTS) ? (load16(file + AT_INPUTS) < feature_count(file))
                                               : (load32(file + AT_INPUT_MULTIPLIER) == 0u);
    if (((kind == KEPT_INPUTS) || (kind == SCALES)) && (demanded != found)) {
        return 0;
    }
    return found ? ((entry->start >= sections_start(file)) && ((entry->start & 3u) == 0u) &&
                    ((entry->bytes & 3u) == 0u) && is_before_trailer(entry->start, entry->bytes) &&
                    is_entry(file, kind, entry->flags, entry->bytes))
                 : ((entry->start | entry->flags | entry->bytes) == 0u);
}

/* The same of what inferences use. */
static int are_as_found(const other_sections *found)
{
    return is_as_found(SCALES, found->scales.start != 0u, &found->scales) &&
           is_as_found(KEPT_INPUTS, found->kept_inputs.start != 0u, &found->kept_inputs) &&
           is_as_found(PROGRAM, found->program.start != 0u, &found->program) &&
           is_as_found(CONSTANTS, found->constants.start != 0u, &found->constants) &&
           is_as_found(LIMITS, found->limits.start != 0u, &found->limits);
}

int contract_is_rows_size(const uint8_t *blob, uint32_t kind, uint32_t bytes)
{
    __CPROVER_assert(blob == file && kind < (uint32_t)ROW_KINDS, "a kind of rows");
    return nondet_int() & 1;
}

static int directory_is_accepted;

/* Before a directory is accepted, what it says of a section means nothing. */
int contract_find_entry(const uint8_t *blob, uint32_t kind, directory_entry *entry)
{
    const int found = nondet_int() & 1;
    __CPROVER_assert(blob == file && kind >= (uint32_t)SCALES && kind < (uint32_t)KIND_COUNT, "a kind");
    __CPROVER_assert(is_before_trailer(sections_start(blob), 0), "a directory in the file");
    entry->start = nondet_uint32_t();
    entry->flags = nondet_uint32_t();
    entry->bytes = nondet_uint32_t();
    __CPROVER_assume(!directory_is_accepted || is_as_found(kind, found, entry));
    return found;
}

/* Rows begin before the trailer where it accepts a directory; the rest is in find_entry. */
tessera_status contract_check_directory(const uint8_t *blob, uint32_t length)
{
    const uint32_t status = nondet_uint8_t();
    __CPROVER_assert(blob == file && length == file_length && length >= HEADER_SIZE_2 + TRAILER_SIZE, "a file");
    __CPROVER_assert(is_version_2(blob) && is_header(blob), "a header that is accepted");
    directory_is_accepted = status == (uint32_t)TESSERA_OK;
    __CPROVER_assume(!directory_is_accepted || is_before_trailer(sections_start(blob), 0));
    return (tessera_status)status;
}

/* ---------------------------------------------------------------- sections of rows */

#ifndef PRODUCT
#define PRODUCT(rows, columns) ((rows) * (columns))
#endif

/* The size of a section of so many rows and columns. */
#ifndef ROWS_SIZE
#define ROWS_SIZE(kind, rows, columns) section_size(kind, rows, PRODUCT(rows, columns))
#endif

/* No rows and no weights are the gate of a single region; 4 bytes before it are read. */
int contract_is_section(const uint8_t *at, uint32_t rows, uint32_t weights, int map)
{
    const uint64_t size = section_size(map ? PROJECTION : GATE, rows, weights);
    __CPROVER_assert(rows <= LARGEST_COUNT && weights <= MOST_WEIGHTS, "counts of the format");
    __CPROVER_assert((rows != 0u && weights != 0u) || (rows == 0u && weights == 0u && !map), "rows, or a gate of none");
    __CPROVER_assert(is_room(at, size) && __CPROVER_POINTER_OFFSET(at) >= 4u, "a section in the file");
    return nondet_int() & 1;
}

int contract_are_wide_rows(const uint8_t *biases, const int8_t *w, uint32_t rows, uint32_t columns)
{
    __CPROVER_assert(rows <= LARGEST_COUNT && columns >= 1u && columns <= LARGEST_COUNT, "counts of the format");
    __CPROVER_assert(is_room(biases, 4u * rows), "biases in the file");
    __CPROVER_assert(is_room((const uint8_t *)w, PRODUCT(rows, columns)), "weights in the file");
    return nondet_int() & 1;
}

uint32_t contract_row_magnitude(const int8_t *w, const int8_t *tail, uint32_t whole, uint32_t columns, uint32_t stride)
{
    const uint64_t left = (uint64_t)columns - whole;
    const uint32_t sum = nondet_uint32_t();
    __CPROVER_assert(whole == (columns & ~(uint32_t)3) && columns >= 1u && columns <= LARGEST_COUNT, "whole columns");
    __CPROVER_assert(stride == 1u || stride == 4u, "a plain row, or one of a group");
    __CPROVER_assert(whole == 0u || is_row(w, (whole - 4u) * stride + 4u), "whole columns in the file");
    __CPROVER_assert(left == 0u || is_row(tail, (left - 1u) * stride + 1u), "other columns in the file");
    __CPROVER_assume(sum <= 128u * columns);
    return sum;
}

/* What a walk over the sections never loses: it is before the trailer, or has failed. */
#define IS_WALK(walk)                                                                              \
    ((walk).blob == file && ((walk).at & 3u) == 0u && (walk).at >= (uint32_t)HEADER_SIZE && (walk).status <= 255u && \
     is_before_trailer((walk).at, (walk).left))

/* What one section does to it: where there is no error, it moves by the size of the section. */
#define IS_BEHIND(walk, before)                                                                    \
    ((walk).status != (uint32_t)TESSERA_OK ||                                                      \
     ((before).status == (uint32_t)TESSERA_OK && (walk).size <= (before).left &&                   \
      (walk).at == (before).at + (walk).size && (walk).left == (before).left - (walk).size))

void contract_pass(section_walk *walk, uint32_t rows, uint32_t columns, uint32_t kind)
{
    __CPROVER_assert(IS_WALK(*walk) && kind < (uint32_t)ROW_KINDS, "a walk over the sections");
    __CPROVER_assert(!is_version_2(file) || file_length >= HEADER_SIZE_2 + TRAILER_SIZE, "a whole header");
    __CPROVER_assert(rows <= LARGEST_COUNT && columns >= 1u && columns <= LARGEST_COUNT, "counts of the format");
    __CPROVER_assert(rows >= 1u || kind == (uint32_t)GATE, "rows, or a gate of none");
    const section_walk before = *walk;
    walk->at = nondet_uint32_t();
    walk->left = nondet_uint32_t();
    walk->size = ROWS_SIZE(kind, rows, columns);
    walk->status = nondet_uint32_t();
    __CPROVER_assume(IS_WALK(*walk));
    __CPROVER_assume(IS_BEHIND(*walk, before));
}

/* Whether a section of rows lies before the trailer, from a multiple of 4 on. */
static int is_rows_at(uint32_t start, uint32_t kind)
{
    const uint32_t rows = row_count(file, kind);
    return (start & 3u) == 0u && start >= (uint32_t)HEADER_SIZE &&
           is_before_trailer(start, ROWS_SIZE(kind, rows, column_count(file, kind)));
}

/* The bytes of so many regions. */
#ifndef REGIONS
#define REGIONS(count, stride) ((uint64_t)(count) * (stride))
#endif

/* Where the sections of rows lie in a file that is accepted: before the trailer, all regions as well. What is not
 * there may lie anywhere. */
#ifndef ARE_ROWS_AT
#define ARE_ROWS_AT are_rows_at
#endif
static int are_rows_at(uint32_t projection, uint32_t gate, uint32_t shared_map, uint32_t region_maps, uint32_t stride,
                       uint32_t head)
{
    const uint32_t flags = load16(file + AT_FLAGS);
    const uint32_t rows = row_count(file, REGION_MAPS);
    return (!is_present(flags, PROJECTION) || is_rows_at(projection, PROJECTION)) && is_rows_at(gate, GATE) &&
           (!is_present(flags, SHARED_MAP) || is_rows_at(shared_map, SHARED_MAP)) && (region_maps & 3u) == 0u &&
           region_maps >= (uint32_t)HEADER_SIZE && (stride & 3u) == 0u &&
           stride == ROWS_SIZE(REGION_MAPS, rows, column_count(file, REGION_MAPS)) &&
           REGIONS(load16(file + AT_REGIONS), stride) <= file_length &&
           region_maps + REGIONS(load16(file + AT_REGIONS), stride) + TRAILER_SIZE <= file_length &&
           (!is_present(flags, HEAD) || is_rows_at(head, HEAD));
}

tessera_status contract_find_rows(const uint8_t *blob, uint32_t length, row_sections *found)
{
    const uint32_t start = is_version_2(blob) ? sections_start(blob) : (uint32_t)HEADER_SIZE;
    __CPROVER_assert(blob == file && length == file_length && is_before_trailer(start, 0), "rows begin before the trailer");
    __CPROVER_assert(is_header(blob), "a header that is accepted");
    const uint32_t status = nondet_uint8_t();
    __CPROVER_havoc_object(found);
    __CPROVER_assume(status != (uint32_t)TESSERA_OK ||
                     ARE_ROWS_AT(is_present(load16(file + AT_FLAGS), PROJECTION) ? found->projection : 0u, found->gate,
                                 found->shared_map, found->region_maps, found->stride, found->head));
    return (tessera_status)status;
}

/* ---------------------------------------------------------------- other sections */

uint32_t contract_checksum(const uint8_t *bytes, uint32_t count)
{
    __CPROVER_assert(bytes == file && count == file_length, "the whole file");
    return nondet_uint32_t();
}

int contract_are_kept_inputs(const uint8_t *section, uint32_t count, uint32_t features)
{
    (void)features;
    __CPROVER_assert(count >= 1u && count <= LARGEST_COUNT && is_room(section, padded(2u * count)), "the section in the file");
    return nondet_int() & 1;
}

/* ---------------------------------------------------------------- programs */

static const uint8_t *constants_of_file;
static uint32_t constant_limit;

/* What a walk over the stages keeps: nodes of the format's size, and counts within their limits. */
static int is_node(const program_node *node)
{
    return node->length <= LARGEST_COUNT && node->magnitude <= 32768u && node->channels <= LARGEST_CHANNEL_COUNT;
}

static int is_program_walk(const program_walk *walk)
{
    return walk->constants == constants_of_file && walk->constant_limit == constant_limit &&
           walk->constant_count <= constant_limit && walk->top < (uint32_t)NODE_COUNT &&
           walk->features <= (uint32_t)LARGEST_FEATURE_COUNT && walk->steps <= LARGEST_STEP_COUNT &&
           is_node(walk->nodes) && (walk->top < 1u || is_node(walk->nodes + 1)) &&
           (walk->top < 2u || is_node(walk->nodes + 2)) && (walk->top < 3u || is_node(walk->nodes + 3)) &&
           (walk->top < 4u || is_node(walk->nodes + 4)) && (walk->top < 5u || is_node(walk->nodes + 5)) &&
           (walk->top < 6u || is_node(walk->nodes + 6)) && (walk->top < 7u || is_node(walk->nodes + 7));
}

int contract_pass_stage(program_walk *walk, const uint8_t *record, stage_place *place)
{
    const int valid = nondet_int() & 1;
    __CPROVER_assert(is_program_walk(walk), "a walk over the stages");
    __CPROVER_assert(is_room(record, STAGE_SIZE), "a record in the file");
    __CPROVER_havoc_object(place);
    __CPROVER_havoc_object(walk);
    __CPROVER_assume(!valid || is_program_walk(walk));
    return valid;
}

/* The sign is not needed: no stage has a negative dividend before it runs. */
int32_t contract_floored_quotient(int32_t dividend, uint32_t divisor)
{
    const int32_t quotient = (int32_t)nondet_uint32_t();
    __CPROVER_assert(dividend >= 0 && dividend <= 32768 && divisor >= 1u && divisor <= 32768u, "counts");
    __CPROVER_assume(quotient >= 0 && quotient <= dividend);
    return quotient;
}

int contract_are_scales(const uint8_t *section, uint32_t flags, uint32_t bytes, uint32_t count)
{
    (void)flags;
    __CPROVER_assert(count <= LARGEST_COUNT && (bytes & 3u) == 0u && is_room(section, bytes), "the section in the file");
    return nondet_int() & 1;
}

int contract_are_limits(const uint8_t *blob, const uint8_t *at, uint32_t flags)
{
    __CPROVER_assert(blob == file && is_version_2(blob) && is_room(at, limits_size(blob, flags)), "the section in the file");
    return nondet_int() & 1;
}

int contract_is_program(const uint8_t *blob, const uint8_t *section, uint32_t stages, const uint8_t *constants,
                        uint32_t constant_bytes)
{
    const uint64_t size = 4u * load8(blob + AT_CHANNELS) + (uint64_t)STAGE_SIZE * stages;
    __CPROVER_assert(blob == file && stages >= 1u && stages <= (uint32_t)LARGEST_STAGE_COUNT, "a program");
    __CPROVER_assert(is_room(section, size), "its section in the file");
    __CPROVER_assert(is_room(constants, constant_bytes), "its constants in the file");
    return nondet_int() & 1;
}

/* Both are asked of what find_others found, of which each is as find_entry has it. */
int contract_are_parameters(const uint8_t *blob, const other_sections *found)
{
    __CPROVER_assert(blob == file && directory_is_accepted && are_as_found(found), "sections that were found");
    return nondet_int() & 1;
}

int contract_are_stages(const uint8_t *blob, const other_sections *found)
{
    __CPROVER_assert(blob == file && directory_is_accepted && are_as_found(found), "sections that were found");
    return nondet_int() & 1;
}
