/* ---------------------------------------------------------------- kernels, Thumb-1 */

#ifdef TESSERA_THUMB1
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
    /* One index for three vectors: they and the sums are all that eight registers hold. */
    const uint32_t run = (step == 4u) ? columns : 4u;
    while (v != end) {
        uint32_t column = 0;
        do {
            const int32_t x = element_at(v, column, wide);
            int32_t term = w[column] * x;
            __asm__ volatile("" : "+l"(term)); /* GCC would move it to a high register */
            a += term;
            term = u[column] * x;
            __asm__ volatile("" : "+l"(term));
            b += term;
            column++;
        } while (column != run);
        v += run << wide;
        w += step;
        u += step;
    }
    sums[0] = a;
    sums[1] = b;
}
#endif
