/* A mutator that knows the packed student (Docs/Format.md): without a valid checksum nothing
 * behind it would ever be reached. It changes header fields, parameters and counts to values at
 * the ends of their ranges, lets the sections follow the counts (blob_writer.c), and seals the
 * result. */
#include "blob.h"

#include <string.h>

enum { HEADER = 48, TRAILER = 12, LENGTH = 8, CHECKSUM_BYTES = 4 };

/* Fields that only version 2 has. */
enum { FIRST_OF_VERSION_2 = 48, DIRECTORY = 64, ENTRY = 8 };

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

uint32_t draw(uint32_t *state)
{
    uint32_t x = *state;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    *state = x;
    return x;
}

uint32_t below(uint32_t *state, uint32_t limit) { return draw(state) % limit; }

uint32_t crc32_of(const uint8_t *bytes, size_t count)
{
    uint32_t crc = 0xFFFFFFFFu;
    for (size_t index = 0; index < count; index++) {
        crc ^= bytes[index];
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc >> 1) ^ ((crc & 1u) != 0 ? 0xEDB88320u : 0u);
        }
    }
    return ~crc;
}

uint32_t word_at(const uint8_t *bytes, size_t offset)
{
    return bytes[offset] | (uint32_t)bytes[offset + 1] << 8 | (uint32_t)bytes[offset + 2] << 16
           | (uint32_t)bytes[offset + 3] << 24;
}

void store(uint8_t *bytes, size_t offset, unsigned width, uint32_t value)
{
    for (unsigned byte = 0; byte < width; byte++) {
        bytes[offset + byte] = (uint8_t)(value >> (8 * byte));
    }
}

uint32_t seed_of(const uint8_t *bytes, size_t count)
{
    uint32_t seed = 2166136261u;
    for (size_t index = 0; index < count; index++) {
        seed = (seed ^ bytes[index]) * 16777619u;
    }
    return seed | 1u;
}

void draw_floats(uint32_t *state, float *values, size_t count)
{
    const uint32_t manner = below(state, 8);
    for (size_t index = 0; index < count; index++) {
        uint32_t bits = draw(state);
        /* Exponents around 1, or wherever: infinities and NaN belong to the second manner. */
        if (manner != 0) {
            bits = (bits & 0x807FFFFFu) | (117u + (bits >> 23) % (manner > 4 ? 12u : 40u)) << 23;
        }
        memcpy(&values[index], &bits, sizeof bits);
    }
}

/* Fields of the header: where, how wide, and the limit around which to try. */
static const struct {
    uint8_t offset, width;
    uint32_t limit;
} fields[] = {
    {4, 2, 1},      {6, 2, 63},         {8, 4, 60},         {12, 2, 16384}, {14, 2, 16384},
    {16, 2, 16384}, {18, 2, 1024},      {20, 2, 16384},     {22, 2, 16384}, {24, 4, 0x1F800000},
    {24, 4, 0x60000000}, {28, 4, 0x1F800000}, {28, 4, 0x60000000}, {32, 4, 0x1F800000},
    {32, 4, 0x60000000}, {36, 4, 1u << 30}, {40, 4, 1u << 30}, {44, 2, 0x8000}, {46, 1, 33},
    {46, 1, 62},    {47, 1, 0},         {48, 2, 16384},     {50, 1, 16},    {51, 1, 0},
    {52, 4, 0},     {56, 2, 16384},     {58, 2, 16384},     {60, 1, 8},     {60, 1, 16},
    {61, 1, 8},     {61, 1, 16},        {62, 2, 32},
};

static uint32_t around(uint32_t *state, uint32_t limit)
{
    switch (below(state, 6)) {
    case 0: return 0;
    case 1: return limit;
    case 2: return limit + 1u;
    case 3: return limit - 1u;
    case 4: return below(state, 24);
    default: return draw(state);
    }
}

static int is_version_2(const uint8_t *data, size_t size)
{
    return size >= DIRECTORY + TRAILER && (word_at(data, 4) & 0xFFFFu) == 2u;
}

static void change_field(uint8_t *data, size_t size, uint32_t *state)
{
    const uint32_t chosen = below(state, sizeof fields / sizeof fields[0]);
    if (fields[chosen].offset >= FIRST_OF_VERSION_2 && !is_version_2(data, size)) {
        return;
    }
    store(data, fields[chosen].offset, fields[chosen].width, around(state, fields[chosen].limit));
}

/* The kind, the flags or the bytes of a section in the directory. */
static void change_entry(uint8_t *data, size_t size, uint32_t *state)
{
    const uint32_t entries = is_version_2(data, size) ? word_at(data, 60) >> 16 : 0u;
    const size_t at = DIRECTORY + ENTRY * (size_t)(entries != 0 ? below(state, entries) : 0u);
    if (entries == 0 || at + ENTRY > size - TRAILER) {
        return;
    }
    switch (below(state, 4)) {
    case 0: store(data, at, 2, below(state, 16)); break;
    case 1: store(data, at + 2, 2, below(state, 33)); break;
    case 2: store(data, at + 4, 4, word_at(data, at + 4) + (below(state, 3) - 1u) * 4u); break;
    default: store(data, at + 4, 4, around(state, 0xFFFFFFFCu)); break;
    }
}

static void change_parameter(uint8_t *data, size_t size, uint32_t *state)
{
    static const uint32_t words[] = {0,           1u << 30,    (1u << 30) + 1u, (1u << 30) - 1u,
                                     0x7FFFFFFFu, 0x80000000u, 0xC0000000u,     0xBFFFFFFFu,
                                     0xFFFFFFFFu, 0x7F7F7F7Fu, 0x80808080u,     0x1F800000u,
                                     0x5FFFFFFFu, 0x60000000u, 0x9F800000u};
    static const uint8_t bytes[] = {0, 1,  2,  32, 33, 34, 47, 61, 62, 63, 127, 128, 255};
    if (size <= HEADER + TRAILER) {
        return;
    }
    const size_t offset = HEADER + below(state, (uint32_t)(size - HEADER - TRAILER));
    if (below(state, 2) == 0) {
        data[offset] = bytes[below(state, sizeof bytes)];
    } else {
        store(data, offset & ~(size_t)3, 4, words[below(state, sizeof words / sizeof words[0])]);
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
    uint32_t state = seed * 2654435761u | 1u;
    if (size < HEADER + TRAILER || max < 256) {
        return max < 256 || below(&state, 4) == 0 ? LLVMFuzzerMutate(data, size, max)
                                                  : make_student(data, size, max, &state);
    }
    for (uint32_t changes = 1 + below(&state, 3); changes != 0; changes--) {
        switch (below(&state, 9)) {
        case 0: size = LLVMFuzzerMutate(data, size, max); break;
        case 1: size = make_student(data, size, max, &state); break;
        case 2:
            change_field(data, size, &state);
            size = follow_counts(data, size, max, &state);
            break;
        case 3: change_field(data, size, &state); break;
        case 4: change_entry(data, size, &state); break;
        default: change_parameter(data, size, &state); break;
        }
        if (size < HEADER + TRAILER) {
            return size;
        }
    }
    if (below(&state, 16) != 0) {
        store(data, LENGTH, 4, (uint32_t)size);
    }
    if (below(&state, 16) != 0) {
        store(data, size - CHECKSUM_BYTES, 4, crc32_of(data, size - CHECKSUM_BYTES));
    }
    return size;
}
