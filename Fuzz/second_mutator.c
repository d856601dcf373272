/* Students of format version 2 (Docs/Format.md) for the mutator: valid ones of small counts, and
 * changes that keep the directory near the file. */
#include "blob.h"

#include <string.h>

enum { HEADER_2 = 64, TRAILER = 12, ENTRY = 8, MOST_INPUTS = 24 };
enum { SCALES = 6, KEPT, PROGRAM, CONSTANTS, LIMITS, ADAPTATION, BEATS };

/* What the sections of a student follow from. */
typedef struct form {
    uint32_t samples, channels, features, inputs, standardized, leading;
    uint32_t components, regions, map, outputs, flags, bits, component_bits;
    uint32_t stages, scale_parts, limit_parts, adaptation, beats;
    uint8_t stage_channels[4];
    uint8_t kept[MOST_INPUTS];
} form;

static uint32_t padded(uint32_t count) { return (count + 3u) / 4u * 4u; }

static uint32_t is_chosen(uint32_t *state) { return below(state, 2); }

static uint32_t normal(uint32_t *state)
{
    return (63u + below(state, 129)) << 23 | draw(state) >> 9;
}

/* The window and what it becomes: features, and the inputs among them. */
static void choose_window(form *it, uint32_t *state)
{
    it->samples = 1u + below(state, 6);
    it->channels = 1u + below(state, 3);
    it->stages = below(state, 3) == 0 ? 1u + below(state, 3) : 0;
    it->features = it->stages == 0 ? it->samples * it->channels : 0;
    for (uint32_t stage = 0; stage < it->stages; stage++) {
        const uint32_t channel = below(state, it->channels + 1u);
        const int all = channel == it->channels
                        && it->features + it->channels * it->samples <= MOST_INPUTS;
        if (!all && it->features + it->samples > MOST_INPUTS) {
            it->stages = stage;
            break;
        }
        it->stage_channels[stage] = (uint8_t)(all ? 255u : channel % it->channels);
        it->features += all ? it->channels * it->samples : it->samples;
    }
    it->standardized =
        it->stages == 0 && is_chosen(state) ? 1u + below(state, it->features) : 0;
    const int all = below(state, 3) == 0;
    for (uint32_t feature = 0; feature < it->features; feature++) {
        const int last = feature + 1u == it->features && it->inputs == 0;
        if (all || last || below(state, 4) != 0) {
            it->kept[it->inputs++] = (uint8_t)feature;
            it->leading += feature < it->standardized;
        }
    }
}

static form choose(uint32_t *state)
{
    form it;
    memset(&it, 0, sizeof it);
    choose_window(&it, state);
    it.flags = draw(state) & 0x2Eu;
    it.flags |= (it.standardized != 0 ? 1u : 0u) | ((it.flags & 8u) != 0 ? draw(state) & 16u : 0);
    const int projected = (it.flags & 2u) != 0;
    it.components = projected ? 1u + below(state, 9) : it.inputs;
    it.regions = 1u + below(state, 5);
    it.outputs = 1u + below(state, 4);
    it.map = (it.flags & 8u) != 0 ? 1u + below(state, 7) : it.outputs;
    if (it.outputs == 1 && is_chosen(state)) {
        it.flags |= 0x60u;
    }
    it.bits = is_chosen(state) ? 16u : 8u;
    it.component_bits = !projected ? it.bits : is_chosen(state) ? 16u : 8u;
    it.scale_parts = it.stages != 0 ? 2u : 2u * below(state, 4);
    if (it.leading == it.inputs) {
        it.scale_parts = 0;
    }
    it.limit_parts = is_chosen(state) ? 2u * below(state, projected ? 16 : 4) : 0;
    it.adaptation = below(state, 4) == 0;
    it.beats = it.channels == 1 && it.stages == 0 && below(state, 4) == 0;
    return it;
}

