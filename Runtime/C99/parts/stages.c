/* ---------------------------------------------------------------- stages */

enum {
    OP_SAMPLES = 1,
    OP_STANDARDIZE,
    OP_MOMENTS,
    OP_POOL,
    OP_CENTRE,
    OP_DIFFERENCE,
    OP_EVENTS,
    OP_CROSSINGS,
    OP_RANKS,
    OP_AUTOCORRELATION,
    OP_BANDS,
    OP_SPECTRUM,
    OP_POSITIVES
};

/* Whether this build has an operation: what others have is as nothing. */
#define IS_STAGE(op, name) (TESSERA_WITH_STAGE_##name && ((op) == (uint32_t)OP_##name))

/* How many operands an operation uses; the others are 0. */
static uint32_t operand_count(uint32_t op)
{
    uint32_t count = 0;
    if (IS_STAGE(op, POOL)) {
        count = 3;
    } else if (IS_STAGE(op, EVENTS) || IS_STAGE(op, SPECTRUM)) {
        count = 2;
    } else if (IS_STAGE(op, STANDARDIZE) || IS_STAGE(op, RANKS) || IS_STAGE(op, BANDS) ||
               IS_STAGE(op, POSITIVES)) {
        count = 1;
    } else {
        /* The others have none. */
    }
    return count;
}

static int has_constants(uint32_t op)
{
    return IS_STAGE(op, CROSSINGS) || IS_STAGE(op, RANKS) || IS_STAGE(op, AUTOCORRELATION) ||
           IS_STAGE(op, SPECTRUM) || IS_STAGE(op, POSITIVES);
}

/* What a stage does to a channel of a node; false where it is not valid, or the channel too
 * short, or this build does not have the operation. */
static int find_effect(const stage *it, const node_facts *node, stage_effect *effect)
{
    const uint32_t op = load8(it->record + STAGE_OP);
    (void)node;
    effect->features = 0;
    effect->length = 0;
    effect->magnitude = 0;
    effect->scratch = 0;
    effect->steps = 0;
    if (!is_zero(it->record + (uint32_t)STAGE_OPERANDS + 2u * operand_count(op),
                 it->record + STAGE_SIZE) ||
        ((it->count != 0u) && !has_constants(op))) {
        return 0;
    }
#if TESSERA_WITH_STAGE_SAMPLES
    if (op == (uint32_t)OP_SAMPLES) {
        return find_samples(node, effect);
    }
#endif
#if TESSERA_WITH_STAGE_STANDARDIZE
    if (op == (uint32_t)OP_STANDARDIZE) {
        return find_standardize(it, node, effect);
    }
#endif
#if TESSERA_WITH_STAGE_MOMENTS
    if (op == (uint32_t)OP_MOMENTS) {
        return find_moments(node, effect);
    }
#endif
#if TESSERA_WITH_STAGE_POOL
    if (op == (uint32_t)OP_POOL) {
        return find_pool(it, node, effect);
    }
#endif
#if TESSERA_WITH_STAGE_CENTRE
    if (op == (uint32_t)OP_CENTRE) {
        return find_centre(node, effect);
    }
#endif
#if TESSERA_WITH_STAGE_DIFFERENCE
    if (op == (uint32_t)OP_DIFFERENCE) {
        return find_difference(node, effect);
    }
#endif
#if TESSERA_WITH_STAGE_EVENTS
    if (op == (uint32_t)OP_EVENTS) {
        return find_events(it, node, effect);
    }
#endif
#if TESSERA_WITH_STAGE_CROSSINGS
    if (op == (uint32_t)OP_CROSSINGS) {
        return find_crossings(it, node, effect);
    }
#endif
#if TESSERA_WITH_STAGE_RANKS
    if (op == (uint32_t)OP_RANKS) {
        return find_ranks(it, node, effect);
    }
#endif
#if TESSERA_WITH_STAGE_AUTOCORRELATION
    if (op == (uint32_t)OP_AUTOCORRELATION) {
        return find_autocorrelation(it, node, effect);
    }
#endif
#if TESSERA_WITH_STAGE_BANDS
    if (op == (uint32_t)OP_BANDS) {
        return find_bands(it, node, effect);
    }
#endif
#if TESSERA_WITH_STAGE_SPECTRUM
    if (op == (uint32_t)OP_SPECTRUM) {
        return find_spectrum(it, node, effect);
    }
#endif
#if TESSERA_WITH_STAGE_POSITIVES
    if (op == (uint32_t)OP_POSITIVES) {
        return find_positives(it, node, effect);
    }
#endif
    return 0;
}

/* Runs a valid stage on one channel; `target` has room for what it makes. */
static void run_stage(const stage *it, const signal *source, sample *target, void *scratch,
                      feature_sink *sink)
{
    const uint32_t op = load8(it->record + STAGE_OP);
    (void)op;
    (void)source;
    (void)sink;
    (void)target;
    (void)scratch;
#if TESSERA_WITH_STAGE_SAMPLES
    if (op == (uint32_t)OP_SAMPLES) {
        run_samples(source, sink);
    }
#endif
#if TESSERA_WITH_STAGE_STANDARDIZE
    if (op == (uint32_t)OP_STANDARDIZE) {
        run_standardize(it, source, target, sink);
    }
#endif
#if TESSERA_WITH_STAGE_MOMENTS
    if (op == (uint32_t)OP_MOMENTS) {
        run_moments(source, sink);
    }
#endif
#if TESSERA_WITH_STAGE_POOL
    if (op == (uint32_t)OP_POOL) {
        run_pool(it, source, target);
    }
#endif
#if TESSERA_WITH_STAGE_CENTRE
    if (op == (uint32_t)OP_CENTRE) {
        run_centre(source, target);
    }
#endif
#if TESSERA_WITH_STAGE_DIFFERENCE
    if (op == (uint32_t)OP_DIFFERENCE) {
        run_difference(source, target);
    }
#endif
#if TESSERA_WITH_STAGE_EVENTS
    if (op == (uint32_t)OP_EVENTS) {
        run_events(it, source, scratch, sink);
    }
#endif
#if TESSERA_WITH_STAGE_CROSSINGS
    if (op == (uint32_t)OP_CROSSINGS) {
        run_crossings(it, source, sink);
    }
#endif
#if TESSERA_WITH_STAGE_RANKS
    if (op == (uint32_t)OP_RANKS) {
        run_ranks(it, source, scratch, sink);
    }
#endif
#if TESSERA_WITH_STAGE_AUTOCORRELATION
    if (op == (uint32_t)OP_AUTOCORRELATION) {
        run_autocorrelation(it, source, sink);
    }
#endif
#if TESSERA_WITH_STAGE_BANDS
    if (op == (uint32_t)OP_BANDS) {
        run_bands(it, source, target, sink);
    }
#endif
#if TESSERA_WITH_STAGE_SPECTRUM
    if (op == (uint32_t)OP_SPECTRUM) {
        run_spectrum(it, source, scratch, sink);
    }
#endif
#if TESSERA_WITH_STAGE_POSITIVES
    if (op == (uint32_t)OP_POSITIVES) {
        run_positives(it, source, scratch, sink);
    }
#endif
}
