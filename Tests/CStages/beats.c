#include "CStages.h"

#include "../../Runtime/C99/parts/choices.h"
#include "../../Runtime/C99/parts/core.h"
#include "../../Runtime/C99/parts/requantize.c"
#include "../../Runtime/C99/parts/ranges.c"
#include "../../Runtime/C99/parts/standardize.c"
#include "../../Runtime/C99/parts/signal.c"
#include "../../Runtime/C99/parts/beat_state.c"
#include "../../Runtime/C99/parts/beat_energy.c"
#include "../../Runtime/C99/parts/beat_place.c"
#include "../../Runtime/C99/parts/beat_levels.c"
#include "../../Runtime/C99/parts/beat_intervals.c"
#include "../../Runtime/C99/parts/beat_finder.c"
#include "../../Runtime/C99/parts/beat_stream.c"

/* The section as a file has it. */
typedef struct section_bytes {
    uint16_t halves[BEAT_FIELDS];
} section_bytes;

static const uint8_t *section_of(const uint16_t *fields, section_bytes *section)
{
    uint8_t *bytes = (uint8_t *)section->halves;
    for (uint32_t field = 0; field < (uint32_t)BEAT_FIELDS; field++) {
        bytes[2u * field] = (uint8_t)(fields[field] & 255u);
        bytes[2u * field + 1u] = (uint8_t)(fields[field] >> 8);
    }
    return bytes;
}

uint32_t c_beats_size(const uint16_t *fields)
{
    section_bytes section;
    beat_state state;
    return read_section(&state, section_of(fields, &section));
}

uint32_t c_beats_macro(const uint16_t *f)
{
    return (uint32_t)TESSERA_BEAT_SIZE(f[0], f[1], f[2], f[5], f[6], f[7], f[11]);
}

uint32_t c_beats(const uint16_t *fields, uint32_t first, const int16_t *samples, uint32_t count,
                 void *memory, c_beat *found, uint32_t most)
{
    uint32_t beats = 0;
    beat_state *it = (beat_state *)memory;
    section_bytes section;
    reset_beats(it, section_of(fields, &section), c_beats_size(fields), 0, first);
    const int16_t *at = samples;
    while (at != samples + count) {
        tessera_beat answer;
        at = push_samples(it, at, samples + count, &answer);
        if ((answer.window != NULL) && (beats < most)) {
            const uint32_t length = cut_count(it) + 4u * fields[BEAT_INTERVALS];
            c_beat beat = {(uint32_t)(at - samples) - 1u, answer.place, 0};
            for (uint32_t index = 0; index < length; index++) {
                beat.digest += (int64_t)(index + 1u) * answer.window[index];
            }
            found[beats] = beat;
            beats++;
        }
    }
    return beats;
}

int32_t c_fine_logarithm(uint32_t value) { return fine_logarithm(value); }
