/* ---------------------------------------------------------------- kernels, portable */

#ifndef TESSERA_DSP
#ifndef TESSERA_THUMB1
/* Two rows that lie `apart` bytes from each other, plain or half a group of tiles: four
 * columns of one lie every `step` bytes. `columns` is a multiple of 4. The elements of the
 * vector have 16 bits where `wide` is 1, a constant. */
static TESSERA_INLINE void dot_rows(const int8_t *w, uint32_t apart, const int8_t *v,
                                    uint32_t columns, uint32_t step, int32_t *sums,
                                    uint32_t wide)
{
    const int8_t *u = w + apart;
    int32_t a = 0;
    int32_t b = 0;
    const int8_t *end = v + (columns << wide);
    while (v != end) {
        const int32_t x = element_at(v, 0, wide);
        const int32_t y = element_at(v, 1, wide);
        const int32_t z = element_at(v, 2, wide);
        const int32_t t = element_at(v, 3, wide);
        a += w[0] * x + w[1] * y + w[2] * z + w[3] * t;
        b += u[0] * x + u[1] * y + u[2] * z + u[3] * t;
        v += (uint32_t)4 << wide;
        w += step;
        u += step;
    }
    sums[0] = a;
    sums[1] = b;
}
#endif

TESSERA_NOINLINE static void dot_pair(const int8_t *w, uint32_t apart, const int8_t *v,
                                      uint32_t columns, uint32_t step, int32_t *sums)
{
    dot_rows(w, apart, v, columns, step, sums, 0);
}

TESSERA_NOINLINE static void dot_pair_wide(const int8_t *w, uint32_t apart, const int8_t *v,
                                           uint32_t columns, uint32_t step, int32_t *sums)
{
    dot_rows(w, apart, v, columns, step, sums, 1);
}

/* Pointers to weights end up to 12 bytes behind a group: the second pair of rows begins 8
 * bytes into it and its second row 12. They stay inside the file. */
#if TRAILER_SIZE < 12
#error "the trailer is shorter than what pointers run past the last section"
#endif

/* The whole columns of a step: four rows in tiles when `stride` is 4, otherwise two plain
 * rows; `apart` is then what lies between them. */
static void dot_whole(const int8_t *w, uint32_t apart, uint32_t stride, const int8_t *v,
                      uint32_t columns, uint32_t wide, int32_t *sums)
{
    const int8_t *end = w + 4u * stride;
    apart = (stride == 4u) ? 4u : apart;
    do {
        if (is_wide(wide)) {
            dot_pair_wide(w, apart, v, columns, 4u * stride, sums);
        } else {
            dot_pair(w, apart, v, columns, 4u * stride, sums);
        }
        w += 8;
        sums += 2;
    } while (w < end);
}
#endif
