/* See golden.h. The stream is read as it lies, so the machine must be little-endian. */
#include "golden.h"

enum {
    MAGIC = 0x35475354, /* "TSG5" */
    FILE_HEAD = 52,
    NAME_SIZE = 48,
    CASE_HEAD = 24
};

static uint32_t read32(const uint8_t *at)
{
    return (uint32_t)at[0] | ((uint32_t)at[1] << 8) | ((uint32_t)at[2] << 16) |
           ((uint32_t)at[3] << 24);
}

static uint32_t padded(uint32_t count) { return (count + 3u) & ~(uint32_t)3; }

uint32_t golden_count(const uint8_t *stream)
{
    return (read32(stream) == (uint32_t)MAGIC) ? read32(stream + 4) : 0u;
}

const uint8_t *golden_open(const uint8_t *at, golden_file *file)
{
    file->length = read32(at);
    file->status = read32(at + 4);
    file->scratch = read32(at + 8);
    file->case_count = read32(at + 12);
    file->inputs = read32(at + 16);
    file->outputs = read32(at + 20);
    file->macs = read32(at + 24);
    file->window = read32(at + 28);
    file->bits = read32(at + 32);
    file->input_size = read32(at + 36);
    file->stream_size = read32(at + 40);
    file->program_size = read32(at + 44);
    file->classify_size = read32(at + 48);
    file->name = (const char *)(at + FILE_HEAD);
    file->blob = at + FILE_HEAD + NAME_SIZE;
    file->cases = file->blob + padded(file->length);
    golden_case one;
    at = file->cases;
    for (uint32_t index = 0; index < file->case_count; index++) {
        at = golden_next(at, file, &one);
    }
    return at;
}

/* Bytes of a number of a window. */
static uint32_t value_size(uint32_t kind)
{
    return (kind == GOLDEN_QUANTIZED) ? 0u : ((kind == GOLDEN_I16) ? 2u : 4u);
}

const uint8_t *golden_next(const uint8_t *at, const golden_file *file, golden_case *one)
{
    one->kind = read32(at);
    one->status = read32(at + 4);
    one->region = read32(at + 8);
    one->label = read32(at + 12);
    one->margin = (int32_t)read32(at + 16);
    one->verdict = read32(at + 20);
    one->values = at + CASE_HEAD;
    at += CASE_HEAD + padded(file->window * value_size(one->kind));
    one->quantized = at;
    at += padded(file->input_size);
    one->logits = (const int32_t *)(const void *)at;
    return at + 4u * file->outputs;
}
