/* ---------------------------------------------------------------- products */

/* From sums to the values of a map, in place; `count` is not 0. */
TESSERA_NOINLINE static void requantize_rows(int32_t *rows, uint32_t count,
                                             const uint8_t *multipliers, const uint8_t *shifts)
{
    const int32_t *end = rows + count;
    do {
        *rows = requantize(*rows, (int32_t)load32(multipliers), load8(shifts));
        multipliers += 4;
        shifts++;
        rows++;
    } while (rows != end);
}

#ifndef TESSERA_THUMB1
/* Adds the columns behind the whole ones to the sums of `rows`, whose last whole columns end where the
 * walk is, and goes behind them. */
TESSERA_NOINLINE static void add_columns(row_walk *walk, uint32_t rows)
{
    const uint32_t columns = walk->columns;
    const uint32_t rest = columns & 3u;
    walk->w += (rows == 4u) ? (4u * rest) : rest;
    for (uint32_t row = 0; row != rows; row++) {
        const int8_t *at = walk->w - (rows - row - 1u) * columns - rest;
        const int8_t *x = walk->end;
        uint32_t stride = 1;
        int32_t sum = (columns < 4u) ? (int32_t)load32(walk->biases + 4u * row) : walk->sums[row];
        if ((rows >= 4u) && (row < 4u)) {
            stride = 4;
            at = walk->w - (rows & 1u) * columns - 4u * rest + row;
        }
        for (uint32_t column = 0; column != rest; column++) {
            sum += load_weight(at) * element_at(x, column, TESSERA_WITH_WIDE ? walk->wide : 0u);
            at += stride;
        }
        walk->sums[row] = sum;
    }
}

/* The sums of the next rows over their whole columns, if there are such. Returns how many rows that is. */
static TESSERA_INLINE uint32_t next_rows(row_walk **place, row_walk *volatile *kept)
{
    const row_walk *walk = *place;
    if (walk->columns < 4u) {
        return (walk->left < 4u) ? 1u : 4u;
    }
#ifdef TESSERA_MVE
    if (!is_wide(walk->wide) && (walk->columns >= (uint32_t)VECTOR)) {
        return vector_step(*place);
    }
#endif
    return is_wide(walk->wide) ? dot_step(place, kept, 1) : dot_step(place, kept, 0);
}
#endif

/* The sums of the rows that are left, at least one. Rows have their whole columns first and then the
 * others (Docs/Format.md, Order of the weights). Where the walk lies is kept on the stack: the loops of
 * some kernels need its register. */
TESSERA_NOINLINE static void dot_rows(row_walk *walk)
{
#ifndef TESSERA_THUMB1
    row_walk *volatile kept = walk;
#endif
    for (;;) {
#ifdef TESSERA_THUMB1
        const uint32_t rows = is_wide(walk->wide) ? dot_step(&walk, 1) : dot_step(&walk, 0);
#else
        const uint32_t rows = next_rows(&walk, &kept);
        if ((walk->columns & 3u) != 0u) {
            add_columns(walk, rows);
        }
#endif
        walk->biases += 4u * rows;
        walk->left -= rows;
        if (walk->left == 0u) {
            break;
        }
        walk->sums += rows;
    }
}

#if TESSERA_WITH_SHARED_MAP
/* Adds the values of a map to what is in `out`, a few rows at a time. */
TESSERA_NOINLINE static void add_values(row_walk *walk, const uint8_t *multipliers,
                                        const uint8_t *shifts, int32_t *out)
{
    int32_t sums[7];
    uint32_t left = walk->left;
    do {
        const uint32_t rows = (left < 8u) ? left : 4u;
        walk->sums = sums;
        walk->left = rows;
        left -= rows;
        dot_rows(walk);
        requantize_rows(sums, rows, multipliers, shifts);
        multipliers += 4u * rows;
        shifts += rows;
        for (uint32_t row = 0; row != rows; row++) {
            *out += sums[row];
            out++;
        }
    } while (left != 0u);
}
#endif

/* The product of a section of the file at `section`, of at least one row, with a vector. That of the
 * shared map is added to what is in `out`. */
TESSERA_NOINLINE static void product(const uint8_t *blob, uint32_t section, uint32_t kind,
                                     const int8_t *v, int32_t *out)
{
    row_walk walk;
    walk.left = row_count(blob, kind);
    walk.columns = column_count(blob, kind);
    const uint32_t wide = is_wide_kind(blob, kind);
    if (TESSERA_WITH_WIDE) {
        walk.wide = wide;
    }
    walk.v = v;
#ifndef TESSERA_THUMB1
    walk.end = v + ((walk.columns & ~(uint32_t)3) << wide);
#endif
    walk.sums = out;
    walk.biases = blob + section;
    const uint8_t *multipliers = walk.biases + 4u * walk.left;
    walk.w = (const int8_t *)multipliers;
    if (!TESSERA_WITH_GATE || is_map(kind)) {
        const uint32_t rows = walk.left;
        const uint8_t *shifts = multipliers + 4u * rows;
        walk.w = (const int8_t *)shifts + padded(rows);
#if TESSERA_WITH_SHARED_MAP
        if (kind == SHARED_MAP) {
            add_values(&walk, multipliers, shifts, out);
            return;
        }
#endif
        dot_rows(&walk);
        requantize_rows(out, rows, multipliers, shifts);
        return;
    }
    dot_rows(&walk);
}
