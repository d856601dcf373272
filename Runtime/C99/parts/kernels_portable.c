/* ---------------------------------------------------------------- kernels, portable */

#ifndef TESSERA_DSP
#ifndef TESSERA_THUMB1
/* Cores with addresses that advance as they load, and small ones, take a column a turn; the others four. */
#if defined(__thumb2__) || defined(__AVR__) || (defined(__riscv) && !defined(__riscv_mul))
enum { COLUMNS = 1, JOINS = 0 };
#else
enum { COLUMNS = 4, JOINS = 1 };
#endif

/* The sums of rows: of a group, and of the plain row behind it. */
typedef struct row_sums {
    int32_t a;
    int32_t b;
    int32_t c;
    int32_t d;
    int32_t e;
} row_sums;

/* Adds a column of a group of tiles, and where `five` is 1, a constant, of the plain row at `u`. */
static TESSERA_INLINE void add_tiled(row_sums *sums, const int8_t *w, const int8_t *u, int32_t x,
                                     int five)
{
    sums->a += load_weight(w) * x;
    sums->b += load_weight(w + 4) * x;
    sums->c += load_weight(w + 8) * x;
    sums->d += load_weight(w + 12) * x;
    if (five) {
        sums->e += load_weight(u) * x;
    }
}

/* Adds a column of a plain row, and where `two` is 1, a constant, of the one at `u`. */
static TESSERA_INLINE void add_plain(row_sums *sums, const int8_t *w, const int8_t *u, int32_t x,
                                     int two)
{
    sums->a += load_weight(w) * x;
    if (two) {
        sums->b += load_weight(u) * x;
    }
}

/* A group of tiles, and where `five` is 1, a constant, the plain row behind it. */
static TESSERA_INLINE void dot_group(const row_walk *walk, int32_t *to, uint32_t wide, int five)
{
    const int8_t *w = walk->w;
    const int8_t *u = w + 4u * walk->columns;
    const uint8_t *biases = walk->biases;
    const int8_t *v = walk->v;
    const int8_t *end = walk->end;
    row_sums sums;
    sums.a = (int32_t)load32(biases);
    sums.b = (int32_t)load32(biases + 4);
    sums.c = (int32_t)load32(biases + 8);
    sums.d = (int32_t)load32(biases + 12);
    sums.e = five ? (int32_t)load32(biases + 16) : 0;
    do {
        do {
            add_tiled(&sums, w, u, element_at(v, 0, wide), five);
            if (COLUMNS == 4) {
                add_tiled(&sums, w + 1, u + 1, element_at(v, 1, wide), five);
                add_tiled(&sums, w + 2, u + 2, element_at(v, 2, wide), five);
                add_tiled(&sums, w + 3, u + 3, element_at(v, 3, wide), five);
            }
            v += (uint32_t)COLUMNS << wide;
            if (five) {
                u += COLUMNS;
                TESSERA_OPAQUE(u);
            }
            w += COLUMNS;
            TESSERA_OPAQUE(w);
        } while ((COLUMNS == 1) && (((uintptr_t)w & 3u) != 0u));
        w += 12;
    } while (v != end);
    to[0] = sums.a;
    to[1] = sums.b;
    to[2] = sums.c;
    to[3] = sums.d;
    if (five) {
        to[4] = sums.e;
    }
}

/* Two plain rows, where `two` is 1, or one: a constant. */
static TESSERA_INLINE void dot_plain(const row_walk *walk, int32_t *to, uint32_t wide, int two)
{
    const int8_t *w = walk->w;
    const int8_t *u = w + walk->columns;
    const uint8_t *biases = walk->biases;
    const int8_t *v = walk->v;
    const int8_t *end = walk->end;
    row_sums sums;
    sums.a = (int32_t)load32(biases);
    sums.b = two ? (int32_t)load32(biases + 4) : 0;
    do {
        add_plain(&sums, w, u, element_at(v, 0, wide), two);
        if (COLUMNS == 4) {
            add_plain(&sums, w + 1, u + 1, element_at(v, 1, wide), two);
            add_plain(&sums, w + 2, u + 2, element_at(v, 2, wide), two);
            add_plain(&sums, w + 3, u + 3, element_at(v, 3, wide), two);
        }
        v += (uint32_t)COLUMNS << wide;
        w += COLUMNS;
        TESSERA_OPAQUE(w);
        if (two) {
            u += COLUMNS;
            TESSERA_OPAQUE(u);
        }
    } while (v != end);
    to[0] = sums.a;
    if (two) {
        to[1] = sums.b;
    }
}

/* The next rows of those that are left, as kernels_dsp.c has them. Returns how many rows that is. */
static TESSERA_INLINE uint32_t dot_step(row_walk **place, row_walk *volatile *kept, int32_t **values,
                                        uint32_t wide)
{
    const row_walk *walk = *place;
    int32_t *sums = walk->sums;
    *values = sums;
    const uint32_t left = walk->left;
    uint32_t rows = 4;
    (void)kept;
    if (left == 1u) {
        rows = 1;
        dot_plain(walk, sums, wide, 0);
    } else if (left < 4u) {
        rows = 2;
        dot_plain(walk, sums, wide, 1);
    } else if (JOINS && ((left & 0xFFFFFFF9u) == 1u)) { /* 5 or 7 */
        rows = 5;
        dot_group(walk, sums, wide, 1);
    } else {
        dot_group(walk, sums, wide, 0);
    }
    return rows;
}
#endif
#endif
