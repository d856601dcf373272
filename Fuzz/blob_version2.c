/* The sections that only version 2 of the packed format has, and its fields of the header. */
#include "blob_writer.h"

#include <string.h>

enum { DIRECTORY = 64, ENTRY = 8, TRAILER = 12, FEATURE_LIMIT = 64 };

/* What a header of version 2 states, and which features are kept. */
typedef struct plan {
    uint32_t flags, n, m, d, k, q, outputs, length, channels, features, component_bits;
    int has_scales, has_program;
    uint16_t kept[FEATURE_LIMIT];
    uint32_t scaled; /* inputs that are not standardised */
} plan;

static int read_plan(const uint8_t *data, uint32_t *state, plan *it)
{
    it->flags = half_at(data, 6);
    it->n = half_at(data, 12);
    it->m = half_at(data, 14);
    it->d = half_at(data, 16);
    it->k = half_at(data, 18);
    it->q = half_at(data, 20);
    it->outputs = half_at(data, 22);
    it->length = half_at(data, 48);
    it->channels = data[50];
    it->features = half_at(data, 56);
    it->component_bits = data[61];
    it->has_scales = word_at(data, 24) == 0;
    if (it->features > FEATURE_LIMIT || it->n > it->features || it->length == 0
        || it->channels - 1u >= 16u) {
        return 0;
    }
    it->has_program = it->has_scales && it->m == 0 && it->features % it->length == 0
                      && (it->features != it->length * it->channels || below(state, 3) == 0);
    uint32_t taken = 0;
    it->scaled = 0;
    for (uint32_t feature = 0; feature < it->features && taken < it->n; feature++) {
        const uint32_t left = it->features - feature;
        if (it->n - taken == left || below(state, left) < it->n - taken) {
            it->kept[taken] = (uint16_t)feature;
            it->scaled += feature >= it->m ? 1u : 0u;
            taken++;
        }
    }
    return 1;
}

static size_t write_scales(uint8_t *data, size_t at, uint32_t *state, uint32_t count,
                           uint32_t flags)
{
    if ((flags & 2u) != 0) {
        uint8_t *shifts = data + at + 8u * count;
        memset(shifts, 0, padded(count));
        for (uint32_t index = 0; index < count; index++) {
            const uint32_t factor = multiplier(state);
            const uint32_t centre = draw(state) >> below(state, 30);
            store(data, at + 4u * index, 4, factor != 0 ? centre : 0);
            store(data, at + 4u * (count + index), 4, factor);
            shifts[index] = (uint8_t)(factor != 0 ? 1u + below(state, 62) : 0);
        }
        at += 8u * count + padded(count);
    }
    if ((flags & 4u) != 0) {
        for (uint32_t index = 0; index < count; index++) {
            const uint32_t factor = below(state, 8) != 0 ? normal(state) : 0;
            const uint32_t centre = normal(state) | (below(state, 2) << 31);
            store(data, at + 4u * index, 4, factor != 0 && below(state, 4) != 0 ? centre : 0);
            store(data, at + 4u * (count + index), 4, factor);
        }
        at += 8u * count;
    }
    return at;
}

static size_t write_program(uint8_t *data, size_t at, uint32_t *state, const plan *it)
{
    uint32_t left = it->features / it->length;
    for (uint32_t channel = 0; channel < it->channels; channel++, at += 4) {
        store(data, at, 4, normal(state));
    }
    while (left != 0) {
        const int all = left >= it->channels && below(state, 2) == 0;
        memset(data + at, 0, 16);
        data[at] = 1;
        data[at + 3] = (uint8_t)(all ? 255u : below(state, it->channels));
        left -= all ? it->channels : 1u;
        at += 16;
    }
    return at;
}

static size_t write_limits(uint8_t *data, size_t at, uint32_t *state, const plan *it,
                           uint32_t flags)
{
    const size_t origin = padded(it->d * (it->component_bits / 8u));
    const size_t sizes[] = {4u, 12u + origin + 4u * it->k, 12u + 4u * it->d, 4u};
    for (unsigned part = 0; part < 4; part++) {
        if ((flags & 2u << part) == 0) {
            continue;
        }
        memset(data + at, 0, sizes[part]);
        for (size_t word = 0; part != 1 && word < sizes[part]; word += 4) {
            store(data, at + word, 4, 1u + (draw(state) >> 10));
        }
        if (part == 1) {
            store(data, at, 4, multiplier(state));
            store(data, at + 4, 4, 33u + below(state, 30));
            store(data, at + sizes[part] - 4, 4, below(state, 32));
        }
        if (part == 2) {
            store(data, at + 8, 4, below(state, 64));
        }
        at += sizes[part];
    }
    return at;
}

static size_t write_beats(uint8_t *data, size_t at, uint32_t *state, const plan *it)
{
    const int rr = it->length > 4u && below(state, 2) != 0;
    const uint32_t beat = it->length - (rr ? 4u : 0u), before = below(state, beat);
    store(data, at, 2, before);
    store(data, at + 2, 2, beat - before);
    for (size_t field = 2; field < 11; field++) {
        store(data, at + 2 * field, 2, 1u + below(state, 256));
    }
    store(data, at + 22, 2, rr ? 1 : 0);
    return at + 24;
}

/* The most bytes that a section of a kind from 6 on takes. */
static size_t largest_size(const plan *it, uint32_t kind)
{
    switch (kind) {
    case 6: return 17u * it->scaled + 3u;
    case 7: return padded(2u * it->n);
    case 8: return 4u * it->channels + 16u * (it->features / it->length);
    case 10: return 40u + 4u * it->k + (4u + it->component_bits / 8u) * it->d;
    default: return 24;
    }
}

