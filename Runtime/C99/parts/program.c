/* ---------------------------------------------------------------- program */

enum {
    ALL_CHANNELS = 255,
    LARGEST_STAGE_COUNT = 64,
    LARGEST_CONSTANT_COUNT = 4096,
    LARGEST_FEATURE_COUNT = 1024,
    NODE_COUNT = 8
};

#define LARGEST_STEP_COUNT ((uint32_t)1 << 24)

/* The numbers of a window. */
static uint32_t window_count(const uint8_t *blob)
{
    return is_version_2(blob) ? load16(blob + AT_SAMPLES) * blob[AT_CHANNELS]
                              : load16(blob + AT_INPUTS);
}

/* A node: small, since a walk has eight of them. */
typedef struct program_node {
    uint32_t offset; /* in the memory of the program, in bytes; 0 for the window */
    uint16_t length; /* samples of each channel */
    uint16_t magnitude;
    uint8_t channels;
} program_node;

/* A walk over the stages: where the nodes are, and what all stages make. */
typedef struct program_walk {
    const uint8_t *constants; /* of all stages */
    uint32_t constant_limit;  /* how many there may be */
    uint32_t constant_count;
    uint32_t features;
    uint32_t steps;
    uint32_t bytes; /* of memory */
    uint32_t top;   /* the last node that there is */
    program_node nodes[NODE_COUNT];
} program_walk;

/* What a stage does, and where. */
typedef struct stage_place {
    stage it;
    stage_effect effect;
    program_node source;
    program_node target;
    uint32_t first; /* channel of the source */
    uint32_t end;
    uint32_t target_first;
    uint32_t scratch; /* an offset in the memory of the program */
} stage_place;

static void start_walk(const uint8_t *blob, const uint8_t *constants, uint32_t limit,
                       program_walk *walk)
{
    walk->constants = constants;
    walk->constant_limit = limit;
    walk->constant_count = 0;
    walk->features = 0;
    walk->steps = 0;
    walk->bytes = 0;
    walk->top = 0;
    walk->nodes[0].offset = 0;
    walk->nodes[0].length = (uint16_t)load16(blob + AT_SAMPLES);
    walk->nodes[0].magnitude = 32768;
    walk->nodes[0].channels = blob[AT_CHANNELS];
}

/* The first byte after the nodes from 1 to `index`. */
static uint32_t nodes_end(const program_walk *walk, uint32_t index)
{
    const program_node *node = &walk->nodes[index];
    return (index == 0u) ? 0u
                         : (node->offset + padded(2u * node->channels * (uint32_t)node->length));
}

/* The constants of a stage start where those before it end; both fields are 0 without any. */
static int take_constants(program_walk *walk, const uint8_t *record, stage *it)
{
    const uint32_t start = load16(record + STAGE_CONSTANTS);
    const uint32_t count = load16(record + STAGE_CONSTANT_COUNT);
    it->record = record;
    it->constants = walk->constants + 2u * start;
    it->count = count;
    if (count == 0u) {
        return start == 0u;
    }
    if ((start != walk->constant_count) || ((start + count) > walk->constant_limit)) {
        return 0;
    }
    walk->constant_count += count;
    return 1;
}

/* The node that a stage writes: its source, or one above it, and then those above that are gone. */
static int make_target(program_walk *walk, const uint8_t *record, stage_place *place)
{
    const uint32_t from = record[STAGE_SOURCE];
    const uint32_t to = record[STAGE_TARGET];
    const uint32_t channels = place->end - place->first;
    if (place->effect.length == 0u) {
        place->target = place->source;
        return to == 0u;
    }
    if (to == from) {
        if ((to == 0u) || (place->effect.length != place->source.length)) {
            return 0;
        }
        if ((channels == place->source.channels) ||
            (place->effect.magnitude > place->source.magnitude)) {
            walk->nodes[to].magnitude = (uint16_t)place->effect.magnitude;
        }
    } else {
        if ((to < from) || (to > (walk->top + 1u)) || (to >= (uint32_t)NODE_COUNT)) {
            return 0;
        }
        walk->nodes[to].offset = nodes_end(walk, to - 1u);
        walk->nodes[to].length = (uint16_t)place->effect.length;
        walk->nodes[to].magnitude = (uint16_t)place->effect.magnitude;
        walk->nodes[to].channels = (uint8_t)channels;
        walk->top = to;
    }
    place->target = walk->nodes[to];
    return 1;
}

static void count_stage(program_walk *walk, const uint8_t *record, stage_place *place)
{
    const uint32_t channels = place->end - place->first;
    const int reads_window = (record[STAGE_OP] == (uint8_t)OP_SAMPLES) &&
                             (record[STAGE_SOURCE] == 0u);
    place->scratch = nodes_end(walk, walk->top);
    uint32_t bytes = place->scratch + place->effect.scratch;
    if (!reads_window && (bytes == 0u)) {
        bytes = 4; /* a program that does more than read samples has at least a word */
    }
    if (bytes > walk->bytes) {
        walk->bytes = bytes;
    }
    walk->features += channels * place->effect.features;
    walk->steps += channels * place->effect.steps;
}

