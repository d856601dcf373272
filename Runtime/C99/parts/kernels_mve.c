/* ---------------------------------------------------------------- kernels, MVE */

#ifdef TESSERA_MVE
/* These take vectors of 8 bits with at least 16 whole columns, 16 at a time. The last step goes back
 * over columns that are done where there are fewer than 16, and a predicate leaves them out: no load is
 * behind the rows. The predicate is never a constant: compilers sign-extend it, and assemblers refuse
 * that. */
enum { VECTOR = 16 };

/* A group of tiles, and where `five` is 1, a constant, the plain row behind it. A load of four words
 * with a stride of four undoes the tiles. */
static TESSERA_INLINE void vector_group(const row_walk *walk, int five)
{
    const uint32_t whole = walk->columns & ~(uint32_t)3;
    const uint8_t *biases = walk->biases;
    const int8_t *w = walk->w;
    const int8_t *u = w + 4u * walk->columns;
    const int8_t *v = walk->v;
    int32_t a = (int32_t)load32(biases);
    int32_t b = (int32_t)load32(biases + 4);
    int32_t c = (int32_t)load32(biases + 8);
    int32_t d = (int32_t)load32(biases + 12);
    int32_t e = five ? (int32_t)load32(biases + 16) : 0;
    mve_pred16_t lanes = 0xFFFF;
    for (uint32_t left = whole; left != 0u;) {
        if (left < VECTOR) {
            const uint32_t back = VECTOR - left;
            w -= 4u * back;
            u -= back;
            v -= back;
            lanes = (mve_pred16_t)(0xFFFFu << back);
            left = VECTOR;
        }
        const int8x16_t x = vld1q_s8(v);
        const int32x4x4_t rows = vld4q_s32((const int32_t *)(const void *)w);
        a = vmladavaq_p_s8(a, vreinterpretq_s8_s32(rows.val[0]), x, lanes);
        b = vmladavaq_p_s8(b, vreinterpretq_s8_s32(rows.val[1]), x, lanes);
        c = vmladavaq_p_s8(c, vreinterpretq_s8_s32(rows.val[2]), x, lanes);
        d = vmladavaq_p_s8(d, vreinterpretq_s8_s32(rows.val[3]), x, lanes);
        if (five) {
            e = vmladavaq_p_s8(e, vld1q_s8(u), x, lanes);
            u += VECTOR;
        }
        w += 4 * VECTOR;
        v += VECTOR;
        left -= VECTOR;
    }
    walk->sums[0] = a;
    walk->sums[1] = b;
    walk->sums[2] = c;
    walk->sums[3] = d;
    if (five) {
        walk->sums[4] = e;
    }
}

/* One plain row, or two where `two` is 1, a constant. */
static TESSERA_INLINE void vector_plain(const row_walk *walk, int two)
{
    const uint32_t whole = walk->columns & ~(uint32_t)3;
    const int8_t *w = walk->w;
    const int8_t *u = two ? (w + walk->columns) : w;
    const int8_t *v = walk->v;
    int32_t a = (int32_t)load32(walk->biases);
    int32_t b = two ? (int32_t)load32(walk->biases + 4) : 0;
    mve_pred16_t lanes = 0xFFFF;
    for (uint32_t left = whole; left != 0u;) {
        if (left < VECTOR) {
            const uint32_t back = VECTOR - left;
            w -= back;
            u -= back;
            v -= back;
            lanes = (mve_pred16_t)(0xFFFFu << back);
            left = VECTOR;
        }
        const int8x16_t x = vld1q_s8(v);
        a = vmladavaq_p_s8(a, vld1q_s8(w), x, lanes);
        w += VECTOR;
        if (two) {
            b = vmladavaq_p_s8(b, vld1q_s8(u), x, lanes);
            u += VECTOR;
        }
        v += VECTOR;
        left -= VECTOR;
    }
    walk->sums[0] = a;
    if (two) {
        walk->sums[1] = b;
    }
}

/* The next rows of those that are left, as kernels_dsp.c has them. Returns how many rows that is. */
static TESSERA_INLINE uint32_t vector_step(const row_walk *walk)
{
    const uint32_t left = walk->left;
    if (left == 1u) {
        vector_plain(walk, 0);
        return 1;
    }
    if (left < 4u) {
        vector_plain(walk, 1);
        return 2;
    }
    if ((left & 0xFFFFFFF9u) == 1u) { /* 5 or 7 */
        vector_group(walk, 1);
        return 5;
    }
    vector_group(walk, 0);
    return 4;
}

/* From the sums of four rows of a map to its values, in place; as requantize.c has it. */
static TESSERA_INLINE void requantize_four(int32_t *sums, const uint8_t *multipliers, const uint8_t *shifts)
{
    const int32x4_t multiplier = vld1q_s32((const int32_t *)(const void *)multipliers);
    const int32x4_t shift = vreinterpretq_s32_u32(vldrbq_u32(shifts));
    const int32x4_t high = vmulhq_s32(vld1q_s32(sums), multiplier);
    const int32x4_t floors = vshlq_s32(high, vsubq_s32(vdupq_n_s32(33), shift));
    vst1q_s32(sums, vshrq_n_s32(vaddq_n_s32(floors, 1), 1));
}
#endif
