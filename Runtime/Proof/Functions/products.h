/* What stands for functions that multiply rows with a vector: behind `contracts.h`. */

/* Of each of `count` integers, 5 at most. */
#define EACH(count, IS, at)                                                                  \
    (((count) < 1u || IS((at)[0])) && ((count) < 2u || IS((at)[1])) &&                       \
     ((count) < 3u || IS((at)[2])) && ((count) < 4u || IS((at)[3])) && ((count) < 5u || IS((at)[4])))

/* A value of a map, and the sum of a row behind so many columns. */
#define IS_VALUE(value) (-(1 << 29) <= (value) && (value) <= (1 << 29))
#define IS_SUM(sum, columns) \
    (-(1 << 30) - (int32_t)((columns) << 14) <= (sum) && (sum) <= (1 << 30) + (int32_t)((columns) << 14))

int32_t contract_requantize(int32_t acc, int32_t multiplier, uint32_t shift)
{
    const int32_t value = (int32_t)nondet_uint32_t();
    (void)acc;
    __CPROVER_assert(is_multiplier((uint32_t)multiplier) && is_shift(shift), "a multiplier and a shift");
    __CPROVER_assume(IS_VALUE(value));
    return value;
}

/* How many columns a kernel sees: the whole ones, or four zeros. */
#define SEEN(columns) (((columns) < 4u) ? 4u : ((columns) & ~(uint32_t)3))

/* All rows of a section. The vector and the room for the values are those of the walk; that they are long enough
 * is not asserted. The proof of find_values for all counts is not there yet. */
void contract_find_values(row_walk *walk)
{
    const uint32_t rows = walk->left;
    const uint32_t whole = walk->columns & ~(uint32_t)3;
    __CPROVER_assert(walk->kind < (uint32_t)ROW_KINDS && walk->wide == is_wide_kind(file, walk->kind), "a kind of rows");
    __CPROVER_assert(walk->v == ((whole == 0u) ? no_columns : walk->vector), "the vector, or zeros");
    __CPROVER_assert(walk->end == walk->v + (SEEN(walk->columns) << walk->wide), "its whole columns");
    __CPROVER_assert(walk->sums == walk->out, "the room for the values");
    __CPROVER_assert(is_room(walk->biases, 4u * rows), "biases in the file");
    __CPROVER_assert(!is_map(walk->kind) || is_room(walk->multipliers, 4u * rows), "multipliers in the file");
    __CPROVER_assert(!is_map(walk->kind) || is_row((const int8_t *)walk->shifts, rows), "shifts in the file");
    __CPROVER_assert(is_row(walk->w, PRODUCT(rows, walk->columns)), "weights in the file");
}