/* Writes the section of a kind; 0 when there is no room. `flags` are those of the directory. */
static size_t write_kind(uint8_t *data, size_t at, size_t max, uint32_t *state, const plan *it,
                         uint32_t kind, uint32_t flags)
{
    size_t end = at;
    switch (kind) {
    case 1: return write_section(data, at, max, state, it->d, it->n, 1);
    case 2: return write_section(data, at, max, state, it->k - 1u, it->d, 0);
    case 3: return write_section(data, at, max, state, it->q, it->n, 1);
    case 4:
        for (uint32_t region = 0; end != 0 && region < it->k; region++) {
            end = write_section(data, end, max, state, it->q, it->d, 1);
        }
        return end;
    case 5: return write_section(data, at, max, state, it->outputs, it->q, 1);
    default: break;
    }
    if (at + largest_size(it, kind) > max) {
        return 0;
    }
    switch (kind) {
    case 6: return write_scales(data, at, state, it->scaled, flags);
    case 7:
        memset(data + at, 0, padded(2u * it->n));
        for (uint32_t index = 0; index < it->n; index++) {
            store(data, at + 2u * index, 2, it->kept[index]);
        }
        return at + padded(2u * it->n);
    case 8: return write_program(data, at, state, it);
    case 10: return write_limits(data, at, state, it, flags);
    case 11:
        for (size_t word = 0; word < 20; word += 4) {
            store(data, at + word, 4, 0x10001u + (draw(state) >> 3));
        }
        store(data, at, 4, 24u | (1u + below(state, 30)) << 16);
        store(data, at + 4, 4, 1u + below(state, 1u << 30));
        return at + 20;
    case 12: return write_beats(data, at, state, it);
    default:
        for (unsigned byte = 0; byte < 8; byte++) {
            data[at + byte] = (uint8_t)(draw(state) >> 24);
        }
        return at + 8;
    }
}

size_t write_version_2(uint8_t *data, size_t size, size_t max, uint32_t *state)
{
    plan it;
    uint32_t kinds[16], flags[16], count = 0;
    if (!read_plan(data, state, &it)) {
        return size;
    }
    const uint32_t scales = it.has_program ? 2u : 2u * (1u + below(state, 3));
    const uint32_t limits = 2u + 2u * below(state, (it.flags & 2u) != 0 ? 15 : 3);
    const struct {
        uint32_t kind, flags;
        int is_there;
    } all[] = {
        {1, 1, (it.flags & 2u) != 0}, {2, 1, it.k > 1}, {3, 1, (it.flags & 4u) != 0}, {4, 1, 1},
        {5, 1, (it.flags & 8u) != 0}, {6, 1u | scales, it.has_scales}, {7, 1, it.n < it.features},
        {8, 1, it.has_program}, {10, limits, below(state, 3) == 0},
        {11, 0, it.d <= 32 && below(state, 3) == 0},
        {12, 0, it.channels == 1 && !it.has_program && below(state, 3) == 0},
        {13u + below(state, 9), 2u * below(state, 9), below(state, 4) == 0},
    };
    for (size_t each = 0; each < sizeof all / sizeof all[0]; each++) {
        if (all[each].is_there) {
            kinds[count] = all[each].kind;
            flags[count] = all[each].flags;
            count++;
        }
    }
    size_t at = DIRECTORY + ENTRY * (size_t)count;
    for (uint32_t entry = 0; entry < count; entry++) {
        const size_t end =
            write_kind(data, at, max - TRAILER, state, &it, kinds[entry], flags[entry]);
        if (end == 0) {
            return size;
        }
        store(data, DIRECTORY + ENTRY * (size_t)entry, 4, kinds[entry] | flags[entry] << 16);
        store(data, DIRECTORY + ENTRY * (size_t)entry + 4, 4, (uint32_t)(end - at));
        at = end;
    }
    store(data, 62, 2, count);
    store(data, at, 4, draw(state));
    store(data, at + 4, 4, draw(state));
    return at + TRAILER;
}

void write_window(uint8_t *data, uint32_t flags, uint32_t *state)
{
    const uint32_t length = 1u + below(state, 8), channels = 1u + below(state, 3);
    const int programmed = (flags & 1u) == 0 && below(state, 3) == 0;
    const uint32_t features = programmed ? length * (1u + below(state, 4)) : length * channels;
    const uint32_t n = below(state, 2) != 0 ? features : 1u + below(state, features);
    const uint32_t bits = 8u << below(state, 2);
    store(data, 4, 2, 2);
    store(data, 12, 2, n);
    store(data, 14, 2, (flags & 1u) != 0 ? 1u + below(state, features) : 0);
    if ((flags & 2u) == 0) {
        store(data, 16, 2, n);
    }
    if (programmed || below(state, 2) != 0) {
        store(data, 24, 4, 0);
        memset(data + 40, 0, 8);
    }
    store(data, 48, 2, length);
    store(data, 50, 2, channels);
    store(data, 52, 4, below(state, 2) != 0 ? draw(state) : 0);
    store(data, 56, 2, features);
    store(data, 58, 2, below(state, length + 1u));
    data[60] = (uint8_t)bits;
    data[61] = (uint8_t)((flags & 2u) != 0 ? 8u << below(state, 2) : bits);
}
