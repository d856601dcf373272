/* Programs of stages: both runtimes must refuse the same ones, and make the same features of hostile
 * windows, in memory of exactly the size that they state.
 *
 * An input is: channels - 1 (2 bits; the upper 3 shift the samples down, so that most windows are
 * short), samples - 1 (u16, 11 bits), stages - 1 (5 bits; bit 7 gives each stage the constants that
 * come next), then the records of the stages, then the constants. It becomes a student whose inputs
 * are the features as they are, in 16 bits. */
#include "blob.h"
#include "blob_writer.h"
#include "runtime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

enum { HEAD = 4, RECORD = 16, OPS = 13, HEADER = 64, ENTRY = 8, TRAILER = 12 };
enum { MOST_FEATURES = 1024, MOST_BYTES = 65536, RUNTIMES = 2, KINDS = 6 };
/* Longer windows are run with one kind, so that most of the time goes into other programs. */
enum { SHORT_WINDOW = 64 };

static const runtime *const runtimes[RUNTIMES] = {&runtime_c99, &runtime_swift};

#define REQUIRE(condition)                                                                 \
    do {                                                                                   \
        if (!(condition)) {                                                                \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);        \
            abort();                                                                       \
        }                                                                                  \
    } while (0)

/* A program, as an input has it. */
typedef struct program {
    uint32_t channels, samples, stages, constants;
    uint8_t records[32 * RECORD];
    uint8_t values[1024]; /* int16 */
} program;

/* Gives each stage as many constants as it asks for, of those that are left. */
static void follow_constants(program *it)
{
    uint32_t used = 0;
    for (uint32_t stage = 0; stage < it->stages; stage++) {
        uint8_t *record = it->records + RECORD * stage;
        const uint32_t left = it->constants - used;
        const uint32_t wanted = half_at(record, 6) & 63u;
        const uint32_t count = wanted < left ? wanted : left;
        store(record, 4, 2, count != 0 ? used : 0);
        store(record, 6, 2, count);
        used += count;
    }
    it->constants = used;
}

static int read_program(const uint8_t *data, size_t size, program *it)
{
    if (size < HEAD + RECORD) {
        return 0;
    }
    it->channels = 1u + (data[0] & 3u);
    it->samples = 1u + ((half_at(data, 1) & 2047u) >> (data[0] >> 5));
    it->stages = 1u + (data[3] & 31u);
    const uint32_t whole = (uint32_t)(size - HEAD) / RECORD;
    it->stages = it->stages < whole ? it->stages : whole;
    memcpy(it->records, data + HEAD, RECORD * it->stages);
    const size_t at = HEAD + RECORD * (size_t)it->stages;
    const size_t rest = (size - at) / 2u;
    it->constants = (uint32_t)(rest < sizeof it->values / 2u ? rest : sizeof it->values / 2u);
    memset(it->values, 0, sizeof it->values);
    memcpy(it->values, data + at, 2u * it->constants);
    if ((data[3] & 128u) != 0) {
        follow_constants(it);
    }
    return 1;
}

static void enter(uint8_t *file, size_t *entry, uint32_t kind, uint32_t flags, size_t bytes)
{
    store(file, *entry, 2, kind);
    store(file, *entry + 2, 2, flags);
    store(file, *entry + 4, 4, (uint32_t)bytes);
    *entry += ENTRY;
}

