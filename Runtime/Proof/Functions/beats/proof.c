/* One sample of a stream, or two, in any state that the sample before can leave. */
#include "tessera.c"

#include "../beats.h"

void contract_move_samples(beat_state *it)
{
    __CPROVER_assert(it == &state && it->at == it->end, "samples to the end");
    it->at = it->kept;
}

void contract_hold_beat(beat_state *it)
{
    __CPROVER_assert(it == &state && are_cuts(it), "the state");
    __CPROVER_assert(it->kept < it->at && it->at <= it->end, "samples that have come");
    __CPROVER_assert(it->waiting.energy != 0u && it->now - it->waiting.place == it->hold, "a maximum that is due");
    copy_peak(&it->held, &it->waiting);
    it->held_place = nondet_uint32_t();
}

int32_t contract_fine_logarithm(uint32_t value)
{
    const int32_t octaves = (int32_t)nondet_uint32_t();
    __CPROVER_assert(value != 0u, "a logarithm that there is");
    __CPROVER_assume(0 <= octaves && octaves <= 32 * 1024);
    return octaves;
}

int32_t contract_floored_quotient(int32_t dividend, uint32_t divisor)
{
    const int32_t quotient = (int32_t)nondet_uint32_t();
    __CPROVER_assert(0 <= dividend && dividend < (1 << 24) && 1u <= divisor && divisor <= 32768u, "a quotient");
    __CPROVER_assume(0 <= quotient && quotient <= dividend && (quotient >= 1 || (uint32_t)dividend < divisor));
    return quotient;
}

int main(void)
{
    uint32_t place;
    choose_state();
    state.pending = nondet_uint8_t();
    state.learning = nondet_uint8_t() & 1u;
    state.due = nondet_uint32_t();
    state.difference = (int32_t)nondet_uint32_t();
    state.energy = nondet_uint32_t();
    state.steepest = nondet_uint32_t();
    state.origin = nondet_uint32_t();
    state.patience = nondet_uint32_t();
    state.signal = nondet_uint32_t();
    state.noise = nondet_uint32_t();
    state.last_place = nondet_uint32_t();
    state.held_place = nondet_uint32_t();
    state.interval_count = (uint16_t)nondet_uint32_t();
    for (uint32_t index = 0; index < (uint32_t)LOCAL_INTERVALS; index++) {
        state.intervals[index] = (uint16_t)nondet_uint32_t();
    }
    beat_peak *const peaks[4] = {&state.top, &state.waiting, &state.last, &state.held};
    for (uint32_t index = 0; index < 4u; index++) {
        peaks[index]->energy = nondet_uint32_t();
        peaks[index]->place = nondet_uint32_t();
        peaks[index]->slope = nondet_uint32_t();
    }
    state.usual = nondet_uint32_t();
    __CPROVER_assume(is_on_time(&state) && are_intervals(&state));
    /* The sum of a box of samples less that of another one. */
    __CPROVER_assume(-(1 << 26) <= state.difference && state.difference <= (1 << 26));
    const int16_t samples[2] = {(int16_t)nondet_uint32_t(), (int16_t)nondet_uint32_t()};
    const int16_t *end = samples + 1 + (nondet_uint32_t() & 1u);
    const uint32_t before = state.now;
    const uint32_t left = state.due - before;
    const int16_t *at = follow_energy(&state, samples, end);
    __CPROVER_assert(samples < at && at <= end && state.now == before + (uint32_t)(at - samples), "samples that were taken");
    __CPROVER_assert((uint32_t)(at - samples) <= left, "nothing is taken behind what is due");
    if (state.now == state.due) {
        const sample *window = examine(&state, &place);
        __CPROVER_assert(window == NULL || __CPROVER_r_ok(window, 2u * (cut_count(&state) +
                             (uint32_t)INTERVAL_FEATURES * state.fields[BEAT_INTERVALS])), "a whole window");
    }
    __CPROVER_assert(are_places(&state) && are_cuts(&state), "places of the next sample");
    __CPROVER_assert(is_on_time(&state), "what is due");
    __CPROVER_assert(are_intervals(&state), "intervals");
}
