/* ---------------------------------------------------------------- rows of wide vectors */

/* The magnitudes of a row: the first `whole` columns lie in fours every 4 × `stride` bytes,
 * the others every `stride` bytes. */
static uint32_t row_magnitude(const int8_t *w, const int8_t *tail, uint32_t whole,
                              uint32_t columns, uint32_t stride)
{
    uint32_t sum = 0;
    for (uint32_t column = 0; column < columns; column++)
        TESSERA_LOOP(__CPROVER_assigns(column, sum)
                     __CPROVER_loop_invariant((column <= columns) && (sum <= 128u * column))
                     __CPROVER_decreases(columns - column))
    {
        const int32_t weight = (column < whole)
                                   ? load_weight(w + (column & ~(uint32_t)3) * stride + (column & 3u))
                                   : load_weight(tail + (column - whole) * stride);
        sum += (uint32_t)((weight < 0) ? -weight : weight);
    }
    return sum;
}

/* Whether no row overflows with any vector of 16 bits: |bias| + 2^15 × Σ|w| <= 2^31 - 2. */
static int are_wide_rows(const uint8_t *biases, const int8_t *w, uint32_t rows,
                         uint32_t columns)
{
    const uint32_t whole = columns & ~(uint32_t)3;
    const uint32_t grouped = rows & ~(uint32_t)3;
    for (uint32_t row = 0; row < rows; row++) {
        const int32_t bias = (int32_t)load32(biases + 4u * row);
        const uint32_t size = (bias < 0) ? (0u - (uint32_t)bias) : (uint32_t)bias;
        uint32_t magnitude;
        if (row < grouped) {
            const int8_t *group = w + (row & ~(uint32_t)3) * columns;
            const uint32_t lane = row & 3u;
            magnitude = row_magnitude(group + 4u * lane, group + 4u * whole + lane, whole,
                                      columns, 4);
        } else {
            const int8_t *plain = w + row * columns;
            magnitude = row_magnitude(plain, plain + whole, whole, columns, 1);
        }
        if (magnitude > ((0x7FFFFFFEu - size) >> 15)) {
            return 0;
        }
    }
    return 1;
}
