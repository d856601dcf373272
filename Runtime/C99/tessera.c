/* Tessera: the C99 runtime of a packed student, format version 1.
 *
 * The interface is tessera.h, every integer is defined in Docs/Format.md, and the golden
 * files in Tests/Fixtures/Golden hold all of it together. No allocation, no globals, no
 * library: freestanding C99, plus one instruction sequence on Arm cores with DSP.
 *
 * Build-time choices; none is needed:
 *   TESSERA_PORTABLE  byte-wise loads and scalar kernels, as on a compiler or byte order
 *                     that this file does not know. The integers are the same.
 */
#include "tessera.h"

/* Requantisation floors by shifting: every compiler of interest shifts arithmetically. */
#if (-1 >> 1) != -1
#error "tessera.c needs an arithmetic right shift of negative integers"
#endif

#if !defined(TESSERA_PORTABLE) && defined(__GNUC__) && defined(__BYTE_ORDER__)
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define TESSERA_DIRECT_LOADS 1
#endif
#endif

#if defined(TESSERA_DIRECT_LOADS) && defined(__ARM_FEATURE_DSP) && defined(__thumb2__)
#define TESSERA_DSP 1
#endif

/* Cores with eight registers for most purposes and without a 32 × 32 -> 64 multiplication,
 * for which they would call a library. */
#if defined(__thumb__) && !defined(__thumb2__)
#define TESSERA_THUMB1 1
#endif

/* Kept out of their callers, the inner loops have all registers and stay small. */
#if defined(__GNUC__)
#define TESSERA_NOINLINE __attribute__((__noinline__))
#else
#define TESSERA_NOINLINE
#endif

enum {
    FLAG_STANDARDIZED = 1,
    FLAG_PROJECTION = 2,
    FLAG_SHARED = 4,
    FLAG_HEAD = 8,
    FLAG_RECTIFIED = 16,
    FLAG_LIMIT = 64
};

enum {
    AT_VERSION = 4,
    AT_FLAGS = 6,
    AT_LENGTH = 8,
    AT_INPUTS = 12,
    AT_STANDARDIZED = 14,
    AT_GATE = 16,
    AT_REGIONS = 18,
    AT_MAP = 20,
    AT_OUTPUTS = 22,
    AT_INPUT_MULTIPLIER = 24,
    AT_OUTPUT_SCALE = 28,
    AT_COUNTS_PER_UNIT = 32,
    AT_WINDOW_GAIN = 36,
    AT_COUNT_MULTIPLIER = 40,
    AT_COUNT_ZERO = 44,
    AT_COUNT_SHIFT = 46,
    HEADER_SIZE = 48,
    TRAILER_SIZE = 12
};

/* The sections, in the order of the file. */
enum { PROJECTION, GATE, SHARED_MAP, REGION_MAP, HEAD, KIND_COUNT };

#define MAGIC 0x41525354u /* "TSRA" */
#define LARGEST_COUNT 16384u
#define LARGEST_REGION_COUNT 1024u
#define ONE ((uint32_t)1 << 30)
#define QUANTUM_LIMIT 127

/* ---------------------------------------------------------------- loads */

#ifdef TESSERA_DIRECT_LOADS
typedef uint16_t __attribute__((__may_alias__)) half_word;
typedef uint32_t __attribute__((__may_alias__)) word;

/* Both read at a multiple of their size: fields and parameters lie so in the file. */
static uint32_t load16(const uint8_t *at) { return *(const half_word *)(const void *)at; }

static uint32_t load32(const uint8_t *at) { return *(const word *)(const void *)at; }
#else
static uint32_t load16(const uint8_t *at)
{
    return (uint32_t)at[0] | ((uint32_t)at[1] << 8);
}

static uint32_t load32(const uint8_t *at) { return load16(at) | (load16(at + 2) << 16); }
#endif

static uint32_t padded(uint32_t count) { return (count + 3u) & ~(uint32_t)3; }

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

