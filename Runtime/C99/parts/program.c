/* ---------------------------------------------------------------- program */

/* The fields of a stage. */
enum {
    STAGE_OP = 0,
    STAGE_SOURCE = 1,
    STAGE_TARGET = 2,
    STAGE_CHANNEL = 3,
    STAGE_CONSTANTS = 4, /* start and count, and then the operands */
    STAGE_SIZE = 16
};

enum { OP_SAMPLES = 1, ALL_CHANNELS = 255, LARGEST_STAGE_COUNT = 64 };

/* The numbers of a window. */
static uint32_t window_count(const uint8_t *blob)
{
    return is_version_2(blob) ? load16(blob + AT_SAMPLES) * blob[AT_CHANNELS]
                              : load16(blob + AT_INPUTS);
}

/* The samples of a channel, or of all. There is no node but the window yet. */
static int is_samples(const uint8_t *stage, uint32_t channels)
{
    return TESSERA_WITH_STAGE_SAMPLES && (stage[STAGE_OP] == OP_SAMPLES) &&
           (stage[STAGE_SOURCE] == 0u) && (stage[STAGE_TARGET] == 0u) &&
           ((stage[STAGE_CHANNEL] < channels) || (stage[STAGE_CHANNEL] == ALL_CHANNELS)) &&
           is_zero(stage + STAGE_CONSTANTS, stage + STAGE_SIZE);
}

/* Whether the section, with countsPerUnit of each channel before the stages, makes the
 * features. 64 stages of all samples are 2^24 element steps, which is their limit. */
static int is_program(const uint8_t *blob, const uint8_t *section, uint32_t stages)
{
    const uint32_t channels = blob[AT_CHANNELS];
    const uint8_t *at = section;
    for (uint32_t channel = 0; channel < channels; channel++) {
        if (!is_normal(load32(at))) {
            return 0;
        }
        at += 4;
    }
    uint32_t features = 0;
    for (uint32_t stage = 0; stage < stages; stage++) {
        if (!is_samples(at, channels)) {
            return 0;
        }
        features += (at[STAGE_CHANNEL] == ALL_CHANNELS) ? window_count(blob)
                                                     : load16(blob + AT_SAMPLES);
        at += STAGE_SIZE;
    }
    return features == feature_count(blob);
}

/* A walk over the features of a program: the channel whose samples the features from `first`
 * on are. */
typedef struct feature_walk {
    const uint8_t *stage;
    uint32_t channels;
    uint32_t samples; /* of a channel */
    uint32_t channel;
    uint32_t first;
} feature_walk;

static void enter_stage(feature_walk *walk)
{
    const uint32_t channel = walk->stage[STAGE_CHANNEL];
    walk->channel = (channel == ALL_CHANNELS) ? 0u : channel;
}

static void start_features(const uint8_t *blob, const uint8_t *program, feature_walk *walk)
{
    walk->channels = blob[AT_CHANNELS];
    walk->samples = load16(blob + AT_SAMPLES);
    walk->stage = program + 4u * walk->channels;
    walk->first = 0;
    enter_stage(walk);
}

/* Where in the window a feature is; features come in ascending order. */
static uint32_t walk_to(feature_walk *walk, uint32_t feature)
{
    while ((feature - walk->first) >= walk->samples) {
        walk->first += walk->samples;
        walk->channel++;
        if ((walk->stage[STAGE_CHANNEL] != ALL_CHANNELS) || (walk->channel == walk->channels)) {
            walk->stage += STAGE_SIZE;
            enter_stage(walk);
        }
    }
    return walk->channel * walk->samples + (feature - walk->first);
}
