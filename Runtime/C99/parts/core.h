/* ---------------------------------------------------------------- the machine */

/* Requantisation floors by shifting: every compiler of interest shifts arithmetically. */
#if (-1 >> 1) != -1
#error "tessera.c needs an arithmetic right shift of negative integers"
#endif

#if !defined(TESSERA_PORTABLE) && !defined(TESSERA_LOAD) && defined(__GNUC__) && defined(__BYTE_ORDER__)
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define TESSERA_DIRECT_LOADS 1
#endif
#endif

#if defined(TESSERA_DIRECT_LOADS) && defined(__ARM_FEATURE_DSP) && defined(__thumb2__)
#define TESSERA_DSP 1
#endif

#if defined(TESSERA_DIRECT_LOADS) && defined(__ARM_FEATURE_MVE)
#define TESSERA_MVE 1
#include <arm_mve.h>
#endif

/* Cores with eight registers for most purposes and without a 32 × 32 -> 64 multiplication,
 * for which they would call a library. */
#if defined(__thumb__) && !defined(__thumb2__) && !defined(TESSERA_LOAD)
#define TESSERA_THUMB1 1
#endif

/* Kept out of their callers, the inner loops have all registers and stay small. Inside them,
 * an entry of the table of sections is a constant where its section is. */
#if defined(__GNUC__)
#define TESSERA_NOINLINE __attribute__((__noinline__))
#define TESSERA_INLINE inline __attribute__((__always_inline__))
#else
#define TESSERA_NOINLINE
#define TESSERA_INLINE inline
#endif

/* A pointer that compilers count with as it is: they would keep another one for its value behind a
 * loop, and cores have few registers. */
#if defined(TESSERA_DIRECT_LOADS)
#define TESSERA_OPAQUE(pointer) __asm__("" : "+r"(pointer))
#else
#define TESSERA_OPAQUE(pointer)
#endif

/* A program takes stack where it is validated: its callers give back theirs before that. */
#if TESSERA_WITH_PROGRAM
#define TESSERA_APART TESSERA_NOINLINE
#else
#define TESSERA_APART
#endif

/* What a build with a program has once, since it is not what takes its time; others have it where they need
 * it. */
#if TESSERA_WITH_PROGRAM
#define TESSERA_ONCE TESSERA_NOINLINE
#else
#define TESSERA_ONCE TESSERA_INLINE
#endif

/* What a proof says of a loop, behind its condition (Docs/Proof.md); nothing in any other build. */
#if defined(TESSERA_PROOF)
#define TESSERA_LOOP(...) __VA_ARGS__
#else
#define TESSERA_LOOP(...)
#endif

enum {
    FLAG_STANDARDIZED = 1,
    FLAG_PROJECTION = 2,
    FLAG_SHARED = 4,
    FLAG_HEAD = 8,
    FLAG_RECTIFIED = 16,
    FLAG_LOGITS = 32,
    FLAG_BINARY = 64
};

/* The flags that this build executes, of either version. */
#define FLAGS_OF_1                                                                     \
    ((uint32_t)(FLAG_LOGITS | (TESSERA_WITH_STANDARDIZED ? FLAG_STANDARDIZED : 0) |    \
                (TESSERA_WITH_PROJECTION ? FLAG_PROJECTION : 0) |                      \
                (TESSERA_WITH_SHARED_MAP ? FLAG_SHARED : 0) |                          \
                (TESSERA_WITH_HEAD ? (FLAG_HEAD | FLAG_RECTIFIED) : 0)))
#define FLAGS_OF_2 (FLAGS_OF_1 | (uint32_t)FLAG_BINARY)

enum {
    AT_VERSION = 4,
    AT_FLAGS = 6,
    AT_LENGTH = 8,
    AT_INPUTS = 12,
    AT_STANDARDIZED = 14,
    AT_COMPONENTS = 16,
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
    HEADER_SIZE = 48
};

/* The header of version 2 goes on. */
enum {
    AT_SAMPLES = 48, /* per channel */
    AT_CHANNELS = 50,
    AT_RESERVED = 51,
    AT_FEATURES = 56,
    AT_HOP = 58,
    AT_FEATURE_BITS = 60,
    AT_COMPONENT_BITS = 61,
    AT_SECTIONS = 62,
    HEADER_SIZE_2 = 64
};

#define TRAILER_SIZE 12
#define MAGIC 0x41525354u /* "TSRA" */
#define LARGEST_COUNT 16384u
#define LARGEST_REGION_COUNT 1024u
#define LARGEST_CHANNEL_COUNT 16u
#define LARGEST_SECTION_COUNT 32u
#define ONE ((uint32_t)1 << 30)
#define QUANTUM_LIMIT 127
#define WIDE_QUANTUM_LIMIT 32767