/* ---------------------------------------------------------------- arithmetic */

/* The high word of acc × multiplier for 0 <= multiplier < 2^31 and |acc| < 1.25 × 2^30. */
static int32_t multiply_high(int32_t acc, int32_t multiplier)
{
#ifdef TESSERA_THUMB1
    const uint32_t low = (uint32_t)acc & 0xFFFFu;
    const int32_t high = acc >> 16;
    const uint32_t multiplier_low = (uint32_t)multiplier & 0xFFFFu;
    const int32_t multiplier_high = multiplier >> 16;
    /* Neither sum leaves an int32: |high| <= 20,480 and low × multiplier_high < 2^31 − 2^16. */
    const int32_t middle =
        high * (int32_t)multiplier_low + (int32_t)((low * multiplier_low) >> 16);
    const int32_t other = (int32_t)low * multiplier_high + (middle & 0xFFFF);
    return high * multiplier_high + (middle >> 16) + (other >> 16);
#else
    return (int32_t)(((int64_t)acc * multiplier) >> 32);
#endif
}

/* acc × multiplier × 2^-shift to the nearest integer, halves upward; shift is 33 ... 62.
 * Floors nest, so that (hi + 2^(s-33)) >> (s-32) is one shift, one step and one halving. */
static int32_t requantize(int32_t acc, int32_t multiplier, uint32_t shift)
{
    return ((multiply_high(acc, multiplier) >> (shift - 33u)) + 1) >> 1;
}

static int8_t limited(int32_t value, int32_t low)
{
    if (value > QUANTUM_LIMIT) {
        value = QUANTUM_LIMIT;
    }
    if (value < low) {
        value = low;
    }
    return (int8_t)value;
}

/* ---------------------------------------------------------------- kernels */

#ifdef TESSERA_DSP
typedef struct __attribute__((__packed__, __may_alias__)) any_word {
    uint32_t bits;
} any_word;

/* Four int8 at any address; these cores load unaligned words. */
static uint32_t load_quad(const int8_t *at)
{
    return ((const any_word *)(const void *)at)->bits;
}

typedef struct __attribute__((__packed__, __may_alias__)) any_pair {
    uint32_t bits[2];
} any_pair;

/* Half a tile, which lies at a multiple of 4, in one instruction; returns what follows. */
static const int8_t *load_pair(const int8_t *at, uint32_t *first, uint32_t *second)
{
    uint32_t a;
    uint32_t b;
    const any_pair *pair = (const any_pair *)(const void *)at;
    __asm__("ldrd %0, %1, [%2], #8" : "=r"(a), "=r"(b), "+r"(at) : "m"(*pair));
    *first = a;
    *second = b;
    return at;
}

/* Bytes 0 and 2, sign-extended to two int16. */
static uint32_t even_bytes(uint32_t bytes)
{
    uint32_t halves;
    __asm__("sxtb16 %0, %1" : "=r"(halves) : "r"(bytes));
    return halves;
}

/* Bytes 1 and 3: one instruction, which compilers do not make of rotation and intrinsic. */
static uint32_t odd_bytes(uint32_t bytes)
{
    uint32_t halves;
    __asm__("sxtb16 %0, %1, ror #8" : "=r"(halves) : "r"(bytes));
    return halves;
}

static int32_t multiply_pairs(uint32_t a, uint32_t b, int32_t sum)
{
    __asm__("smlad %0, %1, %2, %0" : "+r"(sum) : "r"(a), "r"(b));
    return sum;
}

static int32_t multiply_quad(uint32_t weights, uint32_t even, uint32_t odd, int32_t sum)
{
    sum = multiply_pairs(even_bytes(weights), even, sum);
    return multiply_pairs(odd_bytes(weights), odd, sum);
}