static void write_header(uint8_t *data, const form *it, uint32_t *state)
{
    const int counted = it->scale_parts == 0 && is_chosen(state);
    memset(data, 0, HEADER_2);
    store(data, 0, 4, 0x41525354u);
    store(data, 4, 4, 2u | it->flags << 16);
    store(data, 12, 2, it->inputs);
    store(data, 14, 2, it->standardized);
    store(data, 16, 2, it->components);
    store(data, 18, 2, it->regions);
    store(data, 20, 2, it->map);
    store(data, 22, 2, it->outputs);
    store(data, 24, 4, it->scale_parts != 0 ? 0 : normal(state));
    store(data, 28, 4, normal(state));
    if (it->standardized != 0) {
        store(data, 32, 4, normal(state));
        store(data, 36, 4, 1u + below(state, 1u << (1 + below(state, 30))));
    }
    store(data, 40, 4, counted ? 1u << 30 | draw(state) >> 2 : 0);
    store(data, 44, 4, counted ? (draw(state) & 0xFFFFu) | (33u + below(state, 30)) << 16 : 0);
    store(data, 48, 2, it->samples);
    store(data, 50, 1, it->channels);
    store(data, 52, 4, is_chosen(state) ? draw(state) : 0);
    store(data, 56, 2, it->features);
    store(data, 58, 2, below(state, it->samples + 1u));
    store(data, 60, 1, it->bits);
    store(data, 61, 1, it->component_bits);
}

/* A directory and its sections on their way into a file. */
typedef struct writer {
    uint8_t *data;
    size_t at, max; /* at is 0 once a section did not fit */
    uint32_t *state;
    uint32_t entries;
} writer;

/* Adds the entry of a section that starts at `start` and ends where the writer is. */
static void note(writer *to, uint32_t kind, uint32_t flags, size_t start)
{
    uint8_t *entry = to->data + HEADER_2 + ENTRY * to->entries;
    store(entry, 0, 2, kind);
    store(entry, 2, 2, flags);
    store(entry, 4, 4, to->at == 0 ? 0 : (uint32_t)(to->at - start));
    to->entries++;
}

static void add_maps(writer *to, uint32_t kind, uint32_t count, uint32_t rows, uint32_t columns)
{
    const size_t start = to->at;
    for (uint32_t map = 0; to->at != 0 && map < count; map++) {
        to->at = write_section(to->data, to->at, to->max, to->state, rows, columns, kind != 2);
    }
    note(to, kind, 1, start);
}

/* Room for a section of zeros; NULL where it does not fit. */
static uint8_t *add(writer *to, uint32_t kind, uint32_t flags, uint32_t bytes)
{
    const size_t start = to->at;
    uint8_t *section = NULL;
    if (start != 0) {
        to->at = start + bytes > to->max ? 0 : start + bytes;
    }
    if (to->at != 0) {
        section = to->data + start;
        memset(section, 0, bytes);
    }
    note(to, kind, flags, start);
    return section;
}

static void add_scales(writer *to, const form *it)
{
    const uint32_t s = it->inputs - it->leading;
    const uint32_t integers = (it->scale_parts & 2u) != 0 ? 8u * s + padded(s) : 0;
    const uint32_t floats = (it->scale_parts & 4u) != 0 ? 8u * s : 0;
    uint8_t *at = add(to, SCALES, 1u | it->scale_parts, integers + floats);
    for (uint32_t index = 0; at != NULL && index < s; index++) {
        if (integers != 0 && below(to->state, 6) != 0) {
            const uint32_t centre = draw(to->state);
            store(at, 4 * index, 4,
                  is_chosen(to->state) ? centre : (uint32_t)((int32_t)centre >> 16));
            store(at, 4 * (s + index), 4, 1u << 30 | draw(to->state) >> 2);
            store(at, 8 * s + index, 1, 1u + below(to->state, 62));
        }
        if (floats != 0 && below(to->state, 6) != 0) {
            const uint32_t sign = draw(to->state) & 0x80000000u;
            store(at, integers + 4 * index, 4,
                  below(to->state, 3) == 0 ? 0 : normal(to->state) | sign);
            store(at, integers + 4 * (s + index), 4, normal(to->state));
        }
    }
}

