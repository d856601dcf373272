/* ---------------------------------------------------------------- inputs */

/* A window on its way to an input. */
typedef struct quantizer {
    const uint8_t *blob;
    const uint8_t *program; /* NULL without one */
    uint32_t kept;          /* the section of kept inputs, an offset; 0 when all are kept */
    uint32_t inputs;        /* n */
    uint32_t standardized;  /* of the inputs */
    uint32_t scale_flags;   /* 0 without scales */
    scale_table scales;     /* of the other inputs */
    uint32_t wide;          /* 1 for elements of 16 bits */
    int8_t *input;
} quantizer;

/* Checks the arguments of a quantiser for inputs of 8 bits, or of 16 where `wide` is 1. */
static TESSERA_INLINE tessera_status check_window(const tessera_model *model,
                                                  const void *values, size_t count,
                                                  const void *input, uint32_t wide)
{
    if (!is_open(model) || (values == NULL) || (input == NULL)) {
        return TESSERA_ERROR_NULL;
    }
    if ((count != window_count(model->blob)) ||
        (is_wide_at(model->blob, AT_FEATURE_BITS) != wide)) {
        return TESSERA_ERROR_INPUT_COUNT;
    }
    return TESSERA_OK;
}

static TESSERA_INLINE void begin(quantizer *job, const tessera_model *model, void *input,
                                 uint32_t wide)
{
    const uint8_t *blob = model->blob;
    job->blob = blob;
    job->program = (model->program != 0u) ? (blob + model->program) : NULL;
    job->kept = model->kept_inputs;
    job->inputs = load16(blob + AT_INPUTS);
    job->standardized = standardized_count(blob, model->kept_inputs);
    job->scale_flags = model->scale_flags;
    if (TESSERA_WITH_SCALES) {
        find_scales(blob + model->scales, job->scale_flags, job->inputs - job->standardized,
                    &job->scales);
    }
    job->wide = wide;
    job->input = (int8_t *)input;
}

static int has_program(const quantizer *job)
{
    return TESSERA_WITH_PROGRAM && (job->program != NULL);
}

static int has_scales(const quantizer *job, uint32_t flags)
{
    return TESSERA_WITH_SCALES && ((job->scale_flags & flags) != 0u);
}

static int leaves_out(const quantizer *job)
{
    return TESSERA_WITH_KEPT_INPUTS && (job->kept != 0u);
}

static void set_input(const quantizer *job, uint32_t index, int32_t quantum)
{
    set_element(job->input, index, quantum, job->wide);
}

static uint32_t feature_of(const quantizer *job, uint32_t index)
{
    return kept_feature(job->blob, job->kept, index);
}

/* ---------------------------------------------------------------- windows of floats */

static int has_nan(const float *values, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        if (is_nan(values[index])) {
            return 1;
        }
    }
    return 0;
}

/* The first inputs, standardised as one window of features; false for a NaN. */
static int standardize_floats(const quantizer *job, const float *values)
{
    const uint32_t count = load16(job->blob + AT_STANDARDIZED);
    const float scale = scale_at(job->blob + AT_COUNTS_PER_UNIT, 0) * 256.0f;
    window_sums sums = {0, 0};
    count_window window;
    int32_t value = 0;
    for (uint32_t index = 0; index < count; index++) {
        if (!round_product(values[index], scale, 8, &value)) {
            return 0;
        }
        add_count(&sums, value);
    }
    find_window(sums.sum, spread_of(&sums, count), count, load32(job->blob + AT_WINDOW_GAIN), &window);
    for (uint32_t index = 0; index < job->standardized; index++) {
        (void)round_product(values[feature_of(job, index)], scale, 8, &value);
        set_input(job, index, standardize(&window, value, quantum_limit(job->wide)));
    }
    return 1;
}

