/* Valid packed students (Docs/Format.md) of small counts, with numbers that are drawn: what the
 * mutator starts from. What only version 2 has is in blob_version2.c. */
#include "blob_writer.h"

#include <string.h>

enum { HEADER = 48, TRAILER = 12 };

size_t padded(size_t count) { return (count + 3u) / 4u * 4u; }

uint32_t half_at(const uint8_t *bytes, size_t offset)
{
    return bytes[offset] | (uint32_t)bytes[offset + 1] << 8;
}

uint32_t normal(uint32_t *state)
{
    return (63u + below(state, 129)) << 23 | draw(state) >> 9;
}

uint32_t multiplier(uint32_t *state)
{
    return below(state, 8) == 0 ? 0 : 1u << 30 | draw(state) >> 2;
}

size_t write_section(uint8_t *data, size_t at, size_t max, uint32_t *state, uint32_t rows,
                     uint32_t columns, int is_map)
{
    const size_t weights = padded((size_t)rows * columns);
    const size_t shifts = is_map ? padded(rows) : 0u;
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
        store(data, at, 4, extreme ? 0x7FFFFFFFu : multiplier(state));
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

size_t follow_counts(uint8_t *data, size_t size, size_t max, uint32_t *state)
{
    if ((word_at(data, 4) & 0xFFFFu) == 2u && max > 128u) {
        return write_version_2(data, size, max, state);
    }
    const uint32_t flags = word_at(data, 4) >> 16;
    const uint32_t n = half_at(data, 12), d = half_at(data, 16);
    const uint32_t k = half_at(data, 18), q = half_at(data, 20);
    const uint32_t outputs = half_at(data, 22);
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

size_t make_student(uint8_t *data, size_t size, size_t max, uint32_t *state)
{
    const int newer = max >= 512u && below(state, 3) != 0;
    uint32_t flags = draw(state) & 63u;
    if ((flags & 8u) == 0) {
        flags &= ~16u;
    }
    const uint32_t n = 1u + below(state, 12);
    uint32_t q = 1u + below(state, 9);
    uint32_t outputs = (flags & 8u) != 0 ? 1u + below(state, 9) : q;
    if (newer && below(state, 4) == 0) {
        flags |= 96u;
        outputs = 1;
        q = (flags & 8u) != 0 ? q : 1u;
    }
    const int counted = below(state, 2) != 0;
    store(data, 0, 4, 0x41525354u);
    store(data, 4, 4, 1u | flags << 16);
    store(data, 12, 2, n);
    store(data, 14, 2, (flags & 1u) != 0 ? 1u + below(state, n) : 0);
    store(data, 16, 2, (flags & 2u) != 0 ? 1u + below(state, 9) : n);
    store(data, 18, 2, 1u + below(state, 6));
    store(data, 20, 2, q);
    store(data, 22, 2, outputs);
    for (size_t at = 24; at < 36; at += 4) {
        store(data, at, 4, normal(state));
    }
    store(data, 36, 4, 1u + below(state, 1u << (1 + below(state, 30))));
    if ((flags & 1u) == 0) {
        memset(data + 32, 0, 8);
    }
    store(data, 40, 4, counted ? 1u << 30 | draw(state) >> 2 : 0);
    store(data, 44, 4, counted ? (draw(state) & 0xFFFFu) | (33u + below(state, 30)) << 16 : 0);
    if (newer) {
        write_window(data, flags, state);
    }
    return follow_counts(data, size, max, state);
}
