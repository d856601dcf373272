/* ---------------------------------------------------------------- kernels, DSP */

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

/* The lower halves of two words, and the upper halves. */
static uint32_t lower_halves(uint32_t a, uint32_t b)
{
    uint32_t halves;
    __asm__("pkhbt %0, %1, %2, lsl #16" : "=r"(halves) : "r"(a), "r"(b));
    return halves;
}

static uint32_t upper_halves(uint32_t a, uint32_t b)
{
    uint32_t halves;
    __asm__("pkhtb %0, %1, %2, asr #16" : "=r"(halves) : "r"(b), "r"(a));
    return halves;
}

/* Elements 0 and 2, and elements 1 and 3, of the next four of a vector. */
typedef struct element_pairs {
    uint32_t even;
    uint32_t odd;
} element_pairs;

static TESSERA_INLINE element_pairs load_pairs(const int8_t *v, uint32_t wide)
{
    const uint32_t first = load_quad(v);
    element_pairs pairs;
    if (is_wide(wide)) {
        const uint32_t second = load_quad(v + 4);
        pairs.even = lower_halves(first, second);
        pairs.odd = upper_halves(first, second);
    } else {
        pairs.even = even_bytes(first);
        pairs.odd = odd_bytes(first);
    }
    return pairs;
}

static int32_t multiply_pairs(uint32_t a, uint32_t b, int32_t sum)
{
    __asm__("smlad %0, %1, %2, %0" : "+r"(sum) : "r"(a), "r"(b));
    return sum;
}

static int32_t multiply_quad(uint32_t weights, element_pairs pairs, int32_t sum)
{
    sum = multiply_pairs(even_bytes(weights), pairs.even, sum);
    return multiply_pairs(odd_bytes(weights), pairs.odd, sum);
}

/* The kernels take vectors of 8 bits, or of 16 where `wide` is 1, a constant; `columns` is a
 * multiple of 4 and not 0. */

/* Four rows of tiles. */
static TESSERA_INLINE void dot_group(const int8_t *w, const int8_t *v, uint32_t columns,
                                     int32_t *sums, uint32_t wide)
{
    const int8_t *end = v + (columns << wide);
    int32_t a = 0;
    int32_t b = 0;
    int32_t c = 0;
    int32_t d = 0;
    do {
        const element_pairs pairs = load_pairs(v, wide);
        uint32_t first;
        uint32_t second;
        w = load_pair(w, &first, &second);
        a = multiply_quad(first, pairs, a);
        b = multiply_quad(second, pairs, b);
        w = load_pair(w, &first, &second);
        c = multiply_quad(first, pairs, c);
        d = multiply_quad(second, pairs, d);
        v += (uint32_t)4 << wide;
    } while (v != end);
    sums[0] = a;
    sums[1] = b;
    sums[2] = c;
    sums[3] = d;
}

/* One plain row. */
static TESSERA_INLINE int32_t dot_one(const int8_t *w, const int8_t *v, uint32_t columns,
                                      uint32_t wide)
{
    const int8_t *end = v + (columns << wide);
    int32_t a = 0;
    do {
        a = multiply_quad(load_quad(w), load_pairs(v, wide), a);
        v += (uint32_t)4 << wide;
        w += 4;
    } while (v != end);
    return a;
}

/* Two plain rows that lie `apart` bytes from each other. */
static TESSERA_INLINE void dot_two(const int8_t *w, uint32_t apart, const int8_t *v,
                                   uint32_t columns, int32_t *sums, uint32_t wide)
{
    const int8_t *u = w + apart;
    int32_t a = 0;
    int32_t b = 0;
    const int8_t *end = v + (columns << wide);
    do {
        const element_pairs pairs = load_pairs(v, wide);
        a = multiply_quad(load_quad(w), pairs, a);
        b = multiply_quad(load_quad(u), pairs, b);
        v += (uint32_t)4 << wide;
        w += 4;
        u += 4;
    } while (v != end);
    sums[0] = a;
    sums[1] = b;
}

TESSERA_NOINLINE static void dot_tiles(const int8_t *w, const int8_t *v, uint32_t columns,
                                       int32_t *sums)
{
    dot_group(w, v, columns, sums, 0);
}

TESSERA_NOINLINE static void dot_tiles_wide(const int8_t *w, const int8_t *v,
                                            uint32_t columns, int32_t *sums)
{
    dot_group(w, v, columns, sums, 1);
}

TESSERA_NOINLINE static int32_t dot_row(const int8_t *w, const int8_t *v, uint32_t columns)
{
    return dot_one(w, v, columns, 0);
}

TESSERA_NOINLINE static int32_t dot_row_wide(const int8_t *w, const int8_t *v,
                                             uint32_t columns)
{
    return dot_one(w, v, columns, 1);
}

TESSERA_NOINLINE static void dot_pair(const int8_t *w, uint32_t apart, const int8_t *v,
                                      uint32_t columns, int32_t *sums)
{
    dot_two(w, apart, v, columns, sums, 0);
}

TESSERA_NOINLINE static void dot_pair_wide(const int8_t *w, uint32_t apart, const int8_t *v,
                                           uint32_t columns, int32_t *sums)
{
    dot_two(w, apart, v, columns, sums, 1);
}

/* The whole columns of a step: four rows in tiles when `stride` is 4, otherwise two plain
 * rows `apart` bytes from each other, or one when that is 0. */
static void dot_whole(const int8_t *w, uint32_t apart, uint32_t stride, const int8_t *v,
                      uint32_t columns, uint32_t wide, int32_t *sums)
{
    if (columns == 0u) {
        sums[0] = 0;
        sums[1] = 0;
        sums[2] = 0;
        sums[3] = 0;
    } else if (stride == 4u) {
        if (is_wide(wide)) {
            dot_tiles_wide(w, v, columns, sums);
        } else {
            dot_tiles(w, v, columns, sums);
        }
    } else if (apart != 0u) {
        if (is_wide(wide)) {
            dot_pair_wide(w, apart, v, columns, sums);
        } else {
            dot_pair(w, apart, v, columns, sums);
        }
    } else {
        sums[0] = is_wide(wide) ? dot_row_wide(w, v, columns) : dot_row(w, v, columns);
    }
}
#endif
