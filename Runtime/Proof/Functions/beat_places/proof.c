/* The age of a peak, and samples that go to the start of their memory: any fields, any samples. */
#include "tessera.c"

#include "../beats.h"

int main(void)
{
    choose_state();
#if PART == 0
    choose_maximum();
    __CPROVER_assume(state.kept < state.at);
    const uint32_t latest = state.latest;
    const uint32_t age = refined_age(&state);
    __CPROVER_assert(latest <= age && age <= latest + state.fields[BEAT_INTEGRATION], "an age");
#else
    state.at = state.end;
    move_samples(&state);
    __CPROVER_assert(state.at == state.kept, "samples that are kept");
#endif
}