/* The features of a program of samples, from a window without a NaN: floats become counts first. */
static void make_from_floats(const quantizer *job, const float *values)
{
    feature_walk walk;
    start_features(job->blob, job->program, &walk);
    for (uint32_t index = 0; index < job->inputs; index++) {
        const uint32_t at = walk_to(&walk, feature_of(job, index));
        const float scale = scale_at(job->program + 4u * walk.channel, 8);
        int32_t value = 0;
        (void)round_sample(values[at], scale, &value);
        set_input(job, index, scale_integer(&job->scales, index, value, job->wide));
    }
}

/* Inputs with scales of their own, or with the one of the header; false for a NaN. */
static int scale_floats(const quantizer *job, const float *values)
{
    const uint32_t bits = fraction_bits(job->wide);
    const float scale = scale_at(job->blob + AT_INPUT_MULTIPLIER, 0) *
                        (is_wide(job->wide) ? 256.0f : 65536.0f);
    for (uint32_t index = job->standardized; index < job->inputs; index++) {
        const float value = values[feature_of(job, index)];
        int32_t quantum = 0;
        if (!(has_scales(job, ANY_SCALES)
                  ? scale_float(&job->scales, index - job->standardized, value, job->wide,
                                &quantum)
                  : round_product(value, scale, bits, &quantum))) {
            return 0;
        }
        set_input(job, index, quantum);
    }
    return 1;
}

static tessera_status quantize_floats(const tessera_model *model, const float *values,
                                      size_t count, void *input, uint32_t wide)
{
    quantizer job;
    const tessera_status status = check_window(model, values, count, input, wide);
    if (status != TESSERA_OK) {
        return status;
    }
    begin(&job, model, input, wide);
    if (has_scales(&job, ANY_SCALES) && !has_program(&job) &&
        !has_scales(&job, SCALES_OF_FLOATS)) {
        return TESSERA_ERROR_COUNTS;
    }
    /* Also where a feature is left out, at which nothing else looks. */
    if ((leaves_out(&job) || has_program(&job)) && has_nan(values, count)) {
        return TESSERA_ERROR_NAN;
    }
    if (has_program(&job)) {
        if (!is_plain(model)) {
            return TESSERA_ERROR_SCRATCH;
        }
        make_from_floats(&job, values);
        return TESSERA_OK;
    }
    if ((job.standardized != 0u) && !standardize_floats(&job, values)) {
        return TESSERA_ERROR_NAN;
    }
    return scale_floats(&job, values) ? TESSERA_OK : TESSERA_ERROR_NAN;
}

/* ---------------------------------------------------------------- windows of integers */

/* A window of int16 or int32. */
typedef struct integers {
    const void *values;
    uint32_t bytes; /* of each: 2 or 4 */
} integers;

static int32_t integer_at(const integers *window, uint32_t index)
{
    return (window->bytes == 2u) ? ((const int16_t *)window->values)[index]
                                 : ((const int32_t *)window->values)[index];
}

/* The first inputs, standardised as one window of features, which are counts. */
static void standardize_integers(const quantizer *job, const sample *counts)
{
    const uint32_t count = load16(job->blob + AT_STANDARDIZED);
    window_sums sums;
    count_window window;
    sum_counts(counts, count, &sums);
    find_window(sums.sum, spread_of(&sums, count), count, load32(job->blob + AT_WINDOW_GAIN), &window);
    for (uint32_t index = 0; index < job->standardized; index++) {
        const int32_t value = counts[feature_of(job, index)];
        set_input(job, index, standardize(&window, value, quantum_limit(job->wide)));
    }
}

/* Inputs with scales of their own. */
static void scale_integers(const quantizer *job, const integers *from)
{
    for (uint32_t index = job->standardized; index < job->inputs; index++) {
        const int32_t value = integer_at(from, feature_of(job, index));
        set_input(job, index, scale_integer(&job->scales, index - job->standardized, value,
                                            job->wide));
    }
}

