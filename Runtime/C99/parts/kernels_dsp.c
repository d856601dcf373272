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

/* The same of weights, in one instruction that goes on; returns what follows. */
static const int8_t *load_next(const int8_t *at, uint32_t *bits)
{
    uint32_t next;
    const any_word *from = (const any_word *)(const void *)at;
    __asm__("ldr %0, [%1], #4" : "=r"(next), "+r"(at) : "m"(*from));
    *bits = next;
    return at;
}

typedef struct __attribute__((__packed__, __may_alias__)) any_tile {
    uint32_t bits[4];
} any_tile;

/* Half a tile, which lies at a multiple of 4, in one instruction; returns what follows. */
static const int8_t *load_pair(const int8_t *at, uint32_t *first, uint32_t *second)
{
    uint32_t a;
    uint32_t b;
    const any_tile *tile = (const any_tile *)(const void *)at;
    __asm__("ldrd %0, %1, [%2], #8" : "=r"(a), "=r"(b), "+r"(at) : "m"(*tile));
    *first = a;
    *second = b;
    return at;
}

/* A tile in one instruction, which takes ascending registers; returns what follows. */
static const int8_t *load_tile(const int8_t *at, uint32_t *rows)
{
    register uint32_t a __asm__("r8");
    register uint32_t b __asm__("r9");
    register uint32_t c __asm__("r10");
    register uint32_t d __asm__("r11");
    const any_tile *tile = (const any_tile *)(const void *)at;
    __asm__("ldmia %4!, {%0, %1, %2, %3}"
            : "=r"(a), "=r"(b), "=r"(c), "=r"(d), "+r"(at)
            : "m"(*tile));
    rows[0] = a;
    rows[1] = b;
    rows[2] = c;
    rows[3] = d;
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

/* Limited to 8 bits, of which it uses all: -128 ... 127. */
static int32_t saturate_8(int32_t value)
{
    __asm__("ssat %0, #8, %0" : "+r"(value));
    return value;
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

/* Four columns of two plain rows. */
static TESSERA_INLINE void two_rows(const int8_t **w, const int8_t **u, const int8_t **v,
                                    int32_t *a, int32_t *b, uint32_t wide)
{
    const element_pairs pairs = load_pairs(*v, wide);
    uint32_t first;
    uint32_t second;
    *v += (uint32_t)4 << wide;
    *w = load_next(*w, &first);
    *u = load_next(*u, &second);
    *a = multiply_quad(first, pairs, *a);
    *b = multiply_quad(second, pairs, *b);
}

/* The sums of the next rows of those that are left, over their whole columns: a group of tiles with the plain
 * row behind it where the plain rows are odd in number, a group, or two plain rows. A single one is taken
 * twice, and one of the sums left. The vector has 16 bits where `wide` is 1, a constant. Returns how many rows
 * that is.
 *
 * The loops need every register: where the walk lies is read back behind them, from `kept`. */
static TESSERA_INLINE uint32_t dot_step(row_walk **place, row_walk *volatile *kept, int32_t **values,
                                        uint32_t wide)
{
    row_walk *walk = *place;
    const uint32_t left = walk->left;
    const uint8_t *biases = walk->biases;
    const int8_t *w = walk->w;
    const int8_t *v = walk->v;
    const int8_t *u = w;
    const int8_t *end = walk->end;
    int32_t a = (int32_t)load32(biases);
    int32_t b = (int32_t)load32(biases + 4);
    int32_t c;
    int32_t d;
    int32_t e;
    int32_t *sums;
    uint32_t first;
    uint32_t second;
    if (left < 4u) {
        if (left != 1u) {
            u += walk->columns;
        }
        if ((((uint32_t)(end - v) >> wide) & 4u) != 0u) {
            goto odd;
        }
        do {
            two_rows(&w, &u, &v, &a, &b, wide);
        odd:
            two_rows(&w, &u, &v, &a, &b, wide);
        } while (v != end);
        walk = *kept;
        *place = walk;
        sums = walk->sums;
        *values = sums;
        sums[0] = a;
        if (walk->left == 1u) {
            return 1;
        }
        sums[1] = b;
        return 2;
    }
    c = (int32_t)load32(biases + 8);
    d = (int32_t)load32(biases + 12);
    if ((left & 0xFFFFFFF9u) == 1u) { /* 5 or 7 */
        u += 4u * walk->columns;
        e = (int32_t)load32(biases + 16);
        do {
            const element_pairs pairs = load_pairs(v, wide);
            v += (uint32_t)4 << wide;
            w = load_pair(w, &first, &second);
            a = multiply_quad(first, pairs, a);
            b = multiply_quad(second, pairs, b);
            w = load_pair(w, &first, &second);
            c = multiply_quad(first, pairs, c);
            d = multiply_quad(second, pairs, d);
            u = load_next(u, &first);
            e = multiply_quad(first, pairs, e);
        } while (v != end);
        walk = *kept;
        *place = walk;
        sums = walk->sums;
        *values = sums;
        sums[0] = a;
        sums[1] = b;
        sums[2] = c;
        sums[3] = d;
        sums[4] = e;
        return 5;
    }
    do {
        const element_pairs pairs = load_pairs(v, wide);
        uint32_t tile[4];
        v += (uint32_t)4 << wide;
        w = load_tile(w, tile);
        a = multiply_quad(tile[0], pairs, a);
        b = multiply_quad(tile[1], pairs, b);
        c = multiply_quad(tile[2], pairs, c);
        d = multiply_quad(tile[3], pairs, d);
    } while (v != end);
    walk = *kept;
    *place = walk;
    sums = walk->sums;
    *values = sums;
    sums[0] = a;
    sums[1] = b;
    sums[2] = c;
    sums[3] = d;
    return 4;
}
#endif
