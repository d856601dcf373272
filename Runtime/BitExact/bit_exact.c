/* See bit_exact.h. */
#include "bit_exact.h"

void bit_exact_start(bit_exact_digest *digest)
{
    digest->count = 0;
    digest->first = 2166136261u;
    digest->second = 0x9E3779B9u;
}

void bit_exact_mix(bit_exact_digest *digest, uint32_t word)
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

int bit_exact_is_signal(const tessera_model *model) { return tessera_program_size(model) != 0u; }

static void mix_answer(bit_exact_digest *digest, const tessera_model *model,
                       tessera_status status, const tessera_result *result)
{
    digest->count++;
    bit_exact_mix(digest, (uint32_t)status);
    if (status != TESSERA_OK) {
        return;
    }
    bit_exact_mix(digest, result->label);
    bit_exact_mix(digest, result->region);
    bit_exact_mix(digest, (uint32_t)result->margin);
    bit_exact_mix(digest, result->verdict);
    for (size_t output = 0; output < tessera_output_count(model); output++) {
        bit_exact_mix(digest, (uint32_t)result->logits[output]);
    }
}

static void mix_input(bit_exact_digest *digest, const tessera_model *model, const void *input)
{
    for (size_t index = 0; index < tessera_input_count(model); index++) {
        const int32_t value = is_wide(model) ? ((const int16_t *)input)[index]
                                             : ((const int8_t *)input)[index];
        bit_exact_mix(digest, (uint32_t)value);
    }
}

void bit_exact_add(bit_exact_digest *digest, const bit_exact_student *student)
{
    tessera_result result = {NULL, 0, 0, 0, 0};
    const tessera_model *model = &student->model;
    const size_t count = tessera_input_count(model);
    const tessera_status status =
        is_wide(model) ? tessera_infer_wide(model, student->input, count, student->scratch,
                                            student->scratch_size, &result)
                       : tessera_infer(model, student->input, count, student->scratch,
                                       student->scratch_size, &result);
    mix_answer(digest, model, status, &result);
}

static void add_quantized(bit_exact_digest *digest, const bit_exact_student *student,
                          tessera_status status)
{
    if (status != TESSERA_OK) {
        digest->count++;
        bit_exact_mix(digest, (uint32_t)status);
        return;
    }
    mix_input(digest, &student->model, student->input);
    bit_exact_add(digest, student);
}

static void add_classified(bit_exact_digest *digest, const bit_exact_student *student,
                           const int16_t *counts)
{
    tessera_result result = {NULL, 0, 0, 0, 0};
    const tessera_model *model = &student->model;
    const tessera_status status =
        tessera_classify(model, counts, tessera_window_count(model), student->memory,
                         student->memory_size, &result);
    if (status == TESSERA_OK) {
        mix_input(digest, model, student->memory);
    }
    mix_answer(digest, model, status, &result);
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
    if (bit_exact_is_signal(model)) {
        add_classified(digest, student, counts);
        return;
    }
    add_quantized(digest, student,
                  is_wide(model)
                      ? tessera_quantize_i16_wide(model, counts, count, student->input)
                      : tessera_quantize_i16(model, counts, count, student->input));
    add_classified(digest, student, counts);
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

/* A window of one of eight kinds. */
static void draw_window(uint32_t *state, uint32_t kind, int16_t *counts, size_t count)
{
    const uint32_t word = draw(state);
    const int32_t level = (int16_t)(uint16_t)(word >> 16);
    const uint32_t period = 1u + ((word >> 4) & 255u);
    uint32_t wait = period;
    int32_t height = 0;
    int odd = 0;
    for (size_t index = 0; index < count; index++) {
        const int32_t noise = (int16_t)(uint16_t)(draw(state) >> 16);
        int32_t value = 0;
        height = (height >> 2) - height;
        wait--;
        if (wait == 0u) {
            wait = period;
            height = level;
            odd = !odd;
        }
        switch (kind) {
        case 0: value = noise; break;
        case 1: value = noise >> (word & 15u); break;
        case 2: value = odd ? 32767 : -32768; break;
        case 3: value = level; break;
        case 4: value = (index == period) ? 32767 : 0; break;
        case 5: value = odd ? level : 0; break;
        case 6: value = ((index & 1u) != 0u) ? 32767 : -32768; break;
        default: value = (height >> 1) + (noise >> 5); break;
        }
        counts[index] = (int16_t)value;
    }
}

void bit_exact_add_random(bit_exact_digest *digest, const bit_exact_student *student,
                          uint32_t count, int16_t *counts)
{
    const int is_signal = bit_exact_is_signal(&student->model);
    const uint32_t inputs = is_signal ? count / 8u : count;
    const uint32_t windows = is_signal ? count : count / 8u;
    uint32_t state = 0x7E55E3Au;
    for (uint32_t row = 0; row < inputs; row++) {
        for (size_t byte = 0; byte < tessera_input_size(&student->model); byte++) {
            ((uint8_t *)student->input)[byte] = (uint8_t)(draw(&state) >> 24);
        }
        bit_exact_add(digest, student);
    }
    for (uint32_t row = 0; row < windows; row++) {
        draw_window(&state, is_signal ? row & 7u : 0u, counts,
                    tessera_window_count(&student->model));
        bit_exact_add_i16(digest, student, counts);
    }
}