/* Four rows of tiles; `columns` is a multiple of 4 and not 0. */
TESSERA_NOINLINE static void dot_tiles(const int8_t *w, const int8_t *v, uint32_t columns,
                                       int32_t *sums)
{
    const int8_t *end = v + columns;
    int32_t a = 0;
    int32_t b = 0;
    int32_t c = 0;
    int32_t d = 0;
    do {
        const uint32_t quad = load_quad(v);
        const uint32_t even = even_bytes(quad);
        const uint32_t odd = odd_bytes(quad);
        uint32_t first;
        uint32_t second;
        w = load_pair(w, &first, &second);
        a = multiply_quad(first, even, odd, a);
        b = multiply_quad(second, even, odd, b);
        w = load_pair(w, &first, &second);
        c = multiply_quad(first, even, odd, c);
        d = multiply_quad(second, even, odd, d);
        v += 4;
    } while (v != end);
    sums[0] = a;
    sums[1] = b;
    sums[2] = c;
    sums[3] = d;
}

#endif

#ifdef TESSERA_DSP
/* One plain row; `columns` is a multiple of 4 and not 0. */
TESSERA_NOINLINE static int32_t dot_row(const int8_t *w, const int8_t *v, uint32_t columns)
{
    const int8_t *end = v + columns;
    int32_t a = 0;
    do {
        const uint32_t quad = load_quad(v);
        a = multiply_quad(load_quad(w), even_bytes(quad), odd_bytes(quad), a);
        v += 4;
        w += 4;
    } while (v != end);
    return a;
}
#endif

/* Two rows that lie `apart` bytes from each other, plain or half a group of tiles: four
 * columns of one lie every `step` bytes. `columns` is a multiple of 4 and not 0. */
TESSERA_NOINLINE static void dot_pair(const int8_t *w, uint32_t apart, const int8_t *v,
                                      uint32_t columns, uint32_t step, int32_t *sums)
{
    const int8_t *u = w + apart;
    int32_t a = 0;
    int32_t b = 0;
    const int8_t *end = v + columns;
#if defined(TESSERA_DSP)
    do {
        const uint32_t quad = load_quad(v);
        const uint32_t even = even_bytes(quad);
        const uint32_t odd = odd_bytes(quad);
        a = multiply_quad(load_quad(w), even, odd, a);
        b = multiply_quad(load_quad(u), even, odd, b);
        v += 4;
        w += step;
        u += step;
    } while (v != end);
#elif defined(TESSERA_THUMB1)
    /* One index for three vectors: they and the sums are all that eight registers hold. */
    const uint32_t run = (step == 4u) ? columns : 4u;
    while (v != end) {
        uint32_t column = 0;
        do {
            const int32_t x = v[column];
            int32_t term = w[column] * x;
            __asm__ volatile("" : "+l"(term)); /* GCC would move it to a high register */
            a += term;
            term = u[column] * x;
            __asm__ volatile("" : "+l"(term));
            b += term;
            column++;
        } while (column != run);
        v += run;
        w += step;
        u += step;
    }
#else
    while (v != end) {
        const int32_t x = v[0];
        const int32_t y = v[1];
        const int32_t z = v[2];
        const int32_t t = v[3];
        a += w[0] * x + w[1] * y + w[2] * z + w[3] * t;
        b += u[0] * x + u[1] * y + u[2] * z + u[3] * t;
        v += 4;
        w += step;
        u += step;
    }
#endif
    sums[0] = a;
    sums[1] = b;
}

/* The whole columns of a step: four rows in tiles when `stride` is 4, otherwise two plain
 * rows; `apart` is then what lies between them. */
static void dot_whole(const int8_t *w, uint32_t apart, uint32_t stride, const int8_t *v,
                      uint32_t columns, int32_t *sums)
{
#ifdef TESSERA_DSP
    if (columns == 0u) {
        sums[0] = 0;
        sums[1] = 0;
        sums[2] = 0;
        sums[3] = 0;
    } else if (stride == 4u) {
        dot_tiles(w, v, columns, sums);
    } else if (apart != 0u) {
        dot_pair(w, apart, v, columns, 4, sums);
    } else {
        sums[0] = dot_row(w, v, columns);
    }
#else
    const int8_t *end = w + 4u * stride;
    apart = (stride == 4u) ? 4u : apart;
    do {
        dot_pair(w, apart, v, columns, 4u * stride, sums);
        w += 8;
        sums += 2;
    } while (w < end);
#endif
}

