/* ---------------------------------------------------------------- products */

#ifdef TESSERA_THUMB1
/* The values of all rows, at least one; those of the shared map are added. */
static void find_values(row_walk *walk)
{
    int32_t sums[LARGEST_STEP];
    do {
        const uint32_t rows = is_wide(walk->wide) ? dot_step(walk, sums, 1) : dot_step(walk, sums, 0);
        const int32_t *from = sums;
        const int32_t *end = sums + rows;
        int32_t *out = walk->sums;
        const uint8_t *biases = walk->biases;
        const uint8_t *multipliers = walk->multipliers;
        const uint8_t *shifts = walk->shifts;
        const int map = !TESSERA_WITH_GATE || is_map(walk->kind);
        walk->biases = biases + 4u * rows;
        walk->w += rows * walk->columns;
        walk->left -= rows;
        do {
            int32_t value = *from + (int32_t)load32(biases);
            biases += 4;
            if (map) {
                value = requantize(value, (int32_t)load32(multipliers), load8(shifts));
                multipliers += 4;
                shifts++;
                if (TESSERA_WITH_SHARED_MAP && (walk->kind == (uint32_t)SHARED_MAP)) {
                    value += *out;
                }
            }
            *out = value;
            out++;
            from++;
        } while (from != end);
        walk->sums = out;
        walk->multipliers = multipliers;
        walk->shifts = shifts;
    } while (walk->left != 0u);
}
#else
/* What kernels see of a vector of less than four columns. Of weights, at most 16 bytes from the first on, they
 * read some that lie behind; the trailer has 12 bytes. */
static const int8_t no_columns[TESSERA_WITH_WIDE ? 8 : 4];

/* From the sums of rows of a map to its values, in place. */
static TESSERA_INLINE void requantize_rows(row_walk *walk, int32_t *sums, const int32_t *end)
{
    const uint8_t *multipliers = walk->multipliers;
    const uint8_t *shifts = walk->shifts;
    do {
#ifdef TESSERA_MVE
        if ((end - sums) >= 4) {
            requantize_four(sums, multipliers, shifts);
            multipliers += 16;
            shifts += 4;
            sums += 4;
            continue;
        }
#endif
        *sums = requantize(*sums, (int32_t)load32(multipliers), load8(shifts));
        multipliers += 4;
        TESSERA_OPAQUE(multipliers);
        shifts++;
        TESSERA_OPAQUE(shifts);
        sums++;
    } while (sums != end);
    walk->multipliers = multipliers;
    walk->shifts = shifts;
}

#if TESSERA_WITH_SHARED_MAP
/* Adds values to what is in `out`. */
static TESSERA_INLINE void add_values(row_walk *walk, const int32_t *values, const int32_t *end)
{
    int32_t *out = walk->out;
    do {
        *out += *values;
        out++;
        TESSERA_OPAQUE(out);
        values++;
    } while (values != end);
    walk->out = out;
}
#endif

/* Adds the columns behind the whole ones to the sums of the next rows. They lie behind the whole columns of
 * a group, a byte of each row, or of a plain row (Docs/Format.md, Order of the weights). */
TESSERA_NOINLINE static void add_columns(const row_walk *walk, uint32_t rows)
{
    const uint32_t columns = walk->columns;
    const uint32_t wide = TESSERA_WITH_WIDE ? walk->wide : 0u;
    for (uint32_t column = columns & ~(uint32_t)3; column != columns; column++) {
        const int32_t x = element_at(walk->vector, column, wide);
        const int8_t *w = walk->w;
        int32_t *sums = walk->sums;
        const int32_t *end = sums + rows;
        uint32_t together = (rows >= 4u) ? 4u : 1u;
        do {
            const int8_t *at = w + together * column;
            const int32_t *last = sums + together;
            do {
                *sums += load_weight(at) * x;
                at++;
                TESSERA_OPAQUE(at);
                sums++;
            } while (sums != last);
            w += together * columns;
            together = 1;
        } while (sums != end);
    }
}

/* The sums of the next rows, to walk->sums, which is also noted in `sums`. Returns how many rows that is. */
static TESSERA_INLINE uint32_t dot_next(row_walk **walk, row_walk *volatile *kept, int32_t **sums)
{
#ifdef TESSERA_MVE
    if (!is_wide((*walk)->wide) && ((*walk)->columns >= (uint32_t)VECTOR)) {
        *sums = (*walk)->sums;
        return vector_step(*walk);
    }
#endif
    return is_wide((*walk)->wide) ? dot_step(walk, kept, sums, 1) : dot_step(walk, kept, sums, 0);
}

/* The values of all rows, at least one. Those of the shared map are made apart, and added. Where the walk
 * lies is kept on the stack: the loops of some kernels need its register. */
static void find_values(row_walk *walk)
{
    row_walk *volatile kept = walk;
#if TESSERA_WITH_SHARED_MAP
    int32_t values[LARGEST_STEP];
    if (walk->kind == (uint32_t)SHARED_MAP) {
        walk->sums = values;
    }
#endif
    do {
        int32_t *sums;
        const uint32_t rows = dot_next(&walk, &kept, &sums);
        const uint32_t columns = walk->columns;
        int32_t *end = sums + rows;
        if ((columns & 3u) != 0u) {
            add_columns(walk, rows);
        }
        const int8_t *w = walk->w;
        const uint8_t *biases = walk->biases;
        walk->w = w + rows * columns;
        walk->biases = biases + 4u * rows;
        const uint32_t kind = walk->kind;
        if (!TESSERA_WITH_GATE || is_map(kind)) {
            requantize_rows(walk, sums, end);
#if TESSERA_WITH_SHARED_MAP
            if (kind == (uint32_t)SHARED_MAP) {
                add_values(walk, values, end);
                end = values;
            }
#endif
        }
        walk->sums = end;
        walk->left -= rows;
    } while (walk->left != 0u);
}
#endif

/* The product of a section of the file at `section` with the vector of a walk: `left` rows, at least one, of
 * `columns`. That of the shared map is added to what is in `out`. */
TESSERA_NOINLINE static void product(row_walk *walk, uint32_t section, uint32_t kind)
{
    const uint32_t rows = walk->left;
    const uint8_t *at = walk->blob + section;
    const uint32_t wide = is_wide_kind(walk->blob, kind);
    walk->kind = kind;
    if (TESSERA_WITH_WIDE) {
        walk->wide = wide;
    }
#ifndef TESSERA_THUMB1
    uint32_t whole = walk->columns & ~(uint32_t)3;
    walk->v = walk->vector;
    if (whole == 0u) {
        whole = 4;
        walk->v = no_columns;
    }
    walk->end = walk->v + (whole << wide);
#endif
    walk->biases = at;
    at += 4u * rows;
    if (!TESSERA_WITH_GATE || is_map(kind)) {
        walk->multipliers = at;
        at += 4u * rows;
        walk->shifts = at;
        at += padded(rows);
    }
    walk->w = (const int8_t *)at;
    walk->sums = walk->out;
    find_values(walk);
}
