/* ---------------------------------------------------------------- classification */

/* Bytes of the quantised input, which lies at the start of the memory. */
static uint32_t quantized_bytes(const uint8_t *blob)
{
    return padded(load16(blob + AT_INPUTS) << is_wide_at(blob, AT_FEATURE_BITS));
}

/* Bytes of memory for an open student. The program and the inference follow one another: they share what is
 * behind the input. */
static uint32_t classify_bytes(const tessera_model *model)
{
    const uint32_t program = has_stages(model) ? program_bytes(model) : 0u;
    scratch_parts parts;
    find_parts(model->blob, &parts);
    const uint32_t scratch = 4u * parts.end;
    return quantized_bytes(model->blob) + ((program > scratch) ? program : scratch);
}

size_t tessera_classify_size(const tessera_model *model)
{
    return is_open(model) ? (size_t)classify_bytes(model) : 0u;
}

#if TESSERA_WITH_DIRECT
TESSERA_NOINLINE static tessera_status quantize_directly(const tessera_model *model,
                                                         const int16_t *counts, void *input)
{
    const integers from = {counts, 2};
    return quantize_integers(model, &from, (size_t)window_count(model->blob), input,
                             is_wide_at(model->blob, AT_FEATURE_BITS));
}
#endif

static tessera_status take_counts(const tessera_model *model, const int16_t *counts, void *input,
                                  void *memory)
{
    if (has_stages(model)) {
        run_features(model, counts, memory, input);
        return TESSERA_OK;
    }
#if TESSERA_WITH_DIRECT
    return quantize_directly(model, counts, input);
#else
    return TESSERA_ERROR_COUNTS;
#endif
}

/* Infers the quantised input at the start of the memory, in what is behind it. */
static tessera_status infer_behind(const tessera_model *model, const void *input, void *scratch,
                                   size_t size, tessera_result *result)
{
    const size_t count = (size_t)load16(model->blob + AT_INPUTS);
    return is_wide(is_wide_at(model->blob, AT_FEATURE_BITS))
               ? tessera_infer_wide(model, (const int16_t *)input, count, scratch, size, result)
               : tessera_infer(model, (const int8_t *)input, count, scratch, size, result);
}

tessera_status tessera_classify(const tessera_model *model, const int16_t *counts, size_t count,
                                void *memory, size_t memory_size, tessera_result *result)
{
    if (!is_open(model) || (counts == NULL) || (memory == NULL) || (result == NULL)) {
        return TESSERA_ERROR_NULL;
    }
    if (((uintptr_t)memory & 3u) != 0u) {
        return TESSERA_ERROR_MISALIGNED;
    }
    if (count != window_count(model->blob)) {
        return TESSERA_ERROR_INPUT_COUNT;
    }
    if (memory_size < (size_t)classify_bytes(model)) {
        return TESSERA_ERROR_SCRATCH;
    }
    const size_t bytes = (size_t)quantized_bytes(model->blob);
    uint8_t *rest = (uint8_t *)memory + bytes;
    const tessera_status status = take_counts(model, counts, memory, rest);
    return (status == TESSERA_OK) ? infer_behind(model, memory, rest, memory_size - bytes, result)
                                  : status;
}