/* Where the rows of a section find their parameters and leave their results. */
typedef struct row_places {
    const uint8_t *biases;
    const uint8_t *multipliers;
    const uint8_t *shifts;
    int32_t *out;
    uint32_t kind;
} row_places;

/* Completes rows from their dot products. */
TESSERA_NOINLINE static void emit_rows(const row_places *at, uint32_t row, uint32_t end,
                                       const int32_t *sums)
{
    do {
        int32_t value = *sums + (int32_t)load32(at->biases + 4u * row);
        if (at->kind != GATE) {
            const int32_t multiplier = (int32_t)load32(at->multipliers + 4u * row);
            value = requantize(value, multiplier, at->shifts[row]);
            if (at->kind == SHARED_MAP) {
                value += at->out[row];
            }
        }
        at->out[row] = value;
        sums++;
        row++;
    } while (row != end);
}

/* The product of a section of the file at `section` with a vector.
 *
 * A step is a group of four rows, or one or two plain rows; either has its whole columns
 * first and then the others, `stride` bytes from one to the next (Docs/Format.md, Order of
 * the weights). */
TESSERA_NOINLINE static void product(const uint8_t *blob, uint32_t section, uint32_t kind,
                                     const int8_t *v, int32_t *out)
{
    const uint32_t rows = row_count(blob, kind);
    const uint32_t columns = load16(blob + shapes[kind].columns_at);
    const uint32_t whole = columns & ~(uint32_t)3;
    const uint8_t *biases = blob + section;
    const uint8_t *multipliers = biases + 4u * rows;
    const uint8_t *shifts = multipliers + 4u * rows;
    const row_places places = {biases, multipliers, shifts, out, kind};
    const int8_t *w = (const int8_t *)((kind == GATE) ? multipliers : shifts + padded(rows));
    uint32_t lanes;
    for (uint32_t row = 0; row != rows; row += lanes) {
        int32_t sums[4];
        uint32_t stride = 4;
        uint32_t apart = 1;
        lanes = rows - row;
        if (lanes >= 4u) {
            lanes = 4;
        } else {
            stride = 1;
            lanes = 1u + (lanes >> 1); /* 3 rows are 2 and then 1 */
            apart = columns * (lanes - 1u);
        }
        dot_whole(w, apart, stride, v, whole, sums);
        const int8_t *tail = w + stride * whole;
        for (uint32_t column = whole; column != columns; column++) {
            for (uint32_t lane = 0; lane < lanes; lane++) {
                sums[lane] += tail[lane * apart] * v[column];
            }
            tail += stride;
        }
        emit_rows(&places, row, row + lanes, sums);
        w += lanes * columns;
    }
}

/* ---------------------------------------------------------------- opening */

/* The register of CRC-32 (IEEE 802.3, reflected). Behind bytes that end in their own CRC-32
 * it holds this residue, whatever they are: the stored one, which has no alignment when the
 * length is wrong, is never loaded. */
#define CHECKSUM_RESIDUE 0xDEBB20E3u

static uint32_t checksum(const uint8_t *bytes, uint32_t count)
{
    uint32_t crc = 0xFFFFFFFFu;
    while (count != 0u) {
        crc ^= *bytes;
        bytes++;
        count--;
        for (uint32_t bit = 0; bit < 8u; bit++) {
            crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1u)));
        }
    }
    return crc;
}

/* A finite positive scale: sign 0, biased exponent 63 ... 191. */
static int is_normal(uint32_t bits) { return (bits - 0x1F800000u) < 0x40800000u; }

