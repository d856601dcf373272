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

/* Kept out of their callers, the inner loops have all registers and stay small. Inside them,
 * an entry of the table of sections is a constant where its section is. */
#if defined(__GNUC__)
#define TESSERA_NOINLINE __attribute__((__noinline__))
#define TESSERA_INLINE inline __attribute__((__always_inline__))
#else
#define TESSERA_NOINLINE
#define TESSERA_INLINE inline
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

#define TRAILER_SIZE 12
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

static uint32_t padded(uint32_t count) { return (count + 3u) & ~(uint32_t)3; }