/* ---------------------------------------------------------------- loads */

/* Every byte of the packed student is read here, or in words where TESSERA_LOAD is not given. */
#ifdef TESSERA_LOAD
static uint8_t load8(const uint8_t *at) { return (uint8_t)TESSERA_LOAD(at); }

static int8_t load_weight(const int8_t *at) { return (int8_t)TESSERA_LOAD((const uint8_t *)at); }
#else
static uint8_t load8(const uint8_t *at) { return *at; }

static int8_t load_weight(const int8_t *at) { return *at; }
#endif

#ifdef TESSERA_DIRECT_LOADS
typedef uint16_t __attribute__((__may_alias__)) half_word;
typedef uint32_t __attribute__((__may_alias__)) word;
typedef int16_t __attribute__((__may_alias__)) wide_element;

/* Both read at a multiple of their size: fields and parameters lie so in the file. */
static uint32_t load16(const uint8_t *at) { return *(const half_word *)(const void *)at; }

static uint32_t load32(const uint8_t *at) { return *(const word *)(const void *)at; }

/* An element of a vector of 16 bits: of the caller, or in the scratch memory. */
static int32_t load_wide(const int8_t *at) { return *(const wide_element *)(const void *)at; }

static void store_wide(int8_t *at, int32_t value)
{
    *(wide_element *)(void *)at = (int16_t)value;
}
#else
static uint32_t load16(const uint8_t *at)
{
    return (uint32_t)load8(at) | ((uint32_t)load8(at + 1) << 8);
}

static uint32_t load32(const uint8_t *at) { return load16(at) | (load16(at + 2) << 16); }

/* In the byte order of the machine, as a caller has it; the scratch memory has no type. */
typedef union wide_element {
    int16_t value;
    int8_t bytes[2];
} wide_element;

static int32_t load_wide(const int8_t *at)
{
    wide_element element;
    element.bytes[0] = at[0];
    element.bytes[1] = at[1];
    return element.value;
}

static void store_wide(int8_t *at, int32_t value)
{
    wide_element element;
    element.value = (int16_t)value;
    at[0] = element.bytes[0];
    at[1] = element.bytes[1];
}
#endif

/* Whether elements have 16 bits, which `wide` says with 1; otherwise they have 8. */
static int is_wide(uint32_t wide) { return TESSERA_WITH_WIDE && (wide != 0u); }

/* Element `index` of a vector. */
static int32_t element_at(const int8_t *vector, uint32_t index, uint32_t wide)
{
    return is_wide(wide) ? load_wide(vector + 2u * index) : vector[index];
}

static void set_element(int8_t *vector, uint32_t index, int32_t value, uint32_t wide)
{
    if (is_wide(wide)) {
        store_wide(vector + 2u * index, value);
    } else {
        vector[index] = (int8_t)value;
    }
}

typedef union binary32 {
    float value;
    uint32_t bits;
} binary32;

/* A scale of the file × 2^power, exactly: its exponent is far from both ends. */
static float scale_at(const uint8_t *at, uint32_t power)
{
    binary32 scale;
    scale.bits = load32(at) + (power << 23);
    return scale.value;
}

static uint32_t padded(uint32_t count) { return (count + 3u) & ~(uint32_t)3; }

/* ---------------------------------------------------------------- version 2 */

static int is_version_2(const uint8_t *blob)
{
    return TESSERA_WITH_FORMAT_2 &&
           (!TESSERA_WITH_FORMAT_1 || (load16(blob + AT_VERSION) == 2u));
}

/* 1 where features, or components, have 16 bits. */
static uint32_t is_wide_at(const uint8_t *blob, uint32_t at)
{
    return (TESSERA_WITH_WIDE && is_version_2(blob)) ? (uint32_t)load8(blob + at) >> 4 : 0u;
}

static uint32_t feature_count(const uint8_t *blob)
{
    return load16(blob + (is_version_2(blob) ? AT_FEATURES : AT_INPUTS));
}

/* ---------------------------------------------------------------- rows */

/* The most rows that a kernel takes at once. */
enum { LARGEST_STEP = 5 };

/* A walk over the rows of a section, which are multiplied with a vector. */
typedef struct row_walk {
    const int8_t *vector;
    const int8_t *v; /* its whole columns, a multiple of 4; zeros where there are none */
    const int8_t *end;
    const int8_t *w;            /* of the next rows, as all up to `left` */
    const uint8_t *biases;
    const uint8_t *multipliers; /* of a map */
    const uint8_t *shifts;
    uint32_t left;              /* rows */
    int32_t *sums;
    int32_t *out;
    uint32_t columns;
    uint32_t kind; /* of the section */
    uint32_t wide; /* 1 where the vector has 16 bits */
    const uint8_t *blob;
} row_walk;
