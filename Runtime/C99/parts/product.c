/* ---------------------------------------------------------------- products */

/* Where the rows of a section find their parameters and leave their results. */
typedef struct row_places {
    const uint8_t *biases;
    const uint8_t *multipliers;
    const uint8_t *shifts;
    int32_t *out;
    uint32_t kind;
} row_places;

/* Completes rows from their dot products. */
TESSERA_NOINLINE static void emit_rows(const row_places *at, uint32_t row, uint32_t end,
                                       const int32_t *sums)
{
    do {
        int32_t value = *sums + (int32_t)load32(at->biases + 4u * row);
        if (is_map(at->kind)) {
            const int32_t multiplier = (int32_t)load32(at->multipliers + 4u * row);
            value = requantize(value, multiplier, at->shifts[row]);
            if (at->kind == SHARED_MAP) {
                value += at->out[row];
            }
        }
        at->out[row] = value;
        sums++;
        row++;
    } while (row != end);
}

/* The product of a section of the file at `section` with a vector, of 16 bits where `wide`
 * is 1.
 *
 * A step is a group of four rows, or one or two plain rows; either has its whole columns
 * first and then the others, `stride` bytes from one to the next (Docs/Format.md, Order of
 * the weights). */
TESSERA_NOINLINE static void product(const uint8_t *blob, uint32_t section, uint32_t kind,
                                     const int8_t *v, uint32_t wide, int32_t *out)
{
    const uint32_t rows = row_count(blob, kind);
    const uint32_t columns = column_count(blob, kind);
    const uint32_t whole = columns & ~(uint32_t)3;
    const uint8_t *biases = blob + section;
    const uint8_t *weights = biases + 4u * rows;
    row_places places = {biases, weights, weights, out, kind};
    if (is_map(kind)) {
        places.shifts = weights + 4u * rows;
        weights = places.shifts + padded(rows);
    }
    const int8_t *w = (const int8_t *)weights;
    uint32_t lanes;
    for (uint32_t row = 0; row != rows; row += lanes) {
        int32_t sums[4];
        uint32_t stride = 4;
        uint32_t apart = 1;
        lanes = rows - row;
        if (lanes >= 4u) {
            lanes = 4;
        } else {
            stride = 1;
            lanes = 1u + (lanes >> 1); /* 3 rows are 2 and then 1 */
            apart = columns * (lanes - 1u);
        }
        dot_whole(w, apart, stride, v, whole, wide, sums);
        const int8_t *tail = w + stride * whole;
        for (uint32_t column = whole; column != columns; column++) {
            for (uint32_t lane = 0; lane < lanes; lane++) {
                sums[lane] += tail[lane * apart] * element_at(v, column, wide);
            }
            tail += stride;
        }
        emit_rows(&places, row, row + lanes, sums);
        w += lanes * columns;
    }
}
