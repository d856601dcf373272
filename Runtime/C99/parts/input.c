/* ---------------------------------------------------------------- inputs */

/* value × scale rounded from `bits` fraction bits and limited to ±limit; false for a NaN.
 * The product is the only floating-point arithmetic. It is judged by its bits, so that it
 * is rounded to binary32, no conversion is out of range, and no option for fast
 * mathematics changes the answer. */
static int round_product(float value, float scale, uint32_t bits, int32_t limit,
                         int32_t *rounded)
{
    binary32 scaled;
    binary32 bound;
    scaled.value = value * scale;
    bound.value = (float)(limit << bits);
    const uint32_t magnitude = scaled.bits & 0x7FFFFFFFu;
    if (magnitude > 0x7F800000u) {
        return 0;
    }
    if (magnitude < bound.bits) {
        *rounded = ((int32_t)scaled.value + ((int32_t)1 << (bits - 1u))) >> bits;
    } else {
        *rounded = ((scaled.bits >> 31) != 0u) ? -limit : limit;
    }
    return 1;
}

/* The first inputs, standardised as one window; false for a NaN. */
static int standardize_f32(const uint8_t *blob, uint32_t count, const float *values,
                           int8_t *input)
{
    const float scale = scale_at(blob + AT_COUNTS_PER_UNIT) * 256.0f;
    window_sums sums = {0, 0};
    count_window window;
    int32_t value = 0;
    for (uint32_t index = 0; index < count; index++) {
        if (!round_product(values[index], scale, 8, 32767, &value)) {
            return 0;
        }
        add_count(&sums, value);
    }
    find_window(&sums, count, load32(blob + AT_WINDOW_GAIN), &window);
    for (uint32_t index = 0; index < count; index++) {
        (void)round_product(values[index], scale, 8, 32767, &value);
        input[index] = standardize(&window, value);
    }
    return 1;
}

tessera_status tessera_quantize_f32(const tessera_model *model, const float *values,
                                    size_t count, int8_t *input)
{
    if (!is_open(model) || (values == NULL) || (input == NULL)) {
        return TESSERA_ERROR_NULL;
    }
    if (count != tessera_input_count(model)) {
        return TESSERA_ERROR_INPUT_COUNT;
    }
    const uint8_t *blob = model->blob;
    const uint32_t standardized = load16(blob + AT_STANDARDIZED);
    if ((standardized != 0u) && !standardize_f32(blob, standardized, values, input)) {
        return TESSERA_ERROR_NAN;
    }
    const float scale = scale_at(blob + AT_INPUT_MULTIPLIER) * 65536.0f;
    for (size_t index = standardized; index < count; index++) {
        int32_t quantum = 0;
        if (!round_product(values[index], scale, 16, QUANTUM_LIMIT, &quantum)) {
            return TESSERA_ERROR_NAN;
        }
        input[index] = (int8_t)quantum;
    }
    return TESSERA_OK;
}

/* The first inputs, standardised as one window. */
static void standardize_i16(const uint8_t *blob, uint32_t count, const int16_t *counts,
                            int8_t *input)
{
    window_sums sums = {0, 0};
    count_window window;
    for (uint32_t index = 0; index < count; index++) {
        add_count(&sums, counts[index]);
    }
    find_window(&sums, count, load32(blob + AT_WINDOW_GAIN), &window);
    for (uint32_t index = 0; index < count; index++) {
        input[index] = standardize(&window, counts[index]);
    }
}

tessera_status tessera_quantize_i16(const tessera_model *model, const int16_t *counts,
                                    size_t count, int8_t *input)
{
    if (!is_open(model) || (counts == NULL) || (input == NULL)) {
        return TESSERA_ERROR_NULL;
    }
    if (count != tessera_input_count(model)) {
        return TESSERA_ERROR_INPUT_COUNT;
    }
    const uint8_t *blob = model->blob;
    const uint32_t standardized = load16(blob + AT_STANDARDIZED);
    const int32_t multiplier = (int32_t)load32(blob + AT_COUNT_MULTIPLIER);
    const int32_t zero = (int16_t)load16(blob + AT_COUNT_ZERO);
    const uint32_t shift = blob[AT_COUNT_SHIFT];
    if ((multiplier == 0) && (standardized < count)) {
        return TESSERA_ERROR_COUNTS;
    }
    if (standardized != 0u) {
        standardize_i16(blob, standardized, counts, input);
    }
    for (size_t index = standardized; index < count; index++) {
        const int32_t value = requantize((counts[index] - zero) * 256, multiplier, shift);
        input[index] = limited(value, -QUANTUM_LIMIT);
    }
    return TESSERA_OK;
}