/* The features of a program of samples. */
static void make_from_integers(const quantizer *job, const integers *from)
{
    feature_walk walk;
    start_features(job->blob, job->program, &walk);
    for (uint32_t index = 0; index < job->inputs; index++) {
        const int32_t value = integer_at(from, walk_to(&walk, feature_of(job, index)));
        set_input(job, index, scale_integer(&job->scales, index, value, job->wide));
    }
}

/* Inputs with the one scale of the header. */
static void convert_counts(const quantizer *job, const integers *from)
{
    const int32_t multiplier = (int32_t)load32(job->blob + AT_COUNT_MULTIPLIER);
    const int32_t zero = (int16_t)load16(job->blob + AT_COUNT_ZERO);
    const uint32_t shift = load8(job->blob + AT_COUNT_SHIFT);
    const int32_t limit = quantum_limit(job->wide);
    for (uint32_t index = job->standardized; index < job->inputs; index++) {
        const int32_t count = integer_at(from, feature_of(job, index));
        const int32_t value = requantize((count - zero) * 256, multiplier, shift);
        set_input(job, index, limited(value, -limit, limit));
    }
}

/* Whether a student accepts a window: int32 need scales with integers for all features. */
static int accepts(const quantizer *job, uint32_t bytes)
{
    const int scaled = has_scales(job, SCALES_OF_INTEGERS);
    if (bytes == 4u) {
        return scaled && !has_program(job) &&
               (load16(job->blob + AT_STANDARDIZED) == 0u);
    }
    if (has_scales(job, ANY_SCALES)) {
        return scaled;
    }
    return (load32(job->blob + AT_COUNT_MULTIPLIER) != 0u) ||
           (job->standardized == job->inputs);
}

static tessera_status quantize_integers(const tessera_model *model, const integers *from,
                                        size_t count, void *input, uint32_t wide)
{
    quantizer job;
    const tessera_status status = check_window(model, from->values, count, input, wide);
    if (status != TESSERA_OK) {
        return status;
    }
    begin(&job, model, input, wide);
    if (!accepts(&job, from->bytes)) {
        return TESSERA_ERROR_COUNTS;
    }
    if (job.standardized != 0u) {
        standardize_integers(&job, (const sample *)from->values);
    }
    if (has_program(&job)) {
        if (!is_plain(model)) {
            return TESSERA_ERROR_SCRATCH;
        }
        make_from_integers(&job, from);
    } else if (has_scales(&job, ANY_SCALES)) {
        scale_integers(&job, from);
    } else {
        convert_counts(&job, from);
    }
    return TESSERA_OK;
}

/* ---------------------------------------------------------------- programs */

/* Converts a window of floats to the counts that a program takes; false for a NaN. */
static int count_floats(const tessera_model *model, const float *values, int16_t *counts)
{
    const uint32_t samples = load16(model->blob + AT_SAMPLES);
    const uint32_t channels = load8(model->blob + AT_CHANNELS);
    for (uint32_t channel = 0; channel < channels; channel++) {
        const float scale = scale_at(model->blob + model->program + 4u * channel, 8);
        for (uint32_t index = channel * samples; index < (channel + 1u) * samples; index++) {
            int32_t count = 0;
            if (!round_sample(values[index], scale, &count)) {
                return 0;
            }
            counts[index] = (int16_t)count;
        }
    }
    return 1;
}

/* Makes the features of a window, and quantises them, in memory of the size that is needed. */
TESSERA_NOINLINE static void run_features(const tessera_model *model, const int16_t *counts,
                                          void *memory, void *input)
{
    feature_sink sink = {model, (int8_t *)input, 0, 0};
    run_program(model, counts, (uint8_t *)memory, &sink);
}