/* Passes a stage; false when it is not valid. */
static int pass_stage(program_walk *walk, const uint8_t *record, stage_place *place)
{
    const uint32_t channel = record[STAGE_CHANNEL];
    node_facts facts;
    if ((record[STAGE_SOURCE] > walk->top) || !take_constants(walk, record, &place->it)) {
        return 0;
    }
    place->source = walk->nodes[record[STAGE_SOURCE]];
    place->first = (channel == (uint32_t)ALL_CHANNELS) ? 0u : channel;
    place->end = (channel == (uint32_t)ALL_CHANNELS) ? place->source.channels : (channel + 1u);
    if (place->end > place->source.channels) {
        return 0;
    }
    facts.length = place->source.length;
    facts.magnitude = place->source.magnitude;
    if (!find_effect(&place->it, &facts, &place->effect) || !make_target(walk, record, place)) {
        return 0;
    }
    place->target_first =
        (place->target.channels == place->source.channels) ? place->first : 0u;
    count_stage(walk, record, place);
    return (walk->features <= (uint32_t)LARGEST_FEATURE_COUNT) &&
           (walk->steps <= LARGEST_STEP_COUNT);
}

/* Whether the section, with countsPerUnit of each channel before the stages, makes the features,
 * and has all constants of their section, padded with zero. */
static int is_program(const uint8_t *blob, const uint8_t *section, uint32_t stages,
                      const uint8_t *constants, uint32_t constant_bytes)
{
    const uint32_t channels = blob[AT_CHANNELS];
    const uint8_t *at = section;
    program_walk walk;
    stage_place place;
    for (uint32_t channel = 0; channel < channels; channel++) {
        if (!is_normal(load32(at))) {
            return 0;
        }
        at += 4;
    }
    const uint32_t limit = constant_bytes / 2u;
    start_walk(blob, constants,
               (limit < (uint32_t)LARGEST_CONSTANT_COUNT) ? limit
                                                          : (uint32_t)LARGEST_CONSTANT_COUNT,
               &walk);
    for (uint32_t index = 0; index < stages; index++) {
        if (!pass_stage(&walk, at, &place)) {
            return 0;
        }
        at += STAGE_SIZE;
    }
    const uint32_t end = 2u * walk.constant_count;
    return (walk.features == feature_count(blob)) && (padded(end) == constant_bytes) &&
           is_zero(constants + end, constants + constant_bytes);
}

/* Bytes of memory that a valid program needs. */
static uint32_t program_bytes(const tessera_model *model)
{
    const uint8_t *at = model->blob + model->program + 4u * model->blob[AT_CHANNELS];
    program_walk walk;
    stage_place place;
    start_walk(model->blob, model->blob + model->constants, LARGEST_CONSTANT_COUNT, &walk);
    for (uint32_t index = 0; index < model->stage_count; index++) {
        (void)pass_stage(&walk, at, &place);
        at += STAGE_SIZE;
    }
    return walk.bytes;
}

/* Runs a stage on each of its channels. */
static void run_place(const stage_place *place, const sample *source, uint8_t *memory,
                      feature_sink *sink)
{
    const uint32_t made = place->effect.length;
    uint8_t *target = memory + place->target.offset + 2u * made * place->target_first;
    for (uint32_t channel = place->first; channel < place->end; channel++) {
        const signal values = {source + channel * place->source.length, place->source.length};
        run_stage(&place->it, &values, (sample *)(void *)target, made, memory + place->scratch,
                  sink);
        target += 2u * made;
    }
}

/* Runs a valid program on a window, in memory of the size that it needs. */
static void run_program(const tessera_model *model, const int16_t *window, uint8_t *memory,
                        feature_sink *sink)
{
    const uint8_t *at = model->blob + model->program + 4u * model->blob[AT_CHANNELS];
    program_walk walk;
    stage_place place;
    start_walk(model->blob, model->blob + model->constants, LARGEST_CONSTANT_COUNT, &walk);
    for (uint32_t index = 0; index < model->stage_count; index++) {
        if (pass_stage(&walk, at, &place)) {
            const void *source = (at[STAGE_SOURCE] == 0u)
                                     ? (const void *)window
                                     : (const void *)(memory + place.source.offset);
            run_place(&place, (const sample *)source, memory, sink);
        }
        at += STAGE_SIZE;
    }
}

/* ---------------------------------------------------------------- programs of samples */

/* A walk over the features of a program that only reads samples of the window: the channel whose
 * samples the features from `first` on are. */
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

/* Whether every stage reads samples of the window: then no memory is needed. */
static int is_plain(const tessera_model *model)
{
    const uint8_t *at = model->blob + model->program + 4u * model->blob[AT_CHANNELS];
    for (uint32_t index = 0; index < model->stage_count; index++) {
        if ((at[STAGE_OP] != (uint8_t)OP_SAMPLES) || (at[STAGE_SOURCE] != 0u)) {
            return 0;
        }
        at += STAGE_SIZE;
    }
    return 1;
}
