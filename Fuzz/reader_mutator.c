/* A mutator that knows how dumps are framed: a header whose length or an entry whose checksum is
 * wrong is refused before its contents are looked at, so both are put right after most changes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
int LLVMFuzzerInitialize(int *count, char ***arguments);

enum { LARGEST = 1 << 14, MOST_ENTRIES = 16 };
static const char *format = "";

/* The format is the end of the program's name. */
int LLVMFuzzerInitialize(int *count, char ***arguments)
{
    const char *dash = *count > 0 ? strrchr((*arguments)[0], '-') : NULL;
    format = dash != NULL ? dash + 1 : "";
    return 0;
}

static uint32_t draw(uint32_t *state)
{
    uint32_t x = *state;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    *state = x;
    return x;
}

static void store(uint8_t *bytes, unsigned width, uint64_t value)
{
    for (unsigned byte = 0; byte < width; byte++) {
        bytes[byte] = byte < 8 ? (uint8_t)(value >> (8 * byte)) : 0;
    }
}

static uint32_t load(const uint8_t *bytes, unsigned width)
{
    uint32_t value = 0;
    for (unsigned byte = 0; byte < width; byte++) {
        value |= (uint32_t)bytes[byte] << (8 * byte);
    }
    return value;
}

/* Changes the text of a header of `length` bytes at `start`, moves the rest, and returns the
 * new length; `size` becomes that of the whole. */
static size_t change_text(uint8_t *data, size_t start, size_t length, size_t *size, size_t max)
{
    static uint8_t text[LARGEST], rest[LARGEST];
    const size_t after = *size - start - length;
    if (max > LARGEST || start + after >= max || *size > LARGEST) {
        return length;
    }
    memcpy(text, data + start, length);
    memcpy(rest, data + start + length, after);
    length = LLVMFuzzerMutate(text, length, max - start - after);
    memcpy(data + start, text, length);
    memcpy(data + start + length, rest, after);
    *size = start + length + after;
    return length;
}

/* Changes the bytes after a header that ends at `end`. */
static size_t change_data(uint8_t *data, size_t end, size_t size, size_t max)
{
    return end < max ? end + LLVMFuzzerMutate(data + end, size - end, max - end) : size;
}

static size_t mutate_npy(uint8_t *data, size_t size, size_t max, uint32_t *state)
{
    static const uint8_t magic[] = {0x93, 'N', 'U', 'M', 'P', 'Y'};
    if (size < 12 || memcmp(data, magic, sizeof magic) != 0 || draw(state) % 4 == 0) {
        return LLVMFuzzerMutate(data, size, max);
    }
    const unsigned width = data[6] == 1 ? 2 : 4;
    const size_t start = 8 + width, length = load(data + 8, width);
    if (length > size - start) {
        return LLVMFuzzerMutate(data, size, max);
    }
    if (draw(state) % 4 == 0) {
        return change_data(data, start + length, size, max);
    }
    const size_t changed = change_text(data, start, length, &size, max);
    store(data + 8, width, changed);
    return size;
}

static size_t mutate_safetensors(uint8_t *data, size_t size, size_t max, uint32_t *state)
{
    if (size < 8 || load(data, 4) > size - 8 || draw(state) % 4 == 0) {
        return LLVMFuzzerMutate(data, size, max);
    }
    if (draw(state) % 3 == 0) {
        return change_data(data, 8 + (size_t)load(data, 4), size, max);
    }
    const size_t changed = change_text(data, 8, load(data, 4), &size, max);
    store(data, 8, changed);
    return size;
}

typedef struct entry {
    uint8_t name[32], data[4096];
    size_t name_count, count;
} entry;

/* Takes the stored and deflated entries out of an archive that is sound. */
static int read_entries(const uint8_t *data, size_t size, entry *entries)
{
    size_t at = 0;
    int count = 0;
    while (count < MOST_ENTRIES && size - at > 30 && load(data + at, 4) == 0x04034B50) {
        entry *each = &entries[count];
        const size_t name = load(data + at + 26, 2), extra = load(data + at + 28, 2);
        const size_t packed = load(data + at + 18, 4), start = at + 30 + name + extra;
        if (name > sizeof each->name || start > size || packed > size - start) {
            break;
        }
        memcpy(each->name, data + at + 30, name);
        each->name_count = name;
        if (load(data + at + 8, 2) == 8) {
            z_stream stream;
            memset(&stream, 0, sizeof stream);
            stream.next_in = (Bytef *)(uintptr_t)(data + start);
            stream.avail_in = (uInt)packed;
            stream.next_out = each->data;
            stream.avail_out = sizeof each->data;
            if (inflateInit2(&stream, -15) != Z_OK) {
                break;
            }
            inflate(&stream, Z_FINISH);
            each->count = stream.total_out;
            inflateEnd(&stream);
        } else if (packed <= sizeof each->data) {
            memcpy(each->data, data + start, packed);
            each->count = packed;
        } else {
            break;
        }
        at = start + packed;
        count++;
    }
    return count;
}