static void add_program(writer *to, const form *it)
{
    uint8_t *at = add(to, PROGRAM, 1, 4u * it->channels + 16u * it->stages);
    for (uint32_t channel = 0; at != NULL && channel < it->channels; channel++) {
        store(at, 4 * channel, 4, normal(to->state));
    }
    for (uint32_t stage = 0; at != NULL && stage < it->stages; stage++) {
        at[4u * it->channels + 16u * stage] = 1;
        at[4u * it->channels + 16u * stage + 3u] = it->stage_channels[stage];
    }
}

static void add_limits(writer *to, const form *it)
{
    const uint32_t parts = it->limit_parts, d = it->components, k = it->regions;
    const uint32_t centre = padded(d * it->component_bits / 8u);
    uint8_t *at = add(to, LIMITS, parts,
                      ((parts & 2u) != 0 ? 4u : 0) + ((parts & 4u) != 0 ? 12u + centre + 4u * k : 0)
                          + ((parts & 8u) != 0 ? 12u + 4u * d : 0) + ((parts & 16u) != 0 ? 4u : 0));
    if (at == NULL) {
        return;
    }
    if ((parts & 2u) != 0) {
        store(at, 0, 4, draw(to->state) >> 1);
        at += 4;
    }
    if ((parts & 4u) != 0) {
        store(at, 0, 4, 1u << 30 | draw(to->state) >> 2);
        store(at, 4, 4, 33u + below(to->state, 30));
        store(at, 8 + centre + 4u * k, 4, below(to->state, 32));
        at += 12u + centre + 4u * k;
    }
    if ((parts & 8u) != 0) {
        store(at, 8, 4, below(to->state, 64));
        at += 12u + 4u * d;
    }
    if ((parts & 16u) != 0) {
        store(at, 0, 4, 1u + below(to->state, 1u << 23));
    }
}

/* The sections that a device reads and does not execute. */
static void add_reserved(writer *to, const form *it)
{
    if (it->limit_parts != 0) {
        add_limits(to, it);
    }
    if (it->adaptation != 0) {
        uint8_t *at = add(to, ADAPTATION, 0, 20);
        for (uint32_t field = 0; at != NULL && field < 5; field++) {
            store(at, 4 * field, 4, field == 0 ? 0x00010001u : 1u + below(to->state, 1u << 30));
        }
    }
    if (it->beats != 0) {
        uint8_t *at = add(to, BEATS, 0, 24);
        for (uint32_t field = 1; at != NULL && field < 11; field++) {
            store(at, 2 * field, 2, field == 1 ? it->samples : 1u + below(to->state, 256));
        }
    }
    if (below(to->state, 4) == 0) {
        uint8_t *at = add(to, 13u + below(to->state, 60000), 2u * below(to->state, 8),
                          4u * below(to->state, 5));
        (void)at;
    }
}

size_t make_second(uint8_t *data, size_t size, size_t max, uint32_t *state)
{
    const form it = choose(state);
    const uint32_t n = it.inputs, d = it.components, q = it.map;
    writer to = {data, HEADER_2 + ENTRY * 13u, max - TRAILER, state, 0};
    if (max < HEADER_2 + ENTRY * 13u + TRAILER) {
        return size;
    }
    write_header(data, &it, state);
    /* The sections are written behind a directory of the most entries, and then moved up. */
    const size_t first = to.at;
    if ((it.flags & 2u) != 0) add_maps(&to, 1, 1, d, n);
    if (it.regions > 1) add_maps(&to, 2, 1, it.regions - 1, d);
    if ((it.flags & 4u) != 0) add_maps(&to, 3, 1, q, n);
    add_maps(&to, 4, it.regions, q, d);
    if ((it.flags & 8u) != 0) add_maps(&to, 5, 1, it.outputs, q);
    if (it.scale_parts != 0) add_scales(&to, &it);
    if (n < it.features) {
        uint8_t *at = add(&to, KEPT, 1, padded(2u * n));
        for (uint32_t input = 0; at != NULL && input < n; input++) {
            store(at, 2 * input, 2, it.kept[input]);
        }
    }
    if (it.stages != 0) add_program(&to, &it);
    add_reserved(&to, &it);
    store(data, 62, 2, to.entries);
    if (to.at == 0) {
        return size;
    }
    const size_t start = HEADER_2 + ENTRY * to.entries;
    memmove(data + start, data + first, to.at - first);
    const size_t end = start + to.at - first;
    store(data, end, 4, draw(state));
    store(data, end + 4, 4, draw(state));
    return end + TRAILER;
}

