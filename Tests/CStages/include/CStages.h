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

#endif