/* Writes the student of a program with n features, and returns its size. */
static size_t write_student(uint8_t *file, const program *it, uint32_t n)
{
    const size_t sections = it->constants != 0 ? 4 : 3;
    const size_t map = 12u + padded(n), scales = 8u * n + padded(n);
    const size_t code = 4u * it->channels + RECORD * (size_t)it->stages;
    const size_t constants = padded(2u * it->constants);
    size_t entry = HEADER, at = HEADER + ENTRY * sections;
    const size_t size = at + map + scales + code + constants + TRAILER;
    memset(file, 0, size);
    memcpy(file, "TSRA", 4);
    const uint32_t fields[] = {2, 32, (uint32_t)size, (uint32_t)size >> 16, n, 0, n, 1, 1, 1};
    for (size_t field = 0; field < sizeof fields / sizeof *fields; field++) {
        store(file, 4 + 2 * field, 2, fields[field]);
    }
    store(file, 28, 4, 0x3F800000u);
    store(file, 48, 2, it->samples);
    file[50] = (uint8_t)it->channels;
    store(file, 56, 2, n);
    file[60] = file[61] = 16;
    store(file, 62, 2, (uint32_t)sections);
    enter(file, &entry, 4, 1, map);
    enter(file, &entry, 6, 3, scales);
    enter(file, &entry, 8, 1, code);
    if (constants != 0) {
        enter(file, &entry, 9, 1, constants);
    }
    store(file, at + 4, 4, 1u << 30);
    file[at + 8] = 40;
    at += map;
    for (uint32_t index = 0; index < n; index++) {
        store(file, at + 4u * (n + index), 4, 1u << 30);
        file[at + 8u * n + index] = 30;
    }
    at += scales;
    for (uint32_t channel = 0; channel < it->channels; channel++) {
        store(file, at + 4u * channel, 4, 0x3F800000u);
    }
    memcpy(file + at + 4u * it->channels, it->records, RECORD * (size_t)it->stages);
    at += code;
    memcpy(file + at, it->values, 2u * it->constants);
    store(file, size - 4, 4, crc32_of(file, size - 4));
    return size;
}

/* Rails, constants, impulses, noise, steps: a window of one kind. */
static void draw_window(uint32_t *state, int16_t *counts, size_t count, int kind)
{
    const size_t place = below(state, (uint32_t)count), period = 1u + below(state, 64);
    const int16_t level = (int16_t)(uint16_t)draw(state);
    const uint32_t shift = below(state, 16);
    for (size_t index = 0; index < count; index++) {
        const int odd = (index / period) % 2u != 0;
        switch (kind) {
        case 0: counts[index] = odd ? INT16_MIN : INT16_MAX; break;
        case 1: counts[index] = level; break;
        case 2: counts[index] = index == place ? INT16_MAX : 0; break;
        case 3: counts[index] = (int16_t)((int16_t)(uint16_t)draw(state) >> shift); break;
        case 4: counts[index] = odd ? level : 0; break;
        default: counts[index] = index % 2u != 0 ? INT16_MIN : INT16_MAX; break;
        }
    }
}

