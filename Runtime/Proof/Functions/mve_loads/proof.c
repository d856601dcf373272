/* The kernels for MVE: what they load and multiply, for any count of columns from 16 on. A vector register is modelled
 * by where it was loaded from, so that a multiplication can say which columns of which row it takes. */
#include <stdint.h>

typedef uint16_t mve_pred16_t;
typedef struct int8x16_t {
    const int8_t *from;
    uint32_t row; /* of a group, whose tiles the load has undone */
} int8x16_t;
typedef struct int32x4x4_t {
    int8x16_t val[4];
} int32x4x4_t;
typedef int8x16_t int32x4_t;
typedef int8x16_t uint32x4_t;

int8x16_t vld1q_s8(const int8_t *at);
int32x4x4_t vld4q_s32(const int32_t *at);
int32x4_t vld1q_s32(const int32_t *at);
uint32x4_t vldrbq_u32(const uint8_t *at);
void vst1q_s32(int32_t *at, int32x4_t value);
int32_t vmladavaq_p_s8(int32_t sum, int8x16_t w, int8x16_t x, mve_pred16_t lanes);
#define vreinterpretq_s8_s32(value) (value)
#define vreinterpretq_s32_u32(value) (value)
#define vmulhq_s32(a, b) (a)
#define vshlq_s32(a, b) (a)
#define vsubq_s32(a, b) (b)
#define vdupq_n_s32(value) ((int32x4_t){0, 0})
#define vaddq_n_s32(a, n) (a)
#define vshrq_n_s32(a, n) (a)

/* The columns that are multiplied before a turn, and how many rows have them in this turn. */
static uint32_t done;
static uint32_t rows_of_turn;

#define __ARM_FEATURE_MVE 1
#include "tessera.c"

#include "../contracts.h"

#include "../products.h"

#define WEIGHTS(columns) (ROWS == 5 ? 4u * (columns) + (columns) : ROWS * (columns))

static const int8_t *first_weight;
static const int8_t *first_element;
static uint32_t columns;

int8x16_t vld1q_s8(const int8_t *at)
{
    const int8x16_t value = {at, 0};
    __CPROVER_assert(__CPROVER_r_ok(at, 16), "16 bytes to load");
    return value;
}

int32x4x4_t vld4q_s32(const int32_t *at)
{
    const int8_t *from = (const int8_t *)at;
    const int32x4x4_t rows = {{{from, 0}, {from, 1}, {from, 2}, {from, 3}}};
    __CPROVER_assert(__CPROVER_r_ok(from, 64), "64 bytes to load");
    __CPROVER_assert((__CPROVER_POINTER_OFFSET(from) & 3u) == 0u, "words to load");
    return rows;
}

int32x4_t vld1q_s32(const int32_t *at)
{
    const int32x4_t value = {(const int8_t *)at, 0};
    __CPROVER_assert(__CPROVER_r_ok(at, 16), "four words to load");
    return value;
}

uint32x4_t vldrbq_u32(const uint8_t *at)
{
    const uint32x4_t value = {(const int8_t *)at, 0};
    __CPROVER_assert(__CPROVER_r_ok(at, 4), "four bytes to load");
    return value;
}

void vst1q_s32(int32_t *at, int32x4_t value)
{
    (void)value;
    __CPROVER_assert(__CPROVER_w_ok(at, 16), "room for four words");
}

/* Multiplies the next row of the turn with 16 columns, of which the predicate leaves out those that are done. */
int32_t vmladavaq_p_s8(int32_t sum, int8x16_t w, int8x16_t x, mve_pred16_t lanes)
{
    const uint32_t column = (uint32_t)(__CPROVER_POINTER_OFFSET(x.from) - __CPROVER_POINTER_OFFSET(first_element));
    const uint64_t place = __CPROVER_POINTER_OFFSET(w.from) - __CPROVER_POINTER_OFFSET(first_weight);
    const uint32_t row = rows_of_turn;
    (void)sum;
    __CPROVER_assert(column <= done && done - column < 16u && column + 16u <= (columns & ~(uint32_t)3), "columns of the vector");
    __CPROVER_assert(lanes == (mve_pred16_t)(0xFFFFu << (done - column)), "columns that are done are left out");
    __CPROVER_assert((ROWS >= 4 && row < 4u) ? (place == 4u * column && w.row == row)
                                             : (place == (ROWS >= 4 ? 4u : row) * columns + column && w.row == 0u),
                     "the same columns of the next row");
    rows_of_turn++;
    return (int32_t)nondet_uint32_t();
}

int main(void)
{
    row_walk walk;
    int32_t sums[ROWS];
    const uint32_t left = nondet_uint32_t();
    columns = nondet_uint32_t();
    __CPROVER_assume(1u <= left && left <= LARGEST_COUNT && step_rows(left) == ROWS);
    __CPROVER_assume((uint32_t)VECTOR <= columns && columns <= LARGEST_COUNT);
    int8_t *vector = malloc(columns & ~(uint32_t)3);
    int8_t *w = malloc(VECTOR + WEIGHTS(columns)); /* biases lie before the weights: an address may go back to them */
    uint8_t *biases = malloc(4u * ROWS);
    uint8_t *multipliers = malloc(4u * ROWS);
    uint8_t *shifts = malloc(ROWS);
    __CPROVER_assume(vector != NULL && w != NULL && biases != NULL && multipliers != NULL && shifts != NULL);
    for (uint32_t row = 0; row < ROWS; row++) {
        __CPROVER_assume(is_multiplier(load32(multipliers + 4u * row)) && is_shift(shifts[row]));
    }
    first_weight = walk.w = w + VECTOR;
    first_element = walk.v = vector;
    walk.biases = biases;
    walk.multipliers = multipliers;
    walk.shifts = shifts;
    walk.columns = columns;
    walk.left = left;
    walk.sums = sums;
    __CPROVER_assert(vector_step(&walk) == ROWS, "rows of a step");
    requantize_rows(&walk, sums, sums + ROWS);
    __CPROVER_assert(walk.multipliers == multipliers + 4 * ROWS && walk.shifts == shifts + ROWS, "the next rows");
}
