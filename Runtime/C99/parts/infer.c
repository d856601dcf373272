/* ---------------------------------------------------------------- inference */

/* Where the parts of the scratch memory lie, in int32 elements: z as int8 or int16,
 * accumulators (or the outputs, without a head), outputs of the head. */
typedef struct scratch_parts {
    uint32_t accumulators;
    uint32_t outputs;
    uint32_t end;
} scratch_parts;

TESSERA_ONCE static void find_parts(const uint8_t *blob, scratch_parts *parts)
{
    const uint32_t flags = load16(blob + AT_FLAGS);
    const uint32_t projected = row_count(blob, PROJECTION);
    uint32_t rows = row_count(blob, GATE);
    if (rows < row_count(blob, REGION_MAPS)) {
        rows = row_count(blob, REGION_MAPS);
    }
    parts->accumulators = 0;
    if (is_present(flags, PROJECTION)) {
        parts->accumulators =
            padded(projected << is_wide_at(blob, AT_COMPONENT_BITS)) / 4u;
        if (rows < projected) {
            rows = projected;
        }
    }
    parts->outputs = parts->accumulators;
    parts->end = parts->accumulators + rows;
    if (is_present(flags, HEAD)) {
        parts->outputs = parts->end;
        parts->end += row_count(blob, HEAD);
    }
}

size_t tessera_scratch_size(const tessera_model *model)
{
    scratch_parts parts = {0, 0, 0};
    if (is_open(model)) {
        find_parts(model->blob, &parts);
    }
    return 4u * (size_t)parts.end;
}

/* limited(value, low, the quantum limit), where `low` is not below its negative. */
static int32_t narrowed(int32_t value, int32_t low, uint32_t wide)
{
#ifdef TESSERA_DSP
    if (!is_wide(wide)) {
        const int32_t near = saturate_8(value);
        return (near < low) ? low : near;
    }
#endif
    return limited(value, low, quantum_limit(wide));
}

/* The vector that the next section sees, of 16 bits where `wide` is 1; `to` may be the start
 * of `from`. `count` is not 0. */
TESSERA_NOINLINE static void narrow(const int32_t *from, uint32_t count, int32_t low, int8_t *to,
                                    uint32_t wide)
{
    const int32_t *end = from + count;
    do {
        set_element(to, 0, narrowed(*from, low, wide), wide);
        to += (uint32_t)1 << wide;
        from++;
    } while (from != end);
}

/* 0 when none of the `others` is larger than `first`, otherwise 1 + the index of the largest
 * of them, the lowest among equals. The margin is 0 when there are no others; that of scores
 * may wrap and is not used. */
TESSERA_NOINLINE static uint32_t largest(int32_t first, const int32_t *others,
                                         uint32_t count, tessera_result *result)
{
    const int32_t *end = others + count;
    const int32_t *at = others;
    const int32_t *found = others;
    int32_t best = first;
    int32_t second = first;
    if (count != 0u) {
        second = INT32_MIN;
        do {
            const int32_t value = *at;
            at++;
            if (value <= best) {
                second = (value > second) ? value : second;
            } else {
                second = best;
                best = value;
                found = at;
            }
        } while (at != end);
    }
    result->margin = (int32_t)((uint32_t)best - (uint32_t)second);
    return (uint32_t)(found - others);
}

/* The label of a binary student, whose margin is the magnitude of its output. */
static uint32_t decide(int32_t output, int32_t *margin)
{
    *margin = (output < 0) ? -output : output;
    return (output > 0) ? 1u : 0u;
}