static size_t deflated(const entry *each, uint8_t *target, size_t room)
{
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    /* The smallest window and the least memory: its output is as hard to inflate. */
    if (deflateInit2(&stream, 6, Z_DEFLATED, -9, 1, Z_DEFAULT_STRATEGY) != Z_OK) {
        return 0;
    }
    stream.next_in = (Bytef *)(uintptr_t)each->data;
    stream.avail_in = (uInt)each->count;
    stream.next_out = target;
    stream.avail_out = (uInt)room;
    const int status = deflate(&stream, Z_FINISH);
    deflateEnd(&stream);
    return status == Z_STREAM_END ? stream.total_out : 0;
}

/* Writes an archive of the entries, some of them deflated; 0 when it would be too long. */
static size_t write_entries(const entry *entries, int count, uint8_t *data, size_t max,
                            uint32_t *state)
{
    static uint8_t directory[LARGEST];
    size_t at = 0, end = 0;
    for (int index = 0; index < count; index++) {
        const entry *each = &entries[index];
        const size_t start = at + 30 + each->name_count;
        if (start + each->count + 64 > max) {
            return 0;
        }
        size_t packed = 0;
        if (draw(state) % 4 == 0) {
            packed = deflated(each, data + start, max - start);
        }
        const unsigned method = packed != 0 ? 8 : 0;
        if (packed == 0) {
            packed = each->count;
            memcpy(data + start, each->data, packed);
        }
        /* A local header, and the same fields in the directory. */
        uint8_t *local = data + at, *central = directory + end;
        store(local, 4, 0x04034B50);
        store(local + 4, 4, 20);
        store(local + 8, 6, method);
        store(local + 14, 4, crc32(0, each->data, (uInt)each->count));
        store(local + 18, 4, packed);
        store(local + 22, 4, each->count);
        store(local + 26, 4, each->name_count);
        memcpy(local + 30, each->name, each->name_count);
        store(central, 6, (uint64_t)20 << 32 | 0x02014B50);
        memcpy(central + 6, local + 4, 26);
        store(central + 32, 14, 0);
        store(central + 42, 4, at);
        memcpy(central + 46, each->name, each->name_count);
        end += 46 + each->name_count;
        at = start + packed;
    }
    if (at + end + 22 > max) {
        return 0;
    }
    memcpy(data + at, directory, end);
    uint8_t *last = data + at + end;
    store(last, 8, 0x06054B50);
    store(last + 8, 2, (uint64_t)count);
    store(last + 10, 2, (uint64_t)count);
    store(last + 12, 4, end);
    store(last + 16, 4, at);
    store(last + 20, 2, 0);
    return at + end + 22;
}

static size_t mutate_npz(uint8_t *data, size_t size, size_t max, uint32_t *state)
{
    static entry entries[MOST_ENTRIES];
    static uint8_t archive[LARGEST];
    const int count = draw(state) % 4 == 0 || max > LARGEST ? 0 : read_entries(data, size, entries);
    if (count == 0) {
        return LLVMFuzzerMutate(data, size, max);
    }
    entry *chosen = &entries[draw(state) % (uint32_t)count];
    if (draw(state) % 16 == 0) {
        chosen->name_count = LLVMFuzzerMutate(chosen->name, chosen->name_count,
                                              sizeof chosen->name);
    } else if (chosen->count != 0) {
        chosen->count = mutate_npy(chosen->data, chosen->count, sizeof chosen->data, state);
    }
    const size_t written = write_entries(entries, count, archive, max, state);
    if (written == 0) {
        return LLVMFuzzerMutate(data, size, max);
    }
    memcpy(data, archive, written);
    return written;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
    uint32_t state = seed * 2654435761u | 1u;
    if (strcmp(format, "npy") == 0) return mutate_npy(data, size, max, &state);
    if (strcmp(format, "npz") == 0) return mutate_npz(data, size, max, &state);
    if (strcmp(format, "safetensors") == 0) return mutate_safetensors(data, size, max, &state);
    return LLVMFuzzerMutate(data, size, max);
}