/* Fields that version 2 adds or reads otherwise: where, how wide, and a limit. */
static const struct {
    uint8_t offset, width;
    uint32_t limit;
} fields[] = {
    {6, 2, 127},    {14, 2, 16384}, {24, 4, 0}, {48, 2, 16384}, {50, 1, 16}, {51, 1, 0},
    {52, 4, 0},     {56, 2, 16384}, {56, 2, 1024}, {58, 2, 16384}, {60, 1, 8}, {60, 1, 16},
    {61, 1, 8},     {61, 1, 16},    {62, 2, 32},
};

/* Makes a section longer or shorter by four bytes, in the file and in its entry. */
static size_t resize(uint8_t *data, size_t size, size_t max, uint32_t *state, size_t entry,
                     size_t start)
{
    const uint32_t bytes = word_at(data, entry + 4);
    if (start + bytes > size - TRAILER) {
        return size;
    }
    const size_t end = start + bytes;
    if (is_chosen(state) && bytes >= 4) {
        memmove(data + end - 4, data + end, size - end);
        store(data, entry + 4, 4, bytes - 4);
        return size - 4;
    }
    if (size + 4 > max) {
        return size;
    }
    memmove(data + end + 4, data + end, size - end);
    store(data, end, 4, is_chosen(state) ? 0 : draw(state));
    store(data, entry + 4, 4, bytes + 4);
    return size + 4;
}

/* Takes a section and its entry out. */
static size_t take_out(uint8_t *data, size_t size, size_t entry, size_t start)
{
    const uint32_t bytes = word_at(data, entry + 4);
    if (start + bytes > size - TRAILER) {
        return size;
    }
    memmove(data + start, data + start + bytes, size - start - bytes);
    size -= bytes;
    memmove(data + entry, data + entry + ENTRY, size - entry - ENTRY);
    store(data, 62, 2, (word_at(data, 60) >> 16) - 1u);
    return size - ENTRY;
}

size_t change_second(uint8_t *data, size_t size, size_t max, uint32_t *state)
{
    if (size < HEADER_2 + TRAILER) {
        return size;
    }
    const uint32_t entries = word_at(data, 60) >> 16;
    const uint32_t manner = below(state, 5);
    if (manner == 0 || entries == 0 || HEADER_2 + ENTRY * (size_t)entries > size - TRAILER) {
        const uint32_t chosen = below(state, sizeof fields / sizeof fields[0]);
        store(data, fields[chosen].offset, fields[chosen].width,
              around(state, fields[chosen].limit));
        return size;
    }
    const uint32_t index = below(state, entries);
    const size_t entry = HEADER_2 + ENTRY * index;
    size_t start = HEADER_2 + ENTRY * entries;
    for (uint32_t before = 0; before < index; before++) {
        start += word_at(data, HEADER_2 + ENTRY * before + 4);
    }
    if (start > size - TRAILER) {
        return size;
    }
    switch (manner) {
    case 1:
        store(data, entry + 2 * below(state, 2), 2, around(state, is_chosen(state) ? 12 : 3));
        return size;
    case 2: return resize(data, size, max, state, entry, start);
    case 3: return take_out(data, size, entry, start);
    default: {
        const size_t bytes = word_at(data, entry + 4);
        const size_t at = start + (bytes < 4 ? 0 : 4 * below(state, (uint32_t)(bytes / 4)));
        if (at + 4 <= size - TRAILER) {
            store(data, at, 4, around(state, is_chosen(state) ? 1u << 30 : 62));
        }
        return size;
    }
    }
}
