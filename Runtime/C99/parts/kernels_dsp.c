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

/* Two plain rows that lie `apart` bytes from each other; `columns` is a multiple of 4 and
 * not 0. */
TESSERA_NOINLINE static void dot_pair(const int8_t *w, uint32_t apart, const int8_t *v,
                                      uint32_t columns, int32_t *sums)
{
    const int8_t *u = w + apart;
    int32_t a = 0;
    int32_t b = 0;
    const int8_t *end = v + columns;
    do {
        const uint32_t quad = load_quad(v);
        const uint32_t even = even_bytes(quad);
        const uint32_t odd = odd_bytes(quad);
        a = multiply_quad(load_quad(w), even, odd, a);
        b = multiply_quad(load_quad(u), even, odd, b);
        v += 4;
        w += 4;
        u += 4;
    } while (v != end);
    sums[0] = a;
    sums[1] = b;
}

/* The whole columns of a step: four rows in tiles when `stride` is 4, otherwise two plain
 * rows `apart` bytes from each other, or one when that is 0. */
static void dot_whole(const int8_t *w, uint32_t apart, uint32_t stride, const int8_t *v,
                      uint32_t columns, int32_t *sums)
{
    if (columns == 0u) {
        sums[0] = 0;
        sums[1] = 0;
        sums[2] = 0;
        sums[3] = 0;
    } else if (stride == 4u) {
        dot_tiles(w, v, columns, sums);
    } else if (apart != 0u) {
        dot_pair(w, apart, v, columns, sums);
    } else {
        sums[0] = dot_row(w, v, columns);
    }
}
#endif
