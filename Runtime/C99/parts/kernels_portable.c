/* ---------------------------------------------------------------- kernels, portable */

#ifndef TESSERA_DSP
#ifndef TESSERA_THUMB1
/* Group of tiles and the plain row behind it, where `five` is 1; a group, where it is 0: a constant. */
static TESSERA_INLINE const int8_t *dot_group(const int8_t *w, const int8_t *u, const row_walk *walk,
                                              uint32_t wide, int five)
{
    const int8_t *v = walk->v;
    const int8_t *end = walk->end;
    const uint8_t *biases = walk->biases;
    int32_t *sums;
    int32_t a = (int32_t)load32(biases);
    int32_t b = (int32_t)load32(biases + 4);
    int32_t c = (int32_t)load32(biases + 8);
    int32_t d = (int32_t)load32(biases + 12);
    int32_t e = five ? (int32_t)load32(biases + 16) : 0;
    do {
        do {
            const int32_t x = element_at(v, 0, wide);
            v += (uint32_t)1 << wide;
            a += load_weight(w) * x;
            b += load_weight(w + 4) * x;
            c += load_weight(w + 8) * x;
            d += load_weight(w + 12) * x;
            if (five) {
                e += load_weight(u) * x;
                u++;
                TESSERA_OPAQUE(u);
            }
            w++;
            TESSERA_OPAQUE(w);
        } while (((uintptr_t)w & 3u) != 0u);
        w += 12;
    } while (v != end);
    sums = walk->sums;
    sums[0] = a;
    sums[1] = b;
    sums[2] = c;
    sums[3] = d;
    if (five) {
        sums[4] = e;
    }
    return five ? u : w;
}

/* Two plain rows, where `two` is 1, or one: a constant. */
static TESSERA_INLINE const int8_t *dot_plain(const int8_t *w, const int8_t *u, const row_walk *walk,
                                              uint32_t wide, int two)
{
    const int8_t *v = walk->v;
    const int8_t *end = walk->end;
    const uint8_t *biases = walk->biases;
    int32_t *sums;
    int32_t a = (int32_t)load32(biases);
    int32_t b = two ? (int32_t)load32(biases + 4) : 0;
    do {
        const int32_t x = element_at(v, 0, wide);
        v += (uint32_t)1 << wide;
        a += load_weight(w) * x;
        w++;
        TESSERA_OPAQUE(w);
        if (two) {
            b += load_weight(u) * x;
            u++;
            TESSERA_OPAQUE(u);
        }
    } while (v != end);
    sums = walk->sums;
    sums[0] = a;
    if (two) {
        sums[1] = b;
    }
    return two ? u : w;
}

/* The next rows of those that are left, as kernels_dsp.c has them. Returns how many rows that is. */
static TESSERA_INLINE uint32_t dot_step(row_walk **place, row_walk *volatile *kept,
                                        uint32_t wide)
{
    row_walk *walk = *place;
    const uint32_t left = walk->left;
    const int8_t *w = walk->w;
    uint32_t rows = 4;
    (void)kept;
    if (left == 1u) {
        rows = 1;
        w = dot_plain(w, w, walk, wide, 0);
    } else if (left < 4u) {
        rows = 2;
        w = dot_plain(w, w + walk->columns, walk, wide, 1);
    } else if ((left & 0xFFFFFFF9u) == 1u) { /* 5 or 7 */
        rows = 5;
        w = dot_group(w, w + 4u * walk->columns, walk, wide, 1);
    } else {
        w = dot_group(w, w, walk, wide, 0);
    }
    walk->w = w;
    return rows;
}
#endif
#endif
