/* What find_gains leaves for learn_label: any P f, any features, up to 33 of them, any constant. P f is made
 * by multiply_row, and here it is any (stand_ins.txt). */
#include "tessera.c"

int8_t nondet_int8_t(void);
uint8_t nondet_uint8_t(void);
int32_t nondet_int32_t(void);
uint32_t nondet_uint32_t(void);

int main(void)
{
    adapt_state state;
    adapt_gains gains;
    int8_t features[LARGEST_ADAPTED_COUNT + 1];
    state.features = COUNT;
    state.w_end = ADAPT_HEAD;
    state.constant = nondet_uint8_t();
    __CPROVER_assume(1 <= state.constant && state.constant <= ADAPT_CONSTANT_LIMIT);
    for (uint32_t row = 0; row < COUNT; row++) {
        features[row] = nondet_int8_t();
        gains.v[row] = nondet_int32_t();
        __CPROVER_assume(gains.v[row] != INT32_MIN);
    }
    find_gains(&state, features, &gains);
    const uint32_t row = nondet_uint32_t();
    __CPROVER_assume(row < COUNT);
    const int32_t v = gains.v[row] >> gains.drop;
    __CPROVER_assert(-32768 <= v && v <= 32768, "16 bits");
    __CPROVER_assert(0 <= gains.reciprocal && gains.reciprocal <= 65535, "a reciprocal of 16 bits");
    __CPROVER_assert(6u + gains.scale - gains.drop <= 30u, "a shift for W");
    __CPROVER_assert(14u + gains.scale - 2u * gains.drop <= 30u, "a shift for P");
}
