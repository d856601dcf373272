/* The stages of the C99 runtime, one at a time, for tests: the runtime itself has no name for them. */
#ifndef C_STAGES_H
#define C_STAGES_H

#include <stdint.h>

typedef struct c_stage {
    uint8_t op;
    uint16_t operands[4];
    const int16_t *constants;
    uint32_t count; /* of constants */
} c_stage;

typedef struct c_effect {
    uint32_t features, length, magnitude, scratch, steps;
} c_effect;

/* Whether the stage is valid on a node, and what it does to a channel. */
int c_stage_effect(const c_stage *stage, uint32_t length, uint32_t magnitude, c_effect *effect);

/* Runs a valid stage on a channel, and returns how many features it put. */
uint32_t c_stage_run(const c_stage *stage, const int16_t *source, uint32_t length, int16_t *target,
                     uint32_t target_length, void *scratch, int32_t *features);

typedef struct c_beat {
    uint32_t at;    /* the index of the sample that completes it */
    uint32_t place; /* the number of the sample of its peak */
    int64_t digest; /* sum of index × sample of its window, from 1 on */
} c_beat;

/* Bytes of the memory of a search for beats with twelve fields, and by the macro of tessera.h. */
uint32_t c_beats_size(const uint16_t *fields);
uint32_t c_beats_macro(const uint16_t *fields);

/* Finds the beats among samples, the first of which has the number `first`; returns how many. `memory`
 * is aligned to 4. */
uint32_t c_beats(const uint16_t *fields, uint32_t first, const int16_t *samples, uint32_t count,
                 void *memory, c_beat *found, uint32_t most);

int32_t c_fine_logarithm(uint32_t value);

#endif
