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
    return is_version_2(blob) ? load16(blob + AT_SAMPLES) * load8(blob + AT_CHANNELS)
                              : load16(blob + AT_INPUTS);
}

/* A node: samples of each channel, their largest magnitude, and channels. */
typedef struct program_node {
    uint16_t length;
    uint16_t magnitude;
    uint16_t channels;
} program_node;

/* A walk over the stages: the nodes that there are, and what all stages make. It is small, since it lies
 * on the stack while they run. */
typedef struct program_walk {
    const uint8_t *constants; /* of all stages */
    uint32_t features;
    uint32_t steps;
    uint32_t bytes;          /* of memory */
    uint16_t constant_limit; /* how many constants there may be */
    uint16_t constant_count;
    uint32_t top;            /* the last node that there is */
    program_node nodes[NODE_COUNT];
} program_walk;

/* What a stage does, and where: offsets are in the memory of the program, in bytes. */
typedef struct stage_place {
    stage it;
    uint32_t target; /* where the first channel goes that it makes */
    uint32_t scratch;
    uint16_t length; /* samples of a channel of the source */
    uint8_t first;   /* channel of the source */
    uint8_t end;
} stage_place;

TESSERA_NOINLINE static void start_walk(const uint8_t *blob, const uint8_t *constants, uint32_t limit,
                       program_walk *walk)
{
    walk->constants = constants;
    walk->constant_limit = (uint16_t)limit;
    walk->constant_count = 0;
    walk->features = 0;
    walk->steps = 0;
    walk->bytes = 0;
    walk->top = 0;
    walk->nodes[0].length = (uint16_t)load16(blob + AT_SAMPLES);
    walk->nodes[0].magnitude = 32768;
    walk->nodes[0].channels = load8(blob + AT_CHANNELS);
}

/* The first byte after the nodes from 1 to `index`; where the next one starts. */
TESSERA_NOINLINE static uint32_t nodes_end(const program_walk *walk, uint32_t index)
{
    const program_node *node = walk->nodes;
    uint32_t end = 0;
    for (uint32_t left = index; left != 0u; left--) {
        node++;
        end += padded(2u * node->channels * (uint32_t)node->length);
    }
    return end;
}

/* The constants of a stage start where those before it end; both fields are 0 without any. */
static int take_constants(program_walk *walk, const uint8_t *record, stage *it)
{
    if (!TESSERA_WITH_CONSTANTS) {
        it->record = record;
        it->count = 0;
        return load32(record + STAGE_CONSTANTS) == 0u;
    }
    const uint32_t start = load16(record + STAGE_CONSTANTS);
    const uint32_t count = load16(record + STAGE_CONSTANT_COUNT);
    it->record = record;
    it->constants = walk->constants + 2u * walk->constant_count; /* the only start that is valid */
    it->count = count;
    if (count == 0u) {
        return start == 0u;
    }
    if ((start != walk->constant_count) || ((start + count) > walk->constant_limit)) {
        return 0;
    }
    walk->constant_count = (uint16_t)(start + count);
    return 1;
}

/* The node that a stage writes: its source, or one above it, and then those above that are gone. */
static int make_target(program_walk *walk, const uint8_t *record, const stage_effect *effect,
                       stage_place *place)
{
    const uint32_t from = load8(record + STAGE_SOURCE);
    const uint32_t to = load8(record + STAGE_TARGET);
    const uint32_t channels = (uint32_t)place->end - place->first;
    place->it.made = effect->length;
    if (effect->length == 0u) {
        place->target = 0;
        return to == 0u;
    }
    if (to >= (uint32_t)NODE_COUNT) {
        return 0;
    }
    const program_node *source = &walk->nodes[from];
    program_node *target = &walk->nodes[to];
    if (to == from) {
        if ((to == 0u) || (effect->length != source->length)) {
            return 0;
        }
        if ((channels == source->channels) || (effect->magnitude > source->magnitude)) {
            target->magnitude = (uint16_t)effect->magnitude;
        }
    } else {
        if ((to < from) || (to > (walk->top + 1u))) {
            return 0;
        }
        target->length = (uint16_t)effect->length;
        target->magnitude = (uint16_t)effect->magnitude;
        target->channels = (uint16_t)channels;
        walk->top = to;
    }
    place->target = nodes_end(walk, to - 1u);
    if (target->channels == source->channels) {
        place->target += 2u * effect->length * place->first;
    }
    return 1;
}

static void count_stage(program_walk *walk, const uint8_t *record, const stage_effect *effect,
                        stage_place *place)
{
    const uint32_t channels = (uint32_t)place->end - place->first;
    const int reads_window = TESSERA_WITH_STAGE_SAMPLES && (load8(record + STAGE_OP) == (uint8_t)OP_SAMPLES) &&
                             (load8(record + STAGE_SOURCE) == 0u);
    place->scratch = nodes_end(walk, walk->top);
    uint32_t bytes = place->scratch + effect->scratch;
    if (!reads_window && (bytes == 0u)) {
        bytes = 4; /* a program that does more than read samples has at least a word */
    }
    if (bytes > walk->bytes) {
        walk->bytes = bytes;
    }
    walk->features += channels * effect->features;
    walk->steps += channels * effect->steps;
}

