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

void bit_exact_add(bit_exact_digest *digest, const bit_exact_student *student)
{
    tessera_result result = {NULL, 0, 0, 0};
    const tessera_model *model = &student->model;
    const tessera_status status =
        tessera_infer(model, student->input, tessera_input_count(model), student->scratch,
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
        mix(digest, (uint32_t)student->input[index]);
    }
    bit_exact_add(digest, student);
}

void bit_exact_add_f32(bit_exact_digest *digest, const bit_exact_student *student,
                       const float *values)
{
    const size_t count = tessera_input_count(&student->model);
    add_quantized(digest, student,
                  tessera_quantize_f32(&student->model, values, count, student->input));
}

void bit_exact_add_i16(bit_exact_digest *digest, const bit_exact_student *student,
                       const int16_t *counts)
{
    const size_t count = tessera_input_count(&student->model);
    add_quantized(digest, student,
                  tessera_quantize_i16(&student->model, counts, count, student->input));
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
    const size_t inputs = tessera_input_count(&student->model);
    uint32_t state = 0x7E55E3Au;
    for (uint32_t row = 0; row < count; row++) {
        for (size_t index = 0; index < inputs; index++) {
            student->input[index] = (int8_t)(uint8_t)(draw(&state) >> 24);
        }
        bit_exact_add(digest, student);
    }
    for (uint32_t row = 0; row < count / 8u; row++) {
        for (size_t index = 0; index < inputs; index++) {
            counts[index] = (int16_t)(uint16_t)(draw(&state) >> 16);
        }
        bit_exact_add_i16(digest, student, counts);
    }
}