static void run(const tessera_model *model, const scratch_parts *parts, const int8_t *input,
                int32_t *scratch, tessera_result *result)
{
    row_walk walk;
    const uint8_t *blob = model->blob;
    const uint32_t flags = load16(blob + AT_FLAGS) & FLAGS_OF_2;
    int32_t *y = scratch + parts->accumulators;
    int32_t *logits = scratch + parts->outputs;
    uint32_t region = 0;
    walk.blob = blob;
    walk.vector = input;
    walk.out = y;
    if (is_present(flags, PROJECTION)) {
        const uint32_t wide = is_wide_at(blob, AT_COMPONENT_BITS);
        walk.left = row_count(blob, PROJECTION);
        walk.columns = column_count(blob, PROJECTION);
        product(&walk, projection_start(model), PROJECTION);
        narrow(y, row_count(blob, PROJECTION), -quantum_limit(wide), (int8_t *)scratch, wide);
        walk.vector = (const int8_t *)scratch;
    }
    walk.columns = column_count(blob, REGION_MAPS);
    const uint32_t scores = TESSERA_WITH_GATE ? row_count(blob, GATE) : 0u;
    if (scores != 0u) {
        walk.left = scores;
        product(&walk, model->gate, GATE);
        region = largest(0, y, scores, result);
    }
#if TESSERA_WITH_LIMITS
    const int foreign =
        (model->limits != 0u) && is_foreign(model, input, walk.vector, region,
                                            (region == 0u) ? 0 : y[region - 1u]);
#endif
    walk.left = row_count(blob, REGION_MAPS);
    product(&walk, model->region_maps + region * model->region_stride, REGION_MAPS);
    if (is_present(flags, SHARED_MAP)) {
        walk.vector = input;
        walk.left = row_count(blob, SHARED_MAP);
        walk.columns = column_count(blob, SHARED_MAP);
        product(&walk, model->shared_map, SHARED_MAP);
    }
    if (is_present(flags, HEAD)) {
        const int32_t low = ((flags & FLAG_RECTIFIED) != 0u) ? 0 : -QUANTUM_LIMIT;
        narrow(y, column_count(blob, HEAD), low, (int8_t *)y, 0);
        walk.vector = (const int8_t *)y;
        walk.out = logits;
        walk.left = row_count(blob, HEAD);
        walk.columns = column_count(blob, HEAD);
        product(&walk, model->head, HEAD);
    }
    const uint32_t others = load16(blob + AT_OUTPUTS) - 1u;
    result->logits = logits;
    result->label = (uint16_t)largest(logits[0], logits + 1, others, result);
    if (TESSERA_WITH_FORMAT_2 && ((flags & FLAG_BINARY) != 0u)) {
        result->label = (uint16_t)decide(logits[0], &result->margin);
    }
    result->region = (uint16_t)region;
    result->verdict = TESSERA_SURE;
#if TESSERA_WITH_LIMITS
    if (model->limits != 0u) {
        result->verdict = (uint16_t)(foreign ? TESSERA_FOREIGN
                                             : verdict_of(model, result->margin));
    }
#endif
}

/* An inference with inputs of 8 bits, or of 16 where `wide` is 1, a constant. */
static TESSERA_INLINE tessera_status infer(const tessera_model *model, const void *input,
                                           uint32_t wide, size_t count, void *scratch,
                                           size_t scratch_size, tessera_result *result)
{
    if ((model == NULL) || (model->blob == NULL) || (input == NULL) || (scratch == NULL) ||
        (result == NULL)) {
        return TESSERA_ERROR_NULL;
    }
    if (((uintptr_t)scratch & 3u) != 0u) {
        return TESSERA_ERROR_MISALIGNED;
    }
    if ((count != load16(model->blob + AT_INPUTS)) ||
        (is_wide_at(model->blob, AT_FEATURE_BITS) != wide)) {
        return TESSERA_ERROR_INPUT_COUNT;
    }
    scratch_parts parts;
    find_parts(model->blob, &parts);
    if (scratch_size < 4u * (size_t)parts.end) {
        return TESSERA_ERROR_SCRATCH;
    }
    run(model, &parts, (const int8_t *)input, (int32_t *)scratch, result);
    return TESSERA_OK;
}

tessera_status tessera_infer(const tessera_model *model, const int8_t *input, size_t count,
                             void *scratch, size_t scratch_size, tessera_result *result)
{
    return infer(model, input, 0, count, scratch, scratch_size, result);
}

tessera_status tessera_infer_wide(const tessera_model *model, const int16_t *input,
                                  size_t count, void *scratch, size_t scratch_size,
                                  tessera_result *result)
{
    return infer(model, input, 1, count, scratch, scratch_size, result);
}