/* 0, or 2^30 ... 2^31 - 1. */
static int is_multiplier(uint32_t bits) { return (bits == 0u) || ((bits >> 30) == 1u); }

static int is_shift(uint32_t shift) { return (shift - 33u) < 30u; }

static int is_header(const uint8_t *blob)
{
    const uint32_t flags = load16(blob + AT_FLAGS);
    const uint32_t inputs = load16(blob + AT_INPUTS);
    const uint32_t gate = load16(blob + AT_GATE);
    const uint32_t map = load16(blob + AT_MAP);
    const uint32_t outputs = load16(blob + AT_OUTPUTS);
    const uint32_t window = load16(blob + AT_STANDARDIZED);
    const uint32_t counts_per_unit = load32(blob + AT_COUNTS_PER_UNIT);
    const uint32_t gain = load32(blob + AT_WINDOW_GAIN);
    const uint32_t count_multiplier = load32(blob + AT_COUNT_MULTIPLIER);
    const uint32_t counts = load32(blob + AT_COUNT_ZERO); /* zero, shift, reserved */
    if ((flags >= FLAG_LIMIT) || ((inputs - 1u) >= LARGEST_COUNT) ||
        ((gate - 1u) >= LARGEST_COUNT) || ((map - 1u) >= LARGEST_COUNT) ||
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
    if (((flags & FLAG_PROJECTION) == 0u) && (gate != inputs)) {
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

static int is_section(const uint8_t *at, uint32_t rows, uint32_t weights, int is_map)
{
    const uint8_t *end = at + 4u * rows;
    for (; at != end; at += 4) {
        if ((load32(at) + ONE) > 2u * ONE) {
            return 0;
        }
    }
    if (is_map != 0) {
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
 * error, so the walk goes on after the latter. No section needs more than 2^29 bytes. */
static void pass(section_walk *walk, uint32_t kind)
{
    const uint32_t rows = row_count(walk->blob, kind);
    const uint32_t weights = rows * load16(walk->blob + shapes[kind].columns_at);
    const int is_map = (kind != GATE);
    walk->size = 4u * rows + padded(weights) + ((is_map != 0) ? 4u * rows + padded(rows) : 0u);
    if (walk->size > walk->left) {
        walk->left = 0;
        walk->status = TESSERA_ERROR_LAYOUT;
    } else {
        if (!is_section(walk->blob + walk->at, rows, weights, is_map)) {
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
        uint32_t count = (kind == REGION_MAP) ? load16(blob + AT_REGIONS) : 1u;
        const uint32_t flag = shapes[kind].flag;
        starts[kind] = walk.at;
        if ((flags & flag) == flag) {
            do {
                pass(&walk, kind);
                count--;
            } while (count != 0u);
        }
        if (kind == REGION_MAP) {
            model->region_stride = walk.size;
        }
    }
    model->gate = starts[GATE];
    model->shared_map = starts[SHARED_MAP];
    model->region_maps = starts[REGION_MAP];
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

/* ---------------------------------------------------------------- sizes */

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

/* Where the parts of the scratch memory lie, in int32 elements: z as int8, accumulators (or
 * the outputs, without a head), outputs of the head. */
typedef struct scratch_parts {
    uint32_t accumulators;
    uint32_t outputs;
    uint32_t end;
} scratch_parts;

static void find_parts(const uint8_t *blob, scratch_parts *parts)
{
    const uint32_t flags = load16(blob + AT_FLAGS);
    const uint32_t gate = load16(blob + AT_GATE);
    uint32_t rows = load16(blob + AT_REGIONS) - 1u;
    if (rows < load16(blob + AT_MAP)) {
        rows = load16(blob + AT_MAP);
    }
    parts->accumulators = 0;
    if ((flags & FLAG_PROJECTION) != 0u) {
        parts->accumulators = padded(gate) / 4u;
        if (rows < gate) {
            rows = gate;
        }
    }
    parts->outputs = parts->accumulators;
    parts->end = parts->accumulators + rows;
    if ((flags & FLAG_HEAD) != 0u) {
        parts->outputs = parts->end;
        parts->end += load16(blob + AT_OUTPUTS);
    }
}

size_t tessera_scratch_size(const tessera_model *model)
{
    scratch_parts parts = {0, 0, 0};
    if (is_open(model)) {
        find_parts(model->blob, &parts);
    }
    return 4u * (size_t)parts.end;
}

/* ---------------------------------------------------------------- inference */

/* The vector that the next section sees; `to` may be the start of `from`. `count` is not 0. */
TESSERA_NOINLINE static void narrow(const int32_t *from, uint32_t count, int32_t low, int8_t *to)
{
    const int32_t *end = from + count;
    do {
        *to = limited(*from, low);
        to++;
        from++;
    } while (from != end);
}

/* 0 when none of the `others` is larger than `first`, otherwise 1 + the index of the largest
 * of them, the lowest among equals. The margin is 0 when there are no others; that of scores
 * may wrap and is not used. */
TESSERA_NOINLINE static uint32_t largest(int32_t first, const int32_t *others,
                                         uint32_t count, int32_t *margin)
{
    int32_t best = first;
    int32_t second = INT32_MIN;
    uint32_t label = 0;
    for (uint32_t index = 0; index < count; index++) {
        int32_t lesser = others[index];
        if (lesser > best) {
            const int32_t former = best;
            best = lesser;
            lesser = former;
            label = index + 1u;
        }
        if (lesser > second) {
            second = lesser;
        }
    }
    *margin = (count != 0u) ? (int32_t)((uint32_t)best - (uint32_t)second) : 0;
    return label;
}

static void run(const tessera_model *model, const scratch_parts *parts, const int8_t *input,
                int32_t *scratch, tessera_result *result)
{
    const uint8_t *blob = model->blob;
    const uint32_t flags = load16(blob + AT_FLAGS);
    const int8_t *z = input;
    int32_t *y = scratch + parts->accumulators;
    int32_t *logits = scratch + parts->outputs;
    if ((flags & FLAG_PROJECTION) != 0u) {
        product(blob, HEADER_SIZE, PROJECTION, input, y);
        narrow(y, load16(blob + AT_GATE), -QUANTUM_LIMIT, (int8_t *)scratch);
        z = (const int8_t *)scratch;
    }
    product(blob, model->gate, GATE, z, y);
    const uint32_t region = largest(0, y, row_count(blob, GATE), &result->margin);
    product(blob, model->region_maps + region * model->region_stride, REGION_MAP, z, y);
    if ((flags & FLAG_SHARED) != 0u) {
        product(blob, model->shared_map, SHARED_MAP, input, y);
    }
    if ((flags & FLAG_HEAD) != 0u) {
        const int32_t low = ((flags & FLAG_RECTIFIED) != 0u) ? 0 : -QUANTUM_LIMIT;
        narrow(y, load16(blob + AT_MAP), low, (int8_t *)y);
        product(blob, model->head, HEAD, (const int8_t *)y, logits);
    }
    const uint32_t others = load16(blob + AT_OUTPUTS) - 1u;
    result->logits = logits;
    result->label = (uint16_t)largest(logits[0], logits + 1, others, &result->margin);
    result->region = (uint16_t)region;
}

tessera_status tessera_infer(const tessera_model *model, const int8_t *input, size_t count,
                             void *scratch, size_t scratch_size, tessera_result *result)
{
    if ((model == NULL) || (model->blob == NULL) || (input == NULL) || (scratch == NULL) ||
        (result == NULL)) {
        return TESSERA_ERROR_NULL;
    }
    if (((uintptr_t)scratch & 3u) != 0u) {
        return TESSERA_ERROR_MISALIGNED;
    }
    if (count != load16(model->blob + AT_INPUTS)) {
        return TESSERA_ERROR_INPUT_COUNT;
    }
    scratch_parts parts;
    find_parts(model->blob, &parts);
    if (scratch_size < 4u * (size_t)parts.end) {
        return TESSERA_ERROR_SCRATCH;
    }
    run(model, &parts, input, (int32_t *)scratch, result);
    return TESSERA_OK;
}

/* ---------------------------------------------------------------- quantisation */

typedef union binary32 {
    float value;
    uint32_t bits;
} binary32;

/* A scale of the header. */
static float scale_at(const uint8_t *at)
{
    binary32 scale;
    scale.bits = load32(at);
    return scale.value;
}

float tessera_output_scale(const tessera_model *model)
{
    return is_open(model) ? scale_at(model->blob + AT_OUTPUT_SCALE) : 0.0f;
}

/* value × scale rounded from `bits` fraction bits and limited to ±limit; false for a NaN.
 * The product is the only floating-point arithmetic. It is judged by its bits, so that it
 * is rounded to binary32, no conversion is out of range, and no option for fast
 * mathematics changes the answer. */
static int round_product(float value, float scale, uint32_t bits, int32_t limit,
                         int32_t *rounded)
{
    binary32 scaled;
    binary32 bound;
    scaled.value = value * scale;
    bound.value = (float)(limit << bits);
    const uint32_t magnitude = scaled.bits & 0x7FFFFFFFu;
    if (magnitude > 0x7F800000u) {
        return 0;
    }
    if (magnitude < bound.bits) {
        *rounded = ((int32_t)scaled.value + ((int32_t)1 << (bits - 1u))) >> bits;
    } else {
        *rounded = ((scaled.bits >> 31) != 0u) ? -limit : limit;
    }
    return 1;
}

/* The sums of a window of counts. */
typedef struct window_sums {
    int32_t sum;      /* |S| <= 2^29 */
    uint64_t squares; /* Q <= 2^44 */
} window_sums;

static void add_count(window_sums *sums, int32_t count)
{
    sums->sum += count;
    sums->squares += (uint32_t)(count * count);
}

/* What quantises the counts of one window. */
typedef struct count_window {
    int32_t count; /* m */
    int32_t sum;   /* S */
    uint32_t gain; /* G <= 2^31, 0 for a constant window */
    uint32_t shift;
} count_window;

/* The integer square root, bit by bit. */
static uint32_t square_root(uint64_t value)
{
    uint64_t rest = value;
    uint64_t root = 0;
    for (uint64_t bit = (uint64_t)1 << 62; bit != 0u; bit >>= 2) {
        const uint64_t trial = root + bit;
        root >>= 1;
        if (rest >= trial) {
            rest -= trial;
            root += bit;
        }
    }
    return (uint32_t)root;
}

/* gain × 2^32 / divisor for gain < divisor, bit by bit: smaller than a 64-bit division. */
static uint32_t quotient(uint32_t gain, uint32_t divisor)
{
    uint32_t rest = gain;
    uint32_t result = 0;
    for (uint32_t step = 0; step < 32u; step++) {
        const uint32_t carry = rest >> 31;
        rest <<= 1;
        result <<= 1;
        if ((carry != 0u) || (rest >= divisor)) {
            rest -= divisor;
            result |= 1u;
        }
    }
    return result;
}

static void find_window(const window_sums *sums, uint32_t count, uint32_t gain,
                        count_window *window)
{
    const int64_t sum = sums->sum;
    uint64_t spread = count * sums->squares - (uint64_t)(sum * sum);
    window->count = (int32_t)count;
    window->sum = sums->sum;
    window->gain = 0;
    window->shift = 48;
    if (spread != 0u) {
        while ((spread >> 62) == 0u) {
            spread <<= 2;
            window->shift--;
        }
        window->gain = quotient(gain, square_root(spread));
    }
}

static int8_t standardize(const count_window *window, int32_t count)
{
    const int64_t wide = (int64_t)(window->count * count - window->sum) * window->gain;
    const int64_t value = (wide + ((int64_t)1 << (window->shift - 1u))) >> window->shift;
    int32_t near = (int32_t)value;
    if (value > QUANTUM_LIMIT) {
        near = QUANTUM_LIMIT;
    }
    if (value < -QUANTUM_LIMIT) {
        near = -QUANTUM_LIMIT;
    }
    return (int8_t)near;
}

/* The first inputs, standardised as one window; false for a NaN. */
static int standardize_f32(const uint8_t *blob, uint32_t count, const float *values,
                           int8_t *input)
{
    const float scale = scale_at(blob + AT_COUNTS_PER_UNIT) * 256.0f;
    window_sums sums = {0, 0};
    count_window window;
    int32_t value = 0;
    for (uint32_t index = 0; index < count; index++) {
        if (!round_product(values[index], scale, 8, 32767, &value)) {
            return 0;
        }
        add_count(&sums, value);
    }
    find_window(&sums, count, load32(blob + AT_WINDOW_GAIN), &window);
    for (uint32_t index = 0; index < count; index++) {
        (void)round_product(values[index], scale, 8, 32767, &value);
        input[index] = standardize(&window, value);
    }
    return 1;
}

tessera_status tessera_quantize_f32(const tessera_model *model, const float *values,
                                    size_t count, int8_t *input)
{
    if (!is_open(model) || (values == NULL) || (input == NULL)) {
        return TESSERA_ERROR_NULL;
    }
    if (count != tessera_input_count(model)) {
        return TESSERA_ERROR_INPUT_COUNT;
    }
    const uint8_t *blob = model->blob;
    const uint32_t standardized = load16(blob + AT_STANDARDIZED);
    if ((standardized != 0u) && !standardize_f32(blob, standardized, values, input)) {
        return TESSERA_ERROR_NAN;
    }
    const float scale = scale_at(blob + AT_INPUT_MULTIPLIER) * 65536.0f;
    for (size_t index = standardized; index < count; index++) {
        int32_t quantum = 0;
        if (!round_product(values[index], scale, 16, QUANTUM_LIMIT, &quantum)) {
            return TESSERA_ERROR_NAN;
        }
        input[index] = (int8_t)quantum;
    }
    return TESSERA_OK;
}

/* The first inputs, standardised as one window. */
static void standardize_i16(const uint8_t *blob, uint32_t count, const int16_t *counts,
                            int8_t *input)
{
    window_sums sums = {0, 0};
    count_window window;
    for (uint32_t index = 0; index < count; index++) {
        add_count(&sums, counts[index]);
    }
    find_window(&sums, count, load32(blob + AT_WINDOW_GAIN), &window);
    for (uint32_t index = 0; index < count; index++) {
        input[index] = standardize(&window, counts[index]);
    }
}

tessera_status tessera_quantize_i16(const tessera_model *model, const int16_t *counts,
                                    size_t count, int8_t *input)
{
    if (!is_open(model) || (counts == NULL) || (input == NULL)) {
        return TESSERA_ERROR_NULL;
    }
    if (count != tessera_input_count(model)) {
        return TESSERA_ERROR_INPUT_COUNT;
    }
    const uint8_t *blob = model->blob;
    const uint32_t standardized = load16(blob + AT_STANDARDIZED);
    const int32_t multiplier = (int32_t)load32(blob + AT_COUNT_MULTIPLIER);
    const int32_t zero = (int16_t)load16(blob + AT_COUNT_ZERO);
    const uint32_t shift = blob[AT_COUNT_SHIFT];
    if ((multiplier == 0) && (standardized < count)) {
        return TESSERA_ERROR_COUNTS;
    }
    if (standardized != 0u) {
        standardize_i16(blob, standardized, counts, input);
    }
    for (size_t index = standardized; index < count; index++) {
        const int32_t value = requantize((counts[index] - zero) * 256, multiplier, shift);
        input[index] = limited(value, -QUANTUM_LIMIT);
    }
    return TESSERA_OK;
}
