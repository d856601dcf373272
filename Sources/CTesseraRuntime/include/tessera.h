/* Tessera: the runtime of a packed student, format versions 1 and 2.
 *
 * One header, two implementations with the same integers: Embedded Swift
 * (Sources/StudentRuntime) and C99. No allocation, no globals, no libm; all
 * functions are re-entrant. Docs/Format.md defines every integer.
 *
 *     tessera_model model;
 *     if (tessera_open(&model, blob, sizeof blob) != TESSERA_OK) { ... }
 *     tessera_quantize_f32(&model, samples, 140, input);
 *     tessera_infer(&model, input, 140, scratch, sizeof scratch, &result);
 *
 * From converter counts one call does both: tessera_classify.
 *
 * A student of 16-bit features takes the functions that end in _wide, and int16_t inputs.
 */
#ifndef TESSERA_H
#define TESSERA_H

#include <stddef.h>
#include <stdint.h>

#define TESSERA_VERSION_MAJOR 1
#define TESSERA_VERSION_MINOR 5
/* The newest format version; every older one is read, too. */
#define TESSERA_FORMAT_VERSION 2

#ifdef __cplusplus
extern "C" {
#endif

/* Status codes: closed, the table 'Validation' of Docs/Format.md. */
typedef enum tessera_status {
    TESSERA_OK = 0,
    TESSERA_ERROR_NULL = 1,
    TESSERA_ERROR_MISALIGNED = 2,
    TESSERA_ERROR_TOO_SHORT = 3,
    TESSERA_ERROR_FOREIGN = 4,
    TESSERA_ERROR_VERSION = 5,
    TESSERA_ERROR_LENGTH = 6,
    TESSERA_ERROR_CHECKSUM = 7,
    TESSERA_ERROR_HEADER = 8,
    TESSERA_ERROR_LAYOUT = 9,
    TESSERA_ERROR_PARAMETER = 10,
    TESSERA_ERROR_INPUT_COUNT = 11,
    TESSERA_ERROR_SCRATCH = 12,
    TESSERA_ERROR_NAN = 13,
    TESSERA_ERROR_COUNTS = 14,
    TESSERA_ERROR_PROGRAM = 15,
    TESSERA_ERROR_SECTION = 16,
    TESSERA_ERROR_DELTA = 17,
    TESSERA_ERROR_STATE = 18
} tessera_status;

/* Bytes of memory for a student of these counts (Docs/Format.md), usable as array sizes:
 * a quantised input, scratch memory, the state of a stream. `projection` and `head` are 0 or
 * 1; the bits are 8 or 16; L is samples per channel. */
#define TESSERA_MAX_(a, b) ((a) > (b) ? (a) : (b))
#define TESSERA_INPUT_SIZE(n, feature_bits) ((n) * ((feature_bits) / 8))
#define TESSERA_SCRATCH_SIZE_OF(d, k, q, C, projection, head, component_bits)   \
    (((projection) ? (((d) * ((component_bits) / 8) + 3) / 4) * 4 : 0) +        \
     4 * TESSERA_MAX_(TESSERA_MAX_((q), (k) - 1), ((projection) ? (d) : 0)) +   \
     ((head) ? 4 * (C) : 0))
#define TESSERA_SCRATCH_SIZE(d, k, q, C, projection, head)                      \
    TESSERA_SCRATCH_SIZE_OF(d, k, q, C, projection, head, 8)
#define TESSERA_STREAM_SIZE(L, channels, hop)                                   \
    ((hop) == 0 ? 0                                                             \
                : 16 + 4 * (((L) * (channels) + 1) / 2) * ((hop) < (L) ? 2 : 1))

/* The state of a search for beats, by the fields of the section of beats (Docs/Format.md). */
#define TESSERA_EVEN_(count) (((count) + 1) / 2 * 2)
#define TESSERA_PADDED_(count) (((count) + 3) / 4 * 4)
#define TESSERA_BEAT_HOLD_(from, refractory, box)                               \
    TESSERA_MAX_(TESSERA_MAX_((refractory), (from)), 2 * (box))
#define TESSERA_BEAT_KEPT_(before, from, refractory, box, lag, integration)     \
    TESSERA_PADDED_(TESSERA_MAX_(TESSERA_MAX_((before), 2 * (box)) + (integration) +     \
                                     ((box) + (lag)) / 2 +                               \
                                     TESSERA_BEAT_HOLD_(from, refractory, box),          \
                                 (box) + (lag)) + 1)
#define TESSERA_BEAT_SIZE_OF_(kept, before, from, integration, intervals)                \
    (192 + 2 * ((kept) + TESSERA_PADDED_((kept) / 2) + TESSERA_EVEN_(integration) +        \
                TESSERA_EVEN_((before) + (from) + 4 * (intervals)) * (1 + (intervals))))
#define TESSERA_BEAT_SIZE(before, from, refractory, box, lag, integration, intervals)    \
    TESSERA_BEAT_SIZE_OF_(                                                               \
        TESSERA_BEAT_KEPT_(before, from, refractory, box, lag, integration), before, from, \
        integration, intervals)

/* The state of learning, which keeps some answers to ask about, and what is saved of it. */
#define TESSERA_ADAPT_SIZE(d, C, kept)                                                   \
    (80 + 2 * ((d) + 1) * ((d) + 2) + 4 * ((d) + 2) * (C) +                              \
     (kept) * (8 + 4 * (C) + TESSERA_PADDED_(d)))
#define TESSERA_ADAPT_DELTA_SIZE(d, C) (44 + 4 * ((d) + 1) * (C))

/* An opened student: caller-owned, written by tessera_open only, read-only
 * afterwards. `blob` must stay where it is for as long as the model is used. */
typedef struct tessera_model {
    const uint8_t *blob;
    uint32_t length;
    uint32_t gate;        /* offsets of sections from the start of the blob */
    uint32_t shared_map;
    uint32_t region_maps;
    uint32_t region_stride;
    uint32_t head;
    /* For version 2, and left alone by a runtime that was built without it; 0 where a section
     * is absent. */
    uint32_t projection;
    uint32_t scales;
    uint32_t kept_inputs;
    uint32_t program;
    uint32_t constants;
    uint16_t stage_count;
    uint16_t scale_flags;
    uint32_t limits;
    uint16_t limit_flags;
} tessera_model;

/* What a student with limits says of its own answer (Docs/Format.md, Limits). */
typedef enum tessera_verdict {
    TESSERA_SURE = 0,     /* every answer of a student without limits */
    TESSERA_DOUBTFUL = 1, /* the margin is small */
    TESSERA_FOREIGN = 2   /* the input is unlike what the student has seen */
} tessera_verdict;

/* The answer to one input. `logits` points into the scratch memory. A binary student has one
 * logit: its label is 1 when that is above 0, and its margin is the magnitude. */
typedef struct tessera_result {
    const int32_t *logits; /* outputCount integers, each worth tessera_output_scale */
    int32_t margin;        /* largest minus second largest logit, >= 0; of one logit, see below */
    uint16_t label;        /* index of the largest logit, the lowest among equals */
    uint16_t region;       /* 0 ..< regionCount */
    uint16_t verdict;      /* a tessera_verdict */
} tessera_result;

/* A beat of a stream and the answer to it. */
typedef struct tessera_beat {
    tessera_result result; /* logits is null where there is no beat */
    const int16_t *window; /* the counts that were classified; they lie in the state */
    uint32_t place;        /* the number of the sample of its peak, modulo 2^32 */
} tessera_beat;

/* An answer that is kept to ask a person for its label. */
typedef struct tessera_question {
    uint32_t number; /* as it was given with the answer */
    int32_t margin;
} tessera_question;

/* The label of an answer that a person cannot tell. */
#define TESSERA_NO_LABEL 0xFFFFu

/* Validates `length` bytes at `blob` (aligned to 4) and opens them in place.
 * Time linear in `length`. On an error `model` is not written: one of zeros stays closed,
 * and every function below returns TESSERA_ERROR_NULL or 0 for it, as for a null pointer. */
tessera_status tessera_open(tessera_model *model, const void *blob, size_t length);

/* Counts of an opened student. A window is what a caller hands to a quantiser; it becomes an
 * input, which the maps see. Both have the same count where the student has no program and
 * keeps all inputs. */
size_t tessera_window_count(const tessera_model *model);
size_t tessera_input_count(const tessera_model *model);
size_t tessera_output_count(const tessera_model *model);
size_t tessera_region_count(const tessera_model *model);

/* Bytes of a quantised input, of scratch memory, and of the state of a stream. */
size_t tessera_input_size(const tessera_model *model);
size_t tessera_scratch_size(const tessera_model *model);
size_t tessera_stream_size(const tessera_model *model);

/* Bytes of memory that the program of a student needs; 0 without a program, and for one whose
 * stages only read samples of the window. Only the latter work with the quantisers below, which
 * refuse others with TESSERA_ERROR_SCRATCH. */
size_t tessera_program_size(const tessera_model *model);

/* Bytes of memory of tessera_classify: the quantised input, up to a multiple of 4, and behind it what
 * the program or the inference needs, whichever is more. */
size_t tessera_classify_size(const tessera_model *model);

/* Real units per integer of `logits`: real = scale * integer. */
float tessera_output_scale(const tessera_model *model);

/* Quantises a window of `count` floats (count = windowCount) into `input`, of inputCount. */
tessera_status tessera_quantize_f32(const tessera_model *model, const float *values,
                                    size_t count, int8_t *input);

/* Quantises a window of `count` int16 converter counts (count = windowCount) into `input`. */
tessera_status tessera_quantize_i16(const tessera_model *model, const int16_t *counts,
                                    size_t count, int8_t *input);

/* Quantises a window of `count` integers (count = windowCount) into `input`: for students
 * that have scales with integers, and neither a standardised window nor a program. */
tessera_status tessera_quantize_i32(const tessera_model *model, const int32_t *values,
                                    size_t count, int8_t *input);

/* Makes the features of a window of `count` int16 counts (count = windowCount) with the program of
 * a student, and quantises them into `input`. `memory` is aligned to 4 and has programSize bytes,
 * whose contents are lost; it may be null where that is 0. */
tessera_status tessera_features_i16(const tessera_model *model, const int16_t *counts,
                                    size_t count, void *memory, size_t memory_size,
                                    int8_t *input);

/* Converts a window of `count` floats to the counts that the program of a student takes. */
tessera_status tessera_counts_f32(const tessera_model *model, const float *values, size_t count,
                                  int16_t *counts);

/* Runs the student on one quantised input. `scratch` is aligned to 4. */
tessera_status tessera_infer(const tessera_model *model, const int8_t *input, size_t count,
                             void *scratch, size_t scratch_size, tessera_result *result);

/* The same for students of 16-bit features. Each half refuses the students of the other with
 * TESSERA_ERROR_INPUT_COUNT. */
tessera_status tessera_quantize_f32_wide(const tessera_model *model, const float *values,
                                         size_t count, int16_t *input);
tessera_status tessera_quantize_i16_wide(const tessera_model *model, const int16_t *counts,
                                         size_t count, int16_t *input);
tessera_status tessera_quantize_i32_wide(const tessera_model *model, const int32_t *values,
                                         size_t count, int16_t *input);
tessera_status tessera_features_i16_wide(const tessera_model *model, const int16_t *counts,
                                         size_t count, void *memory, size_t memory_size,
                                         int16_t *input);
tessera_status tessera_infer_wide(const tessera_model *model, const int16_t *input,
                                  size_t count, void *scratch, size_t scratch_size,
                                  tessera_result *result);

/* Answers a window of `count` int16 converter counts (count = windowCount) in one call: makes its
 * features with the program of the student, if it has one, quantises them and infers. For students of
 * 8-bit and of 16-bit features. `memory` is aligned to 4 and has classifySize bytes. Afterwards it
 * begins with the quantised input, and the logits are in it, too. */
tessera_status tessera_classify(const tessera_model *model, const int16_t *counts, size_t count,
                                void *memory, size_t memory_size, tessera_result *result);

/* Begins a stream of a student that has a hop. `state` is aligned to 4 and has streamSize bytes. It
 * belongs to one student, and no other is taken with it (TESSERA_ERROR_STATE). */
tessera_status tessera_stream_start(const tessera_model *model, void *state, size_t state_size);

/* Takes frames, each a sample of every channel, until a window is complete, and classifies that. The
 * first window is complete after L frames, and one more after each hop. `count` is the number of frames,
 * and afterwards of those that were taken. Without a complete window the logits of `result` are null.
 * How a stream is cut into blocks does not matter. `memory` is that of tessera_classify. */
tessera_status tessera_stream_push(const tessera_model *model, void *state, const int16_t *frames,
                                   size_t *count, void *memory, size_t memory_size,
                                   tessera_result *result);

/* Bytes of the state of a search for beats; 0 for a student without a section of beats. */
size_t tessera_beat_size(const tessera_model *model);

/* Begins a search for beats in a stream whose first sample has the number `first`. `state` is aligned
 * to 4 and has beatSize bytes. It belongs to one student, as that of a stream does. */
tessera_status tessera_beat_start(const tessera_model *model, void *state, size_t state_size,
                                  uint32_t first);

/* Takes samples until a beat is complete, and classifies its window. `count` is the number of samples,
 * and afterwards of those that were taken. How a stream is cut into blocks does not matter. `memory` is
 * that of tessera_classify. Docs/Format.md states when a beat is complete. */
tessera_status tessera_beat_push(const tessera_model *model, void *state, const int16_t *samples,
                                 size_t *count, void *memory, size_t memory_size,
                                 tessera_beat *beat);

/* Bytes of the state of learning that keeps `kept` answers, and of what is saved of it; 0 for a student
 * without a section of adaptation. */
size_t tessera_adapt_size(const tessera_model *model, uint16_t kept);
size_t tessera_adapt_delta_size(const tessera_model *model);

/* Begins to learn. `state` is aligned to 4 and has adaptSize bytes. It belongs to one student, and no other is
 * taken with it (TESSERA_ERROR_STATE). TESSERA_ERROR_SECTION for a student that does not learn. */
tessera_status tessera_adapt_begin(const tessera_model *model, void *state, size_t state_size,
                                   uint16_t kept);

/* Keeps an answer of the student when its margin is among the smallest. `result` is as the student gave it,
 * with its memory untouched. `input` is the quantised input, with which the memory of tessera_classify
 * begins. */
tessera_status tessera_adapt_keep(const tessera_model *model, void *state, const void *input,
                                  uint32_t number, const tessera_result *result);

/* Replaces an answer of the student by the adapted one, where the last commit chose that. Its logits then
 * lie in the state, up to the next call. `input` is as above. */
tessera_status tessera_adapt_apply(const tessera_model *model, void *state, const void *input,
                                   tessera_result *result);

/* The answer that is kept at `rank`, the smallest margin first; TESSERA_ERROR_INPUT_COUNT where there are
 * no more. */
tessera_status tessera_adapt_ask(const tessera_model *model, void *state, uint16_t rank,
                                 tessera_question *question);

/* Learns the label of the answer that is kept at `rank`, and forgets the answer; TESSERA_NO_LABEL forgets
 * it alone. TESSERA_ERROR_INPUT_COUNT without such an answer, TESSERA_ERROR_PARAMETER for no label of the
 * student, and after the most updates. */
tessera_status tessera_adapt_learn(const tessera_model *model, void *state, uint16_t rank,
                                   uint16_t label);

/* Uses what was learnt when it would have made fewer errors than the student, each label judged before it
 * was learnt. `in_use` is 1 or 0. */
tessera_status tessera_adapt_commit(const tessera_model *model, void *state, int *in_use);

/* Writes what was learnt: adaptDeltaSize bytes, of any alignment. The kept answers are not in it. */
tessera_status tessera_adapt_save(const tessera_model *model, void *state, void *delta, size_t size);

/* Begins with what was saved; P is at its prior. TESSERA_ERROR_DELTA for bytes that are damaged or of
 * another student: the state is then one that began. The checksum is no signature. */
tessera_status tessera_adapt_load(const tessera_model *model, void *state, size_t state_size,
                                  uint16_t kept, const void *delta, size_t size);

#ifdef __cplusplus
}
#endif

#endif
