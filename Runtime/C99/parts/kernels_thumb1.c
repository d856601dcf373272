/* ---------------------------------------------------------------- kernels, Thumb-1 */

#ifdef TESSERA_THUMB1
/* Two rows that lie `apart` bytes from each other: plain ones, with a `step` of 4, or
 * half a group of tiles, where four columns of one lie every 16 bytes. The elements of the vector have 16
 * bits where `wide` is 1, a constant. */
static TESSERA_INLINE void dot_two(const int8_t *w, uint32_t apart, const int8_t *v,
                                   uint32_t columns, uint32_t step, int32_t *sums, uint32_t wide)
{
    const int8_t *u = w + apart;
    int32_t a = 0;
    int32_t b = 0;
    const int8_t *end = v + (columns << wide);
    const uint32_t run = (step == 4u) ? columns : 4u;
    /* One index for three vectors: they and the sums are all that eight registers hold. */
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

/* One plain row. */
static TESSERA_INLINE int32_t dot_one(const int8_t *w, const int8_t *v, uint32_t columns, uint32_t wide)
{
    int32_t sum = 0;
    do {
        columns--;
        sum += w[columns] * element_at(v, columns, wide);
    } while (columns != 0u);
    return sum;
}

TESSERA_NOINLINE static void dot_pair(const int8_t *w, uint32_t apart, const int8_t *v,
                                      uint32_t columns, uint32_t step, int32_t *sums)
{
    dot_two(w, apart, v, columns, step, sums, 0);
}

TESSERA_NOINLINE static void dot_pair_wide(const int8_t *w, uint32_t apart, const int8_t *v,
                                           uint32_t columns, uint32_t step, int32_t *sums)
{
    dot_two(w, apart, v, columns, step, sums, 1);
}

TESSERA_NOINLINE static int32_t dot_row(const int8_t *w, const int8_t *v, uint32_t columns)
{
    return dot_one(w, v, columns, 0);
}

TESSERA_NOINLINE static int32_t dot_row_wide(const int8_t *w, const int8_t *v, uint32_t columns)
{
    return dot_one(w, v, columns, 1);
}

/* The sums of the next rows of those that are left, with their biases: a group of tiles, two plain rows, or
 * one. Returns how many rows that is. */
static TESSERA_INLINE uint32_t dot_step(const row_walk *walk, int32_t *sums, uint32_t wide)
{
    const uint32_t columns = walk->columns;
    const int8_t *w = walk->w;
    const int8_t *v = walk->vector;
    uint32_t rows = 1;
    if (walk->left >= 4u) {
        uint32_t column = columns & ~(uint32_t)3;
        (is_wide(wide) ? dot_pair_wide : dot_pair)(w, 4, v, column, 16, sums);
        (is_wide(wide) ? dot_pair_wide : dot_pair)(w + 8, 4, v, column, 16, sums + 2);
        for (; column != columns; column++) {
            for (rows = 0; rows != 4u; rows++) {
                sums[rows] += w[4u * column + rows] * element_at(v, column, wide);
            }
        }
        rows = 4;
    } else if (walk->left != 1u) {
        rows = 2;
        (is_wide(wide) ? dot_pair_wide : dot_pair)(w, columns, v, columns, 4, sums);
    } else {
        *sums = (is_wide(wide) ? dot_row_wide : dot_row)(w, v, columns);
    }
    return rows;
}
#endif
