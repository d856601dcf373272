/* What stands for the functions of an inference that have a proof of their own: behind `contracts.h`. */

/* How many rows a step takes, where so many are left (kernels_portable.c). */
static uint32_t step_rows(uint32_t left)
{
    if (left == 1u) {
        return 1;
    }
    if (left < 4u) {
        return 2;
    }
    return (left == 5u || left == 7u) ? 5u : 4u;
}

/* Of each of `count` integers, 5 at most. */
#define EACH(count, IS, at)                                                                  \
    (((count) < 1u || IS((at)[0])) && ((count) < 2u || IS((at)[1])) &&                       \
     ((count) < 3u || IS((at)[2])) && ((count) < 4u || IS((at)[3])) && ((count) < 5u || IS((at)[4])))

/* A value of a map, and the sum of a row behind so many columns. */
#define IS_VALUE(value) (-((int32_t)1 << 29) <= (value) && (value) <= ((int32_t)1 << 29))
#define IS_SUM(sum, columns) \
    (-(int32_t)ONE - (int32_t)((columns) << 14) <= (sum) && (sum) <= (int32_t)ONE + (int32_t)((columns) << 14))

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

#ifdef OF_STEPS
/* The section that is walked over; what it sees of its vector does not change. */
static row_walk known;

static int is_vector(const row_walk *walk)
{
    return walk->vector == known.vector && walk->v == known.v && walk->end == known.end && walk->columns == known.columns &&
           walk->wide == known.wide;
}

/* Room for so many values: a step's own, or behind those of the rows before. */
static int is_room_for(const int32_t *values, uint32_t rows)
{
    const uint64_t offset = __CPROVER_POINTER_OFFSET(values);
    return (offset & 3u) == 0u && __CPROVER_same_object(values, known.out)
               ? offset + 4u * rows <= 4u * (uint64_t)known.left
               : (rows <= (uint32_t)LARGEST_STEP && offset == 0u && __CPROVER_w_ok(values, 4u * LARGEST_STEP));
}

/* Whether so many weights are those of the section behind the rows before. */
static int are_weights(const int8_t *w, uint32_t count)
{
    return w == known.w + weights_of_rows_before && weights_of_rows_before + count <= all_weights;
}

/* What is in the sums of a step, and where these are. */
enum { NOTHING, SUMS, VALUES };

static uint32_t content;
static uint32_t weights_of_rows_before;
static const int32_t *place_of_sums;

uint32_t contract_dot_step(row_walk **place, row_walk *volatile *kept, int32_t **values, uint32_t wide)
{
    const row_walk *walk = *place;
    const uint32_t rows = ROWS; /* each has a variant */
    (void)kept;
    __CPROVER_assert(walk->left >= 1u && rows <= walk->left && rows == step_rows(walk->left), "rows that are left");
    __CPROVER_assert(wide == walk->wide && is_vector(walk), "the vector");
    __CPROVER_assert(walk->biases == known.biases + 4u * (known.left - walk->left), "biases of these rows");
    __CPROVER_assert(are_weights(walk->w, rows * walk->columns), "weights of the section");
    __CPROVER_assert(is_room_for(walk->sums, rows), "room for the sums");
    *values = walk->sums;
    content = SUMS;
    place_of_sums = walk->sums;
    return rows;
}

void contract_add_columns(const row_walk *walk, uint32_t rows)
{
    __CPROVER_assert((walk->columns & 3u) != 0u && is_vector(walk), "columns that are left");
    __CPROVER_assert(content == (uint32_t)SUMS && walk->sums == place_of_sums && rows == ROWS, "the sums of the step");
    __CPROVER_assert(are_weights(walk->w, rows * walk->columns), "weights of the section");
}

void contract_requantize_rows(row_walk *walk, int32_t *sums, const int32_t *end)
{
    const uint32_t rows = ROWS;
    const uint64_t first = __CPROVER_POINTER_OFFSET(walk->shifts) - __CPROVER_POINTER_OFFSET(known.shifts);
    __CPROVER_assert(content == (uint32_t)SUMS && sums == place_of_sums && end == sums + rows, "the sums of the step");
    __CPROVER_assert(walk->shifts == known.shifts + first && first + rows <= known.left, "shifts of these rows");
    __CPROVER_assert(walk->multipliers == known.multipliers + 4u * first, "multipliers of these rows");
    content = VALUES;
    walk->multipliers += 4u * rows;
    walk->shifts += rows;
}

void contract_add_values(row_walk *walk, const int32_t *values, const int32_t *end)
{
    const uint32_t rows = ROWS;
    __CPROVER_assert(content == (uint32_t)VALUES && values == place_of_sums && end == values + rows, "the values of the step");
    __CPROVER_assert(__CPROVER_same_object(walk->out, known.out) && is_room_for(walk->out, rows), "room for the values");
    content = NOTHING; /* values are added once */
    walk->out += rows;
}
#endif

/* All rows of a section, from the first on. The vector and the room for the values are those of the walk: that they
 * are long enough is shown where they are made (inference). */
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