/* Passes a stage; false when it is not valid. */
TESSERA_NOINLINE static int pass_stage(program_walk *walk, const uint8_t *record,
                                       stage_place *place)
{
    const uint32_t channel = load8(record + STAGE_CHANNEL);
    node_facts facts;
    stage_effect effect;
    const uint32_t source = load8(record + STAGE_SOURCE);
    if ((source > walk->top) || !take_constants(walk, record, &place->it)) {
        return 0;
    }
    const program_node *node = &walk->nodes[source];
    uint32_t end = channel + 1u;
    place->first = (uint8_t)channel;
    if (channel == (uint32_t)ALL_CHANNELS) {
        place->first = 0;
        end = node->channels;
    }
    place->end = (uint8_t)end;
    if (end > node->channels) {
        return 0;
    }
    place->length = node->length;
    facts.length = node->length;
    facts.magnitude = node->magnitude;
    if (!find_effect(&place->it, &facts, &effect) ||
        !make_target(walk, record, &effect, place)) {
        return 0;
    }
    count_stage(walk, record, &effect, place);
    return (walk->features <= (uint32_t)LARGEST_FEATURE_COUNT) &&
           (walk->steps <= LARGEST_STEP_COUNT);
}

/* Passes `count` stages; false when one is not valid. */
TESSERA_NOINLINE static int pass_stages(program_walk *walk, const uint8_t *stages, uint32_t count)
{
    stage_place place;
    for (uint32_t index = 0; index < count; index++) {
        if (!pass_stage(walk, stages + (uint32_t)STAGE_SIZE * index, &place)) {
            return 0;
        }
    }
    return 1;
}

/* Whether the section, with countsPerUnit of each channel before the stages, makes the features,
 * and has all constants of their section, padded with zero. */
TESSERA_NOINLINE static int is_program(const uint8_t *blob, const uint8_t *section,
                                       uint32_t stages, const uint8_t *constants,
                                       uint32_t constant_bytes)
{
    const uint32_t channels = load8(blob + AT_CHANNELS);
    const uint8_t *at = section;
    program_walk walk;
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
    if (!pass_stages(&walk, at, stages)) {
        return 0;
    }
    const uint32_t end = 2u * walk.constant_count;
    return (walk.features == feature_count(blob)) && (padded(end) == constant_bytes) &&
           is_zero(constants + end, constants + constant_bytes);
}

/* Whether an open student has a program. */
static int has_stages(const tessera_model *model)
{
    return TESSERA_WITH_PROGRAM && (!TESSERA_WITH_DIRECT || (model->program != 0u));
}

static const uint8_t *first_stage(const tessera_model *model)
{
    return model->blob + model->program + 4u * load8(model->blob + AT_CHANNELS);
}

/* Bytes of memory that a valid program needs. */
TESSERA_NOINLINE static uint32_t program_bytes(const tessera_model *model)
{
    program_walk walk;
    start_walk(model->blob, model->blob + model->constants, LARGEST_CONSTANT_COUNT, &walk);
    (void)pass_stages(&walk, first_stage(model), model->stage_count);
    return walk.bytes;
}

/* Runs a stage on each of its channels. */
static void run_place(const stage_place *place, const sample *source, uint8_t *memory,
                      feature_sink *sink)
{
    uint8_t *target = memory + place->target;
    for (uint32_t channel = place->first; channel < place->end; channel++) {
        const signal values = {source + channel * place->length, place->length};
        run_stage(&place->it, &values, (sample *)(void *)target, memory + place->scratch, sink);
        target += 2u * place->it.made;
    }
}

/* Runs a valid program on a window, in memory of the size that it needs. */
static void run_program(const tessera_model *model, const int16_t *window, uint8_t *memory,
                        feature_sink *sink)
{
    const uint8_t *at = first_stage(model);
    program_walk walk;
    stage_place place;
    start_walk(model->blob, model->blob + model->constants, LARGEST_CONSTANT_COUNT, &walk);
    for (uint32_t left = model->stage_count; left != 0u; left--) {
        const uint32_t node = load8(at + STAGE_SOURCE);
        if (pass_stage(&walk, at, &place)) {
            const void *source = (node == 0u)
                                     ? (const void *)window
                                     : (const void *)(memory + nodes_end(&walk, node - 1u));
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
    const uint32_t channel = load8(walk->stage + STAGE_CHANNEL);
    walk->channel = (channel == ALL_CHANNELS) ? 0u : channel;
}

static void start_features(const uint8_t *blob, const uint8_t *program, feature_walk *walk)
{
    walk->channels = load8(blob + AT_CHANNELS);
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
        if ((load8(walk->stage + STAGE_CHANNEL) != ALL_CHANNELS) || (walk->channel == walk->channels)) {
            walk->stage += STAGE_SIZE;
            enter_stage(walk);
        }
    }
    return walk->channel * walk->samples + (feature - walk->first);
}

/* Whether every stage reads samples of the window: then no memory is needed. */
static int is_plain(const tessera_model *model)
{
    const uint8_t *at = first_stage(model);
    for (uint32_t index = 0; index < model->stage_count; index++) {
        if ((load8(at + STAGE_OP) != (uint8_t)OP_SAMPLES) || (load8(at + STAGE_SOURCE) != 0u)) {
            return 0;
        }
        at += STAGE_SIZE;
    }
    return 1;
}
