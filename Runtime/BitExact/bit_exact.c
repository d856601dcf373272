/* See bit_exact.h. */
#include "bit_exact.h"

void bit_exact_start(bit_exact_digest *digest)
{
    digest->count = 0;
    digest->first = 2166136261u;
    digest->second = 0x9E3779B9u;
}

static void mix(bit_exact_digest *digest, uint32_t word)
{
    digest->first = (digest->first ^ word) * 16777619u;
    digest->first ^= digest->first >> 15;
    digest->second = (digest->second + word) * 0x85EBCA6Bu;
    digest->second ^= digest->second >> 13;
}

/* Whether the inputs have 16 bits. */
static int is_wide(const tessera_model *model)
{
    return tessera_input_size(model) != tessera_input_count(model);
}

void bit_exact_add(bit_exact_digest *digest, const bit_exact_student *student)
{
    tessera_result result = {NULL, 0, 0, 0};
    const tessera_model *model = &student->model;
    const size_t count = tessera_input_count(model);
    const tessera_status status =
        is_wide(model) ? tessera_infer_wide(model, student->input, count, student->scratch,
                                            student->scratch_size, &result)
                       : tessera_infer(model, student->input, count, student->scratch,
                                       student->scratch_size, &result);
    digest->count++;
    mix(digest, (uint32_t)status);
    if (status != TESSERA_OK) {
        return;
    }
    mix(digest, result.label);
    mix(digest, result.region);
    mix(digest, (uint32_t)result.margin);
    for (size_t output = 0; output < tessera_output_count(model); output++) {
        mix(digest, (uint32_t)result.logits[output]);
    }
}

static void add_quantized(bit_exact_digest *digest, const bit_exact_student *student,
                          tessera_status status)
{
    if (status != TESSERA_OK) {
        digest->count++;
        mix(digest, (uint32_t)status);
        return;
    }
    for (size_t index = 0; index < tessera_input_count(&student->model); index++) {
        const int32_t value = is_wide(&student->model) ? ((const int16_t *)student->input)[index]
                                                       : ((const int8_t *)student->input)[index];
        mix(digest, (uint32_t)value);
    }
    bit_exact_add(digest, student);
}

void bit_exact_add_f32(bit_exact_digest *digest, const bit_exact_student *student,
                       const float *values)
{
    const tessera_model *model = &student->model;
    const size_t count = tessera_window_count(model);
    add_quantized(digest, student,
                  is_wide(model)
                      ? tessera_quantize_f32_wide(model, values, count, student->input)
                      : tessera_quantize_f32(model, values, count, student->input));
}

void bit_exact_add_i16(bit_exact_digest *digest, const bit_exact_student *student,
                       const int16_t *counts)
{
    const tessera_model *model = &student->model;
    const size_t count = tessera_window_count(model);
    add_quantized(digest, student,
                  is_wide(model)
                      ? tessera_quantize_i16_wide(model, counts, count, student->input)
                      : tessera_quantize_i16(model, counts, count, student->input));
}

/* xorshift32 (Marsaglia 2003, Journal of Statistical Software 8(14)). */
static uint32_t draw(uint32_t *state)
{
    uint32_t x = *state;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    *state = x;
    return x;
}

void bit_exact_add_random(bit_exact_digest *digest, const bit_exact_student *student,
                          uint32_t count, int16_t *counts)
{
    uint32_t state = 0x7E55E3Au;
    for (uint32_t row = 0; row < count; row++) {
        for (size_t byte = 0; byte < tessera_input_size(&student->model); byte++) {
            ((uint8_t *)student->input)[byte] = (uint8_t)(draw(&state) >> 24);
        }
        bit_exact_add(digest, student);
    }
    for (uint32_t row = 0; row < count / 8u; row++) {
        for (size_t index = 0; index < tessera_window_count(&student->model); index++) {
            counts[index] = (int16_t)(uint16_t)(draw(&state) >> 16);
        }
        bit_exact_add_i16(digest, student, counts);
    }
}