/* The same with every argument checked. Where no memory is needed, any address serves. */
static TESSERA_INLINE tessera_status make_features(const tessera_model *model,
                                                   const int16_t *counts, size_t count,
                                                   void *memory, size_t size, void *input,
                                                   uint32_t wide)
{
    const tessera_status status = check_window(model, counts, count, input, wide);
    if (status != TESSERA_OK) {
        return status;
    }
    if (!has_stages(model)) {
        return TESSERA_ERROR_COUNTS;
    }
    const uint32_t needed = program_bytes(model);
    if ((needed != 0u) && (memory == NULL)) {
        return TESSERA_ERROR_NULL;
    }
    if (((uintptr_t)memory & 3u) != 0u) {
        return TESSERA_ERROR_MISALIGNED;
    }
    if (size < needed) {
        return TESSERA_ERROR_SCRATCH;
    }
    run_features(model, counts, (memory == NULL) ? input : memory, input);
    return TESSERA_OK;
}

size_t tessera_program_size(const tessera_model *model)
{
    return (is_open(model) && has_stages(model)) ? (size_t)program_bytes(model) : 0u;
}

tessera_status tessera_counts_f32(const tessera_model *model, const float *values, size_t count,
                                  int16_t *counts)
{
    if (!is_open(model) || (values == NULL) || (counts == NULL)) {
        return TESSERA_ERROR_NULL;
    }
    if (count != window_count(model->blob)) {
        return TESSERA_ERROR_INPUT_COUNT;
    }
    if (!has_stages(model)) {
        return TESSERA_ERROR_COUNTS;
    }
    return count_floats(model, values, counts) ? TESSERA_OK : TESSERA_ERROR_NAN;
}

/* ---------------------------------------------------------------- quantisers */

/* What this build has no student for is refused, as a student of another kind would. */
static tessera_status refuse(const tessera_model *model, const void *values, size_t count,
                             const void *input, uint32_t wide)
{
    const tessera_status status = check_window(model, values, count, input, wide);
    return (status != TESSERA_OK) ? status : TESSERA_ERROR_COUNTS;
}

tessera_status tessera_quantize_f32(const tessera_model *model, const float *values,
                                    size_t count, int8_t *input)
{
    return quantize_floats(model, values, count, input, 0);
}

tessera_status tessera_quantize_i16(const tessera_model *model, const int16_t *counts,
                                    size_t count, int8_t *input)
{
    const integers from = {counts, 2};
    return quantize_integers(model, &from, count, input, 0);
}

tessera_status tessera_quantize_i32(const tessera_model *model, const int32_t *values,
                                    size_t count, int8_t *input)
{
    const integers from = {values, 4};
    return TESSERA_WITH_SCALES ? quantize_integers(model, &from, count, input, 0)
                               : refuse(model, values, count, input, 0);
}

tessera_status tessera_quantize_f32_wide(const tessera_model *model, const float *values,
                                         size_t count, int16_t *input)
{
    return TESSERA_WITH_WIDE ? quantize_floats(model, values, count, input, 1)
                             : refuse(model, values, count, input, 1);
}

tessera_status tessera_quantize_i16_wide(const tessera_model *model, const int16_t *counts,
                                         size_t count, int16_t *input)
{
    const integers from = {counts, 2};
    return TESSERA_WITH_WIDE ? quantize_integers(model, &from, count, input, 1)
                             : refuse(model, counts, count, input, 1);
}

tessera_status tessera_quantize_i32_wide(const tessera_model *model, const int32_t *values,
                                         size_t count, int16_t *input)
{
    const integers from = {values, 4};
    return (TESSERA_WITH_WIDE && TESSERA_WITH_SCALES)
               ? quantize_integers(model, &from, count, input, 1)
               : refuse(model, values, count, input, 1);
}

tessera_status tessera_features_i16(const tessera_model *model, const int16_t *counts,
                                    size_t count, void *memory, size_t memory_size,
                                    int8_t *input)
{
    return make_features(model, counts, count, memory, memory_size, input, 0);
}

tessera_status tessera_features_i16_wide(const tessera_model *model, const int16_t *counts,
                                         size_t count, void *memory, size_t memory_size,
                                         int16_t *input)
{
    return TESSERA_WITH_WIDE
               ? make_features(model, counts, count, memory, memory_size, input, 1)
               : refuse(model, counts, count, input, 1);
}
