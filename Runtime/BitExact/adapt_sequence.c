/* See adapt_sequence.h. */
#include "adapt_sequence.h"

enum { STEPS = 40 };

typedef struct sequence {
    const adapt_run *run;
    bit_exact_digest *digest;
    uint32_t draws; /* xorshift32 (Marsaglia 2003) */
    uint32_t delta_size;
    uint16_t kept;
} sequence;

static uint32_t draw(sequence *it)
{
    uint32_t x = it->draws;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    it->draws = x;
    return x;
}

static uint32_t below(sequence *it, uint32_t limit) { return (draw(it) >> 8) % limit; }

static void mix(sequence *it, uint32_t word) { bit_exact_mix(it->digest, word); }

/* The answer to a random input. */
static void answer(sequence *it, tessera_result *result)
{
    const bit_exact_student *student = &it->run->student;
    const size_t count = tessera_input_count(&student->model);
    const int wide = tessera_input_size(&student->model) != count;
    const uint32_t spread = below(it, 8);
    for (size_t index = 0; index < count; index++) {
        if (wide) {
            ((int16_t *)student->input)[index] =
                (int16_t)((int16_t)(uint16_t)(draw(it) >> 16) >> spread);
        } else {
            ((int8_t *)student->input)[index] =
                (int8_t)((int8_t)(uint8_t)(draw(it) >> 24) >> spread);
        }
    }
    const tessera_status status =
        wide ? tessera_infer_wide(&student->model, student->input, count, student->scratch,
                                  student->scratch_size, result)
             : tessera_infer(&student->model, student->input, count, student->scratch,
                             student->scratch_size, result);
    if (status != TESSERA_OK) {
        mix(it, (uint32_t)status);
    }
}

static void keep(sequence *it, uint32_t number)
{
    const tessera_model *model = &it->run->student.model;
    tessera_result result;
    tessera_question question = {0xFFFFFFFFu, -1};
    answer(it, &result);
    (void)tessera_adapt_keep(model, it->run->state, it->run->student.input, number, &result);
    (void)tessera_adapt_ask(model, it->run->state, (uint16_t)below(it, 6), &question);
    mix(it, question.number);
    mix(it, (uint32_t)question.margin);
}

static void apply(sequence *it)
{
    const tessera_model *model = &it->run->student.model;
    tessera_result result;
    answer(it, &result);
    (void)tessera_adapt_apply(model, it->run->state, it->run->student.input, &result);
    mix(it, result.label);
    mix(it, (uint32_t)result.margin);
    for (size_t output = 0; output < tessera_output_count(model); output++) {
        mix(it, (uint32_t)result.logits[output]);
    }
}

static void learn(sequence *it)
{
    const tessera_model *model = &it->run->student.model;
    const uint32_t outputs = (uint32_t)tessera_output_count(model);
    const uint32_t rank = below(it, 4);
    const uint32_t label = below(it, outputs + 1u);
    mix(it, (uint32_t)tessera_adapt_learn(
                model, it->run->state, (uint16_t)rank,
                (uint16_t)((label == outputs) ? TESSERA_NO_LABEL : label)));
}

static void save(sequence *it)
{
    (void)tessera_adapt_save(&it->run->student.model, it->run->state, it->run->delta,
                             it->delta_size);
}

static void mix_delta(sequence *it)
{
    for (uint32_t index = 0; index < it->delta_size; index++) {
        mix(it, it->run->delta[index]);
    }
}

/* Loads what was saved, or that with one bit flipped, which is then flipped back. */
static void load(sequence *it)
{
    const tessera_model *model = &it->run->student.model;
    uint32_t bit = 8u * it->delta_size;
    if (below(it, 2) != 0u) {
        bit = below(it, 8u * it->delta_size);
        it->run->delta[bit / 8u] ^= (uint8_t)(1u << (bit % 8u));
    }
    mix(it, (uint32_t)tessera_adapt_load(model, it->run->state,
                                         tessera_adapt_size(model, it->kept), it->kept,
                                         it->run->delta, it->delta_size));
    if (bit != 8u * it->delta_size) {
        it->run->delta[bit / 8u] ^= (uint8_t)(1u << (bit % 8u));
    }
}

static void step(sequence *it, uint32_t number)
{
    const uint32_t kind = below(it, 16);
    int in_use = 0;
    if (kind < 6u) {
        keep(it, number);
    } else if (kind < 9u) {
        apply(it);
    } else if (kind < 13u) {
        learn(it);
    } else if (kind == 13u) {
        (void)tessera_adapt_commit(&it->run->student.model, it->run->state, &in_use);
        mix(it, (uint32_t)in_use);
    } else if (kind == 14u) {
        save(it);
        mix_delta(it);
    } else {
        load(it);
    }
    it->digest->count++;
}

void adapt_sequences(bit_exact_digest *digest, const adapt_run *run, uint32_t first, uint32_t count)
{
    const tessera_model *model = &run->student.model;
    sequence it = {run, digest, 0, (uint32_t)tessera_adapt_delta_size(model), 0};
    for (uint32_t seed = first; seed != first + count; seed++) {
        it.draws = seed * 0x9E3779B9u + 0x7E55E3Au;
        it.draws = (it.draws == 0u) ? 1u : it.draws;
        it.kept = (uint16_t)below(&it, 6);
        const size_t size = tessera_adapt_size(model, it.kept);
        (void)tessera_adapt_begin(model, run->state, size, it.kept);
        save(&it);
        mix(&it, (uint32_t)size);
        mix(&it, it.delta_size);
        for (uint32_t number = 0; number < (uint32_t)STEPS; number++) {
            step(&it, number);
        }
        save(&it);
        mix_delta(&it);
    }
}
