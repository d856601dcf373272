/* See golden.h. */
#include "golden.h"
#include "lacking.h"

enum {
    STREAM_HEAD = 8,
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

static void expect(checker *run, int good, const char *what)
{
    run->report->checks++;
    if (!good) {
        run->report->differences++;
        run->complain(run->name, run->at, what);
    }
}

/* The quantiser of a kind of values, for inputs of `bits`. */
static tessera_status quantize(const tessera_model *model, uint32_t kind, uint32_t bits,
                               const void *values, size_t count, void *input)
{
    if (bits == 16u) {
        switch (kind) {
        case GOLDEN_F32: return tessera_quantize_f32_wide(model, values, count, input);
        case GOLDEN_I16: return tessera_quantize_i16_wide(model, values, count, input);
        default: return tessera_quantize_i32_wide(model, values, count, input);
        }
    }
    switch (kind) {
    case GOLDEN_F32: return tessera_quantize_f32(model, values, count, input);
    case GOLDEN_I16: return tessera_quantize_i16(model, values, count, input);
    default: return tessera_quantize_i32(model, values, count, input);
    }
}

static tessera_status infer(const tessera_model *model, uint32_t bits, const void *input,
                            size_t count, void *scratch, size_t size, tessera_result *result)
{
    return (bits == 16u)
               ? tessera_infer_wide(model, input, count, scratch, size, result)
               : tessera_infer(model, input, count, scratch, size, result);
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
static int32_t input_memory[(GOLDEN_INPUT + 4 + 2 * GUARD_SIZE) / 4];
static int16_t count_memory[GOLDEN_COUNTS];

static tessera_status make_features(const tessera_model *model, uint32_t bits,
                                    const int16_t *counts, size_t count, void *memory,
                                    size_t size, void *input)
{
    return (bits == 16u)
               ? tessera_features_i16_wide(model, counts, count, memory, size, input)
               : tessera_features_i16(model, counts, count, memory, size, input);
}

/* Wrong arguments of a program are refused, and the quantisers have no memory for it. */
static void check_program(checker *run, const tessera_model *model, const golden_file *file,
                          void *input)
{
    const uint32_t w = file->window;
    const uint32_t bits = file->bits;
    const uint32_t size = file->program_size;
    uint8_t *memory = (uint8_t *)scratch_memory;
    const int16_t *counts = count_memory;
    const int has_program = TESSERA_WITH_PROGRAM && model->program != 0u;
    const tessera_status none = has_program ? TESSERA_OK : TESSERA_ERROR_COUNTS;
    const tessera_status little = (size == 0u) ? none : TESSERA_ERROR_SCRATCH;
    expect(run, tessera_program_size(model) == size, "program size");
    if (w > (uint32_t)GOLDEN_COUNTS) {
        return;
    }
    expect(run, make_features(NULL, bits, counts, w, memory, size, input) == TESSERA_ERROR_NULL,
           "a program without a model");
    expect(run, make_features(model, bits, NULL, w, memory, size, input) == TESSERA_ERROR_NULL,
           "a program without counts");
    expect(run, make_features(model, bits, counts, w, memory, size, NULL) == TESSERA_ERROR_NULL,
           "a program without an input");
    expect(run, make_features(model, bits, counts, w, NULL, size, input) ==
                    ((size == 0u) ? none : TESSERA_ERROR_NULL),
           "a program without memory");
    expect(run, make_features(model, bits, counts, w + 1u, memory, size, input) ==
                    TESSERA_ERROR_INPUT_COUNT,
           "a window that is too long for a program");
    expect(run, make_features(model, 24u - bits, counts, w, memory, size, input) ==
                    TESSERA_ERROR_INPUT_COUNT,
           "a program of the other half");
    expect(run, make_features(model, bits, counts, w, memory, size - (size != 0u), input) ==
                    little,
           "a program with too little memory");
    expect(run, !has_program || make_features(model, bits, counts, w, memory + 2, size,
                                                    input) == TESSERA_ERROR_MISALIGNED,
           "a program with misaligned memory");
}

/* The input of a window of floats or counts whose program needs memory, between guards. */
static tessera_status run_program_case(checker *run, const tessera_model *model,
                                       const golden_file *file, const golden_case *one,
                                       void *input)
{
    uint8_t *memory = (uint8_t *)scratch_memory + GUARD_SIZE;
    const uint8_t *counts = one->values;
    tessera_status status = TESSERA_OK;
    expect(run, quantize(model, one->kind, file->bits, one->values, file->window, input) ==
                    ((one->status == TESSERA_OK) ? TESSERA_ERROR_SCRATCH
                                                 : (tessera_status)one->status),
           "a quantiser without memory");
    if (one->kind == (uint32_t)GOLDEN_F32) {
        status = tessera_counts_f32(model, (const float *)(const void *)one->values,
                                    file->window, count_memory);
        counts = (const uint8_t *)count_memory;
    }
    guard(memory - GUARD_SIZE);
    guard(memory + file->program_size);
    if (status == TESSERA_OK) {
        status = make_features(model, file->bits, (const int16_t *)(const void *)counts,
                               file->window, memory, file->program_size, input);
    }
    expect(run, is_guarded(memory - GUARD_SIZE) && is_guarded(memory + file->program_size),
           "memory outside that of the program");
    return status;
}

static void check_answer(checker *run, const golden_case *one, const tessera_result *result,
                         uint32_t outputs)
{
    expect(run, result->region == one->region, "region");
    expect(run, result->label == one->label, "label");
    expect(run, result->margin == one->margin, "margin");
    expect(run, result->verdict == (TESSERA_WITH_LIMITS ? one->verdict : 0u), "verdict");
    for (uint32_t output = 0; output < outputs; output++) {
        expect(run, result->logits[output] == one->logits[output], "logit");
    }
}

/* Quantises a case, or copies the input that it gives, between guards. */
static void take_input(checker *run, const tessera_model *model, const golden_file *file,
                       const golden_case *one, uint8_t *input)
{
    const uint8_t *quantized = one->quantized;
    guard(input - GUARD_SIZE);
    guard(input + file->input_size);
    if (one->kind == (uint32_t)GOLDEN_QUANTIZED) {
        for (uint32_t at = 0; at < file->input_size; at++) {
            input[at] = quantized[at];
        }
        return;
    }
    const tessera_status status =
        (file->program_size != 0u && one->kind <= (uint32_t)GOLDEN_I16)
            ? run_program_case(run, model, file, one, input)
            : quantize(model, one->kind, file->bits, one->values, file->window, input);
    expect(run, (uint32_t)status == one->status, "status");
    for (uint32_t at = 0; status == TESSERA_OK && at < file->input_size; at++) {
        expect(run, input[at] == quantized[at], "quantised input");
    }
    expect(run, is_guarded(input - GUARD_SIZE) && is_guarded(input + file->input_size),
           "memory outside the input");
}

/* From counts to the answer in one call, in memory of exactly the size. */
static void check_classify(checker *run, const tessera_model *model, const golden_file *file,
                           const golden_case *one)
{
    uint8_t *memory = (uint8_t *)scratch_memory + GUARD_SIZE;
    const uint8_t *quantized = one->quantized;
    tessera_result result = {NULL, 0, 0, 0, 0};
    guard(memory - GUARD_SIZE);
    guard(memory + file->classify_size);
    const tessera_status status = tessera_classify(model, one->values, file->window, memory,
                                                   file->classify_size, &result);
    expect(run, (uint32_t)status == one->status, "status of a classification");
    expect(run, is_guarded(memory - GUARD_SIZE) && is_guarded(memory + file->classify_size),
           "memory outside that of a classification");
    if (one->status != TESSERA_OK || status != TESSERA_OK) {
        expect(run, result.logits == NULL, "a classification in spite of an error");
        return;
    }
    for (uint32_t at = 0; at < file->input_size; at++) {
        expect(run, memory[at] == quantized[at], "input of a classification");
    }
    check_answer(run, one, &result, file->outputs);
}

/* Wrong arguments of a classification are refused before anything is read or written. */
static void check_classify_arguments(checker *run, const tessera_model *model,
                                     const golden_file *file)
{
    uint8_t *memory = (uint8_t *)scratch_memory;
    const uint32_t w = file->window;
    const uint32_t size = file->classify_size;
    const int16_t *c = count_memory;
    tessera_result r = {NULL, 0, 0, 0, 0};
    expect(run, tessera_classify_size(model) == size, "size of a classification");
    expect(run, tessera_classify(NULL, c, w, memory, size, &r) == TESSERA_ERROR_NULL &&
                    tessera_classify(model, NULL, w, memory, size, &r) == TESSERA_ERROR_NULL &&
                    tessera_classify(model, c, w, NULL, size, &r) == TESSERA_ERROR_NULL &&
                    tessera_classify(model, c, w, memory, size, NULL) == TESSERA_ERROR_NULL,
           "a classification of nothing");
    expect(run, tessera_classify(model, c, w + 1u, memory + 2, 0, &r) == TESSERA_ERROR_MISALIGNED,
           "a classification with misaligned memory");
    expect(run, tessera_classify(model, c, w + 1u, memory, 0, &r) == TESSERA_ERROR_INPUT_COUNT,
           "a window that is too long for a classification");
    expect(run, tessera_classify(model, c, w, memory, size - 1u, &r) == TESSERA_ERROR_SCRATCH,
           "a classification with too little memory");
    expect(run, r.logits == NULL, "a classification in spite of an error");
}

/* Each case at another alignment of the input, between guards of the scratch memory. */
static void check_case(checker *run, const tessera_model *model, const golden_file *file,
                       const golden_case *one)
{
    const uint32_t step = file->bits / 8u;
    uint8_t *input = (uint8_t *)input_memory + GUARD_SIZE + run->at * step % 4u;
    uint8_t *scratch = (uint8_t *)scratch_memory + GUARD_SIZE;
    tessera_result result = {NULL, 0, 0, 0, 0};
    if (one->kind == (uint32_t)GOLDEN_I16) {
        check_classify(run, model, file, one);
    }
    take_input(run, model, file, one, input);
    if (one->status != TESSERA_OK) {
        return;
    }
    guard(scratch - GUARD_SIZE);
    guard(scratch + file->scratch);
    expect(run,
           infer(model, file->bits, input, file->inputs, scratch, file->scratch, &result) ==
               TESSERA_OK,
           "inference");
    check_answer(run, one, &result, file->outputs);
    expect(run, is_guarded(scratch - GUARD_SIZE) && is_guarded(scratch + file->scratch),
           "memory outside the scratch");
}

/* Wrong arguments of a quantiser are refused before anything is read or written. */
static void check_quantizer(checker *run, const tessera_model *model, const golden_file *file,
                            uint32_t kind)
{
    const uint32_t w = file->window;
    const uint32_t bits = file->bits;
    const int32_t value = 0;
    int32_t *x = input_memory;
    expect(run, quantize(NULL, kind, bits, &value, w, x) == TESSERA_ERROR_NULL,
           "a quantiser without a model");
    expect(run, quantize(model, kind, bits, NULL, w, x) == TESSERA_ERROR_NULL,
           "a quantiser without values");
    expect(run, quantize(model, kind, bits, &value, w, NULL) == TESSERA_ERROR_NULL,
           "a quantiser without an input");
    expect(run, quantize(model, kind, bits, &value, w + 1u, x) == TESSERA_ERROR_INPUT_COUNT,
           "a window that is too long");
    expect(run, quantize(model, kind, bits, &value, w - 1u, x) == TESSERA_ERROR_INPUT_COUNT,
           "a window that is too short");
    expect(run, quantize(model, kind, 24u - bits, &value, w, x) == TESSERA_ERROR_INPUT_COUNT,
           "a quantiser of the other half");
}

/* Wrong arguments are refused before anything is written. */
static void check_arguments(checker *run, const tessera_model *model, const golden_file *file)
{
    uint8_t *scratch = (uint8_t *)scratch_memory;
    const uint32_t n = file->inputs;
    const uint32_t bits = file->bits;
    const uint32_t size = file->scratch;
    int32_t *x = input_memory;
    tessera_result r = {NULL, 0, 0, 0, 0};
    expect(run, infer(NULL, bits, x, n, scratch, size, &r) == TESSERA_ERROR_NULL, "model");
    expect(run, infer(model, bits, NULL, n, scratch, size, &r) == TESSERA_ERROR_NULL, "x");
    expect(run, infer(model, bits, x, n, NULL, size, &r) == TESSERA_ERROR_NULL, "scratch");
    expect(run, infer(model, bits, x, n, scratch, size, NULL) == TESSERA_ERROR_NULL, "r");
    expect(run, infer(model, bits, x, n + 1u, scratch + 2, 0, &r) == TESSERA_ERROR_MISALIGNED,
           "alignment first");
    expect(run, infer(model, bits, x, n + 1u, scratch, 0, &r) == TESSERA_ERROR_INPUT_COUNT,
           "count next");
    expect(run, infer(model, 24u - bits, x, n, scratch, 0, &r) == TESSERA_ERROR_INPUT_COUNT,
           "the other half");
    expect(run, infer(model, bits, x, n, scratch, size - 1u, &r) == TESSERA_ERROR_SCRATCH,
           "scratch last");
    expect(run, r.logits == NULL, "a result in spite of an error");
    for (uint32_t kind = GOLDEN_F32; kind <= (uint32_t)GOLDEN_I32; kind++) {
        check_quantizer(run, model, file, kind);
    }
    check_program(run, model, file, x);
    check_classify_arguments(run, model, file);
}

/* The macros of tessera.h have the sizes of the functions. */
static void check_macros(checker *run, const golden_file *file)
{
    const uint8_t *blob = file->blob;
    const int first = half_at(blob, 4) == 1u;
    const uint32_t flags = half_at(blob, 6);
    const uint32_t n = half_at(blob, 12);
    const uint32_t d = half_at(blob, 16);
    const uint32_t k = half_at(blob, 18);
    const uint32_t q = half_at(blob, 20);
    const uint32_t C = half_at(blob, 22);
    const uint32_t projected = (flags >> 1) & 1u;
    const uint32_t head = (flags >> 3) & 1u;
    const uint32_t feature_bits = first ? 8u : blob[60];
    const uint32_t component_bits = first ? 8u : blob[61];
    const uint32_t samples = first ? n : half_at(blob, 48);
    const uint32_t channels = first ? 1u : blob[50];
    const uint32_t hop = first ? 0u : half_at(blob, 58);
    expect(run, TESSERA_INPUT_SIZE(n, feature_bits) == file->input_size, "input macro");
    expect(run, TESSERA_SCRATCH_SIZE_OF(d, k, q, C, projected, head, component_bits) ==
                    file->scratch,
           "scratch macro");
    expect(run, component_bits == 16u || TESSERA_SCRATCH_SIZE(d, k, q, C, projected, head) ==
                                             file->scratch,
           "scratch macro of 8 bits");
    expect(run, TESSERA_STREAM_SIZE(samples, channels, hop) == file->stream_size,
           "stream macro");
}

/* Counts and sizes are 0 without a student. */
static void check_nothing(checker *run, const tessera_model *model)
{
    expect(run, tessera_window_count(model) == 0u && tessera_input_count(model) == 0u &&
                    tessera_output_count(model) == 0u && tessera_region_count(model) == 0u,
           "counts of nothing");
    expect(run, tessera_input_size(model) == 0u && tessera_scratch_size(model) == 0u &&
                    tessera_stream_size(model) == 0u && tessera_program_size(model) == 0u &&
                    tessera_classify_size(model) == 0u,
           "sizes of nothing");
    expect(run, !((double)tessera_output_scale(model) > 0.0), "scale of nothing");
}

static void check_sizes(checker *run, const tessera_model *model, const golden_file *file)
{
    union {
        float value;
        uint32_t bits;
    } found;
    found.value = tessera_output_scale(model);
    expect(run, tessera_window_count(model) == file->window, "window count");
    expect(run, tessera_input_count(model) == file->inputs, "input count");
    expect(run, tessera_output_count(model) == file->outputs, "output count");
    expect(run, tessera_region_count(model) == half_at(file->blob, 18), "region count");
    expect(run, tessera_input_size(model) == file->input_size, "input size");
    expect(run, tessera_scratch_size(model) == file->scratch, "scratch size");
    expect(run, tessera_stream_size(model) == file->stream_size, "stream size");
    expect(run, found.bits == (half_at(file->blob, 28) | (half_at(file->blob, 30) << 16)),
           "output scale");
    check_macros(run, file);
    check_nothing(run, NULL);
}

/* A model of zeros, which was never opened or whose opening failed, is refused. */
static void check_unopened(checker *run, const tessera_model *model, uint32_t n)
{
    const int32_t value = 0;
    tessera_result r = {NULL, 0, 0, 0, 0};
    check_nothing(run, model);
    for (uint32_t bits = 8; bits <= 16u; bits += 8u) {
        for (uint32_t kind = GOLDEN_F32; kind <= (uint32_t)GOLDEN_I32; kind++) {
            expect(run, quantize(model, kind, bits, &value, n, input_memory) ==
                            TESSERA_ERROR_NULL,
                   "a quantiser of an unopened model");
        }
        expect(run, infer(model, bits, input_memory, n, scratch_memory, GOLDEN_SCRATCH, &r) ==
                        TESSERA_ERROR_NULL,
               "inference of an unopened model");
    }
}

/* A file that this build or every build refuses leaves the model as it was. */
static void check_refused(checker *run, const golden_file *file, tessera_model *model)
{
    run->report->refused++;
    expect(run, model->blob == NULL && model->length == 7u && model->head == 7u,
           "a model in spite of an error");
    check_unopened(run, model, file->inputs);
}

static void check_open(checker *run, const golden_file *file)
{
    tessera_model model = {NULL, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7};
    const uint8_t *blob = file->blob;
    const uint32_t length = file->length;
    const tessera_status status = tessera_open(&model, blob, length);
    const tessera_status wanted = (file->status == TESSERA_OK) ? lacking(blob)
                                                               : (tessera_status)file->status;
    expect(run, status == wanted || (file->status != TESSERA_OK && may_differ(status, wanted)),
           "tessera_open");
    expect(run, tessera_open(NULL, blob, length) == TESSERA_ERROR_NULL, "no model");
    expect(run, tessera_open(&model, NULL, length) == TESSERA_ERROR_NULL, "no blob");
    expect(run, tessera_open(&model, blob + 1, length) == TESSERA_ERROR_MISALIGNED, "address");
    if (status != TESSERA_OK) {
        check_refused(run, file, &model);
        return;
    }
    if (file->status != TESSERA_OK) {
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
