/* The cut around the peak of a maximum that is due: any fields, any samples. */
#include "tessera.c"

#include "../beats.h"

uint32_t contract_refined_age(beat_state *it)
{
    const uint32_t latest = it->latest;
    const uint32_t refined = nondet_uint32_t();
    __CPROVER_assert(it == &state && are_places(it) && it->kept < it->at, "a maximum that is due");
    __CPROVER_assume(latest <= refined && refined <= latest + it->fields[BEAT_INTEGRATION]);
    return refined;
}

int main(void)
{
    choose_state();
    choose_maximum();
    __CPROVER_assume(state.kept < state.at);
    hold_beat(&state);
    __CPROVER_assert(state.held.energy == state.waiting.energy, "what is held");
}
