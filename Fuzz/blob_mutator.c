/* A mutator that knows the packed student (Docs/Format.md): without a valid checksum nothing
 * behind it would ever be reached. It changes header fields, parameters and counts to values at
 * the ends of their ranges, lets the sections follow the counts, and seals the result. */
#include "blob.h"

#include <string.h>

enum { HEADER = 48, TRAILER = 12, LENGTH = 8, CHECKSUM_BYTES = 4 };

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
    {46, 1, 62},    {47, 1, 0},
};

uint32_t around(uint32_t *state, uint32_t limit)
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

static void change_field(uint8_t *data, uint32_t *state)
{
    const uint32_t chosen = below(state, sizeof fields / sizeof fields[0]);
    store(data, fields[chosen].offset, fields[chosen].width, around(state, fields[chosen].limit));
}

static void change_parameter(uint8_t *data, size_t size, uint32_t *state)
{
    static const uint32_t words[] = {0,           1u << 30,    (1u << 30) + 1u, (1u << 30) - 1u,
                                     0x7FFFFFFFu, 0x80000000u, 0xC0000000u,     0xBFFFFFFFu,
                                     0xFFFFFFFFu, 0x7F7F7F7Fu, 0x80808080u};
    static const uint8_t bytes[] = {0, 32, 33, 34, 47, 61, 62, 63, 127, 128, 255};
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

size_t write_section(uint8_t *data, size_t at, size_t max, uint32_t *state, uint32_t rows,
                     uint32_t columns, int is_map)
{
    const size_t weights = ((size_t)rows * columns + 3u) / 4u * 4u;
    const size_t shifts = is_map ? (rows + 3u) / 4u * 4u : 0u;
    const size_t end = at + rows * (is_map ? 8u : 4u) + shifts + weights;
    if (end > max) {
        return 0;
    }
    memset(data + at, 0, end - at);
    const int extreme = below(state, 4) == 0;
    for (uint32_t row = 0; row < rows; row++, at += 4) {
        const uint32_t bias = below(state, 400000) - 200000u;
        store(data, at, 4, extreme ? (below(state, 2) ? 1u << 30 : 3u << 30) : bias);
    }
    for (uint32_t row = 0; is_map && row < rows; row++, at += 4) {
        const uint32_t multiplier = below(state, 8) == 0 ? 0 : 1u << 30 | draw(state) >> 2;
        store(data, at, 4, extreme ? 0x7FFFFFFFu : multiplier);
    }
    for (uint32_t row = 0; is_map && row < rows; row++) {
        data[at + row] = (uint8_t)(33u + below(state, extreme ? 2 : 30));
    }
    at += shifts;
    for (size_t index = 0; index < (size_t)rows * columns; index++) {
        const uint32_t weight = draw(state) >> 24;
        data[at + index] = (uint8_t)(extreme ? 127u + (weight & 1u) : weight);
    }
    return end;
}

/* Replaces the sections by those that the counts and flags of the header announce. */
static size_t follow_counts(uint8_t *data, size_t size, size_t max, uint32_t *state)
{
    const uint32_t flags = word_at(data, 4) >> 16;
    const uint32_t n = word_at(data, 12) & 0xFFFFu, d = word_at(data, 16) & 0xFFFFu;
    const uint32_t k = word_at(data, 16) >> 16, q = word_at(data, 20) & 0xFFFFu;
    const uint32_t outputs = word_at(data, 20) >> 16;
    const size_t limit = max - TRAILER;
    size_t end = HEADER;
    if ((flags & 2u) != 0) end = write_section(data, end, limit, state, d, n, 1);
    if (end != 0 && k > 1) end = write_section(data, end, limit, state, k - 1, d, 0);
    if (end != 0 && (flags & 4u) != 0) end = write_section(data, end, limit, state, q, n, 1);
    for (uint32_t region = 0; end != 0 && region < k; region++) {
        end = write_section(data, end, limit, state, q, d, 1);
    }
    if (end != 0 && (flags & 8u) != 0) end = write_section(data, end, limit, state, outputs, q, 1);
    if (end == 0) {
        return size;
    }
    store(data, end, 4, draw(state));
    store(data, end + 4, 4, draw(state));
    return end + TRAILER;
}

/* Small counts, any flags that agree with them, and sections to match. */
static size_t make_student(uint8_t *data, size_t size, size_t max, uint32_t *state)
{
    uint32_t flags = draw(state) & 63u;
    if ((flags & 8u) == 0) {
        flags &= ~16u;
    }
    const uint32_t n = 1u + below(state, 12), q = 1u + below(state, 9);
    const int counted = below(state, 2) != 0;
    store(data, 0, 4, 0x41525354u);
    store(data, 4, 4, 1u | flags << 16);
    store(data, 12, 2, n);
    store(data, 14, 2, (flags & 1u) != 0 ? 1u + below(state, n) : 0);
    store(data, 16, 2, (flags & 2u) != 0 ? 1u + below(state, 9) : n);
    store(data, 18, 2, 1u + below(state, 6));
    store(data, 20, 2, q);
    store(data, 22, 2, (flags & 8u) != 0 ? 1u + below(state, 9) : q);
    for (size_t at = 24; at < 36; at += 4) {
        store(data, at, 4, (63u + below(state, 129)) << 23 | draw(state) >> 9);
    }
    store(data, 36, 4, 1u + below(state, 1u << (1 + below(state, 30))));
    if ((flags & 1u) == 0) {
        memset(data + 32, 0, 8);
    }
    store(data, 40, 4, counted ? 1u << 30 | draw(state) >> 2 : 0);
    store(data, 44, 4, counted ? (draw(state) & 0xFFFFu) | (33u + below(state, 30)) << 16 : 0);
    return follow_counts(data, size, max, state);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
    uint32_t state = seed * 2654435761u | 1u;
    if (size < HEADER + TRAILER || max < 256) {
        if (max < 256 || below(&state, 4) == 0) {
            return LLVMFuzzerMutate(data, size, max);
        }
        size = below(&state, 2) == 0 ? make_student(data, size, max, &state)
                                     : make_second(data, size, max, &state);
        return size;
    }
    for (uint32_t changes = 1 + below(&state, 3); changes != 0; changes--) {
        const int is_second = (word_at(data, 4) & 0xFFFFu) == 2u;
        switch (below(&state, 8)) {
        case 0: size = LLVMFuzzerMutate(data, size, max); break;
        case 1:
            size = below(&state, 2) == 0 ? make_student(data, size, max, &state)
                                         : make_second(data, size, max, &state);
            break;
        case 2:
            if (is_second) {
                size = change_second(data, size, max, &state);
            } else {
                change_field(data, &state);
                size = follow_counts(data, size, max, &state);
            }
            break;
        case 4:
            if (is_second) {
                size = change_second(data, size, max, &state);
                break;
            }
            change_parameter(data, size, &state);
            break;
        case 3: change_field(data, &state); break;
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
