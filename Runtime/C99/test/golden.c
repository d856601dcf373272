/* See golden.h. The stream is read as it lies, so the machine must be little-endian. */
#include "golden.h"

enum {
    STREAM_HEAD = 8,
    FILE_HEAD = 28,
    NAME_SIZE = 48,
    CASE_HEAD = 20,
    GUARD_SIZE = 16,
    GUARD = 0x5A
};

/* One run over a stream. */
typedef struct checker {
    golden_report *report;
    golden_complaint complain;
    const char *name;
    uint32_t at; /* the case */
} checker;

static uint32_t read32(const uint8_t *at)
{
    return (uint32_t)at[0] | ((uint32_t)at[1] << 8) | ((uint32_t)at[2] << 16) |
           ((uint32_t)at[3] << 24);
}

static uint32_t padded(uint32_t count) { return (count + 3u) & ~(uint32_t)3; }

uint32_t golden_count(const uint8_t *stream)
{
    return (read32(stream) == 0x31475354u) ? read32(stream + 4) : 0u;
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

const uint8_t *golden_next(const uint8_t *at, const golden_file *file, golden_case *one)
{
    one->kind = read32(at);
    one->status = read32(at + 4);
    one->region = read32(at + 8);
    one->label = read32(at + 12);
    one->margin = (int32_t)read32(at + 16);
    one->values = at + CASE_HEAD;
    at += CASE_HEAD + padded(file->inputs * ((one->kind == 0u) ? 4u : 2u));
    one->quantized = (const int8_t *)at;
    at += padded(file->inputs);
    one->logits = (const int32_t *)(const void *)at;
    return at + 4u * file->outputs;
}

static void expect(checker *run, int good, const char *what)
{
    run->report->checks++;
    if (!good) {
        run->report->differences++;
        run->complain(run->name, run->at, what);
    }
}

static tessera_status quantize(const tessera_model *model, const golden_case *one,
                               size_t count, int8_t *input)
{
    return (one->kind == 0u)
               ? tessera_quantize_f32(model, (const float *)one->values, count, input)
               : tessera_quantize_i16(model, (const int16_t *)one->values, count, input);
}

static int is_guarded(const uint8_t *memory)
{
    for (uint32_t index = 0; index < GUARD_SIZE; index++) {
        if (memory[index] != GUARD) {
            return 0;
        }
    }
    return 1;
}

static void guard(uint8_t *memory)
{
    for (uint32_t index = 0; index < GUARD_SIZE; index++) {
        memory[index] = GUARD;
    }
}

static int32_t scratch_memory[(GOLDEN_SCRATCH + 2 * GUARD_SIZE) / 4];
static int8_t input_memory[GOLDEN_INPUTS + 4];

static void check_answer(checker *run, const golden_case *one, const tessera_result *result,
                         uint32_t outputs)
{
    expect(run, result->region == one->region, "region");
    expect(run, result->label == one->label, "label");
    expect(run, result->margin == one->margin, "margin");
    for (uint32_t output = 0; output < outputs; output++) {
        expect(run, result->logits[output] == one->logits[output], "logit");
    }
}

/* Each case at another alignment of the input, between guards of the scratch memory. */
static void check_case(checker *run, const tessera_model *model, const golden_file *file,
                       const golden_case *one)
{
    int8_t *input = input_memory + run->at % 4u;
    uint8_t *scratch = (uint8_t *)scratch_memory + GUARD_SIZE;
    tessera_result result = {NULL, 0, 0, 0};
    expect(run, (uint32_t)quantize(model, one, file->inputs, input) == one->status, "status");
    if (one->status != TESSERA_OK) {
        return;
    }
    for (uint32_t index = 0; index < file->inputs; index++) {
        expect(run, input[index] == one->quantized[index], "quantised input");
    }
    guard(scratch - GUARD_SIZE);
    guard(scratch + file->scratch);
    expect(run,
           tessera_infer(model, input, file->inputs, scratch, file->scratch, &result) ==
               TESSERA_OK,
           "inference");
    check_answer(run, one, &result, file->outputs);
    expect(run, is_guarded(scratch - GUARD_SIZE) && is_guarded(scratch + file->scratch),
           "memory outside the scratch");
}

/* Wrong arguments are refused before anything is written. */
static void check_arguments(checker *run, const tessera_model *model, const golden_file *file)
{
    uint8_t *scratch = (uint8_t *)scratch_memory;
    const uint32_t n = file->inputs;
    const uint32_t size = file->scratch;
    int8_t *x = input_memory;
    const float value = 0.0f;
    const int16_t count = 0;
    tessera_result r = {NULL, 0, 0, 0};
    expect(run, tessera_infer(NULL, x, n, scratch, size, &r) == TESSERA_ERROR_NULL, "model");
    expect(run, tessera_infer(model, NULL, n, scratch, size, &r) == TESSERA_ERROR_NULL, "x");
    expect(run, tessera_infer(model, x, n, NULL, size, &r) == TESSERA_ERROR_NULL, "scratch");
    expect(run, tessera_infer(model, x, n, scratch, size, NULL) == TESSERA_ERROR_NULL, "r");
    expect(run, tessera_infer(model, x, n + 1u, scratch + 2, 0, &r) ==
                    TESSERA_ERROR_MISALIGNED, "alignment first");
    expect(run, tessera_infer(model, x, n + 1u, scratch, 0, &r) == TESSERA_ERROR_INPUT_COUNT,
           "count next");
    expect(run, tessera_infer(model, x, n, scratch, size - 1u, &r) == TESSERA_ERROR_SCRATCH,
           "scratch last");
    expect(run, tessera_quantize_f32(NULL, &value, n, x) == TESSERA_ERROR_NULL, "f32 model");
    expect(run, tessera_quantize_f32(model, NULL, n, x) == TESSERA_ERROR_NULL, "f32 values");
    expect(run, tessera_quantize_f32(model, &value, n, NULL) == TESSERA_ERROR_NULL, "f32 x");
    expect(run, tessera_quantize_f32(model, &value, n + 1u, x) == TESSERA_ERROR_INPUT_COUNT,
           "f32 count");
    expect(run, tessera_quantize_i16(NULL, &count, n, x) == TESSERA_ERROR_NULL, "i16 model");
    expect(run, tessera_quantize_i16(model, NULL, n, x) == TESSERA_ERROR_NULL, "i16 counts");
    expect(run, tessera_quantize_i16(model, &count, n, NULL) == TESSERA_ERROR_NULL, "i16 x");
    expect(run, tessera_quantize_i16(model, &count, n - 1u, x) == TESSERA_ERROR_INPUT_COUNT,
           "i16 count");
    expect(run, r.logits == NULL, "a result in spite of an error");
}

static void check_sizes(checker *run, const tessera_model *model, const golden_file *file)
{
    const uint32_t flags = read32(file->blob + 4) >> 16;
    const uint32_t gate_and_regions = read32(file->blob + 16);
    const uint32_t macro = TESSERA_SCRATCH_SIZE(
        gate_and_regions & 0xFFFFu, gate_and_regions >> 16, read32(file->blob + 20) & 0xFFFFu,
        file->outputs, (flags >> 1) & 1u, (flags >> 3) & 1u);
    const uint32_t scale = read32(file->blob + 28);
    union {
        float value;
        uint32_t bits;
    } found;
    found.value = tessera_output_scale(model);
    expect(run, tessera_input_count(model) == file->inputs, "input count");
    expect(run, tessera_output_count(model) == file->outputs, "output count");
    expect(run, tessera_region_count(model) == gate_and_regions >> 16, "region count");
    expect(run, tessera_scratch_size(model) == file->scratch, "scratch size");
    expect(run, macro == file->scratch, "scratch macro");
    expect(run, found.bits == scale, "output scale");
    expect(run, tessera_input_count(NULL) == 0u && tessera_scratch_size(NULL) == 0u &&
                    tessera_output_count(NULL) == 0u && tessera_region_count(NULL) == 0u,
           "counts without a model");
}

/* A model of zeros, which was never opened or whose opening failed, is refused. */
static void check_unopened(checker *run, const tessera_model *model, uint32_t n)
{
    uint8_t *scratch = (uint8_t *)scratch_memory;
    const float value = 0.0f;
    const int16_t count = 0;
    tessera_result r = {NULL, 0, 0, 0};
    expect(run, tessera_input_count(model) == 0u && tessera_output_count(model) == 0u &&
                    tessera_region_count(model) == 0u && tessera_scratch_size(model) == 0u,
           "counts of an unopened model");
    expect(run, !(tessera_output_scale(model) > 0.0f), "scale of an unopened model");
    expect(run, tessera_quantize_f32(model, &value, n, input_memory) == TESSERA_ERROR_NULL,
           "f32 of an unopened model");
    expect(run, tessera_quantize_i16(model, &count, n, input_memory) == TESSERA_ERROR_NULL,
           "i16 of an unopened model");
    expect(run, tessera_infer(model, input_memory, n, scratch, GOLDEN_SCRATCH, &r) ==
                    TESSERA_ERROR_NULL, "inference of an unopened model");
}

static void check_open(checker *run, const golden_file *file)
{
    tessera_model model = {NULL, 7, 7, 7, 7, 7, 7};
    const uint8_t *blob = file->blob;
    const uint32_t length = file->length;
    expect(run, (uint32_t)tessera_open(&model, blob, length) == file->status, "tessera_open");
    expect(run, tessera_open(NULL, blob, length) == TESSERA_ERROR_NULL, "no model");
    expect(run, tessera_open(&model, NULL, length) == TESSERA_ERROR_NULL, "no blob");
    expect(run, tessera_open(&model, blob + 1, length) == TESSERA_ERROR_MISALIGNED, "address");
    if (file->status != TESSERA_OK) {
        run->report->refused++;
        expect(run, model.blob == NULL && model.length == 7u && model.head == 7u,
               "a model in spite of an error");
        check_unopened(run, &model, file->inputs);
        return;
    }
    run->report->students++;
    check_sizes(run, &model, file);
    check_arguments(run, &model, file);
    const uint8_t *at = file->cases;
    for (run->at = 0; run->at < file->case_count; run->at++) {
        golden_case one;
        at = golden_next(at, file, &one);
        check_case(run, &model, file, &one);
        run->report->cases++;
    }
}

void golden_check(const uint8_t *stream, golden_report *report, golden_complaint complain)
{
    const uint32_t count = golden_count(stream);
    const uint8_t *at = stream + STREAM_HEAD;
    for (uint32_t index = 0; index < count; index++) {
        golden_file file;
        at = golden_open(at, &file);
        checker run = {report, complain, file.name, 0};
        check_open(&run, &file);
    }
}