/* Runs every kind of window through both runtimes, or one kind where windows are long. */
static void compare(tessera_model *models, uint32_t n, uint32_t state)
{
    const size_t window = runtimes[0]->window_count(&models[0]);
    const size_t size = runtimes[0]->program_size(&models[0]);
    int16_t *counts = malloc(window * sizeof *counts);
    int16_t *inputs[RUNTIMES];
    REQUIRE(counts != NULL && runtimes[1]->program_size(&models[1]) == size);
    const int first = window <= (size_t)SHORT_WINDOW ? 0 : (int)below(&state, KINDS);
    const int end = window <= (size_t)SHORT_WINDOW ? KINDS : first + 1;
    for (int kind = first; kind < end; kind++) {
        draw_window(&state, counts, window, kind);
        for (int each = 0; each < RUNTIMES; each++) {
            void *memory = malloc(size + (size == 0));
            inputs[each] = malloc(n * sizeof(int16_t));
            REQUIRE(memory != NULL && inputs[each] != NULL);
            memset(memory, 0x5A + kind, size);
            REQUIRE(runtimes[each]->features_i16_wide(&models[each], counts, window, memory, size,
                                                      inputs[each]) == TESSERA_OK);
            free(memory);
        }
        REQUIRE(memcmp(inputs[0], inputs[1], n * sizeof(int16_t)) == 0);
        free(inputs[0]);
        free(inputs[1]);
    }
    free(counts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint32_t file[MOST_BYTES / 4];
    tessera_model models[RUNTIMES];
    program it;
    uint8_t window[HEADER] = {0};
    memset(models, 0, sizeof models);
    if (!read_program(data, size, &it)) {
        return 0;
    }
    store(window, 48, 2, it.samples);
    window[50] = (uint8_t)it.channels;
    /* The section is padded with a zero, which a stage may take as its last constant. */
    const uint32_t features = program_features(window, it.records, it.stages, it.values,
                                               it.constants + (it.constants & 1u));
    const uint32_t n = features - 1u < MOST_FEATURES ? features : 1u;
    const size_t bytes = write_student((uint8_t *)file, &it, n);
    void *blob = malloc(bytes);
    REQUIRE(blob != NULL);
    memcpy(blob, file, bytes);
    const tessera_status status = runtimes[0]->open(&models[0], blob, bytes);
    REQUIRE(runtimes[1]->open(&models[1], blob, bytes) == status);
    REQUIRE(status == TESSERA_OK || status == TESSERA_ERROR_PROGRAM);
    if (status == TESSERA_OK) {
        REQUIRE(features == n);
        compare(models, n, seed_of(data, size));
    }
    free(blob);
    return 0;
}

/* A record that is likely to be valid behind `top` nodes; returns the nodes that there are then. */
static uint32_t draw_record(uint8_t *record, uint32_t *state, uint32_t top)
{
    static const uint8_t makes[OPS + 1] = {0, 0, 1, 0, 1, 1, 1, 0, 0, 0, 0, 1, 0, 0};
    static const uint8_t takes[OPS + 1] = {0, 0, 0, 0, 0, 0, 0, 0, 3, 4, 3, 0, 4, 6};
    const uint32_t op = top == 0 && below(state, 2) != 0 ? 2u : 1u + below(state, OPS);
    const uint32_t source = below(state, 4) == 0 ? below(state, top + 1u) : top;
    const int in_place = source != 0 && op != 4u && op != 6u && below(state, 2) != 0;
    memset(record, 0, RECORD);
    record[0] = (uint8_t)op;
    record[1] = (uint8_t)source;
    record[2] = (uint8_t)(makes[op] == 0 ? 0u : in_place ? source : source + 1u);
    record[3] = (uint8_t)(below(state, 3) != 0 ? 255u : below(state, 3));
    store(record, 6, 2, takes[op] != 0 ? 2u * (1u + below(state, takes[op])) : 0);
    const uint32_t first[OPS + 1] = {0, 0, below(state, 2), 0, 1u + below(state, 9), 0, 0,
                                     below(state, 900), 0, below(state, 2), 0,
                                     1u + below(state, 6), 8u << below(state, 6),
                                     1u + below(state, 30)};
    store(record, 8, 2, first[op]);
    if (op == 4u || op == 7u || op == 12u) {
        store(record, 10, 2, op == 4u ? below(state, 8) : 1u + below(state, 200));
    }
    if (op == 4u) {
        store(record, 12, 2, below(state, 2));
    }
    return makes[op] != 0 && !in_place ? source + 1u : top;
}

/* Ascending from 1 in runs: ranks, lags and edges; or taps and thresholds. */
static void draw_constants(uint8_t *data, size_t count, uint32_t *state)
{
    uint32_t value = 0;
    const int taps = below(state, 4) == 0;
    for (size_t index = 0; index < count; index++) {
        value = below(state, 6) == 0 ? 1u : value + 1u + below(state, 12);
        const uint32_t a = below(state, 7), b = a + 1u + below(state, 7 - a);
        const uint32_t three = a | b << 4 | (b + 1u + below(state, 8 - b)) << 8;
        store(data, 2 * index, 2, !taps ? value : index % 2u == 0 ? three : draw(state) >> 18);
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    uint32_t state = seed | 1u;
    if (below(&state, 4) == 0 || max_size < 256u) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    const uint32_t stages = 1u + below(&state, 7);
    uint32_t top = 0;
    if (below(&state, 3) != 0 && size > HEAD + RECORD) {
        const size_t stage = below(&state, (uint32_t)((size - HEAD) / RECORD));
        (void)draw_record(data + HEAD + RECORD * stage, &state, below(&state, 4));
        return size;
    }
    store(data, 0, 4, draw(&state));
    data[3] = (uint8_t)((stages - 1u) | 128u);
    for (uint32_t stage = 0; stage < stages; stage++) {
        top = draw_record(data + HEAD + RECORD * stage, &state, top < 7u ? top : 6u);
    }
    const size_t at = HEAD + RECORD * (size_t)stages, count = (max_size - at) / 2u;
    const size_t constants = below(&state, (uint32_t)(count < 64u ? count : 64u));
    draw_constants(data + at, constants, &state);
    return at + 2u * constants;
}
