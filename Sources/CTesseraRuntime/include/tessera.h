/* Tessera: the runtime of a packed student, format version 1.
 *
 * One header, two implementations with the same integers: Embedded Swift
 * (Sources/StudentRuntime) and C99. No allocation, no globals, no libm; all
 * functions are re-entrant. Docs/Format.md defines every integer.
 *
 *     tessera_model model;
 *     if (tessera_open(&model, blob, sizeof blob) != TESSERA_OK) { ... }
 *     tessera_quantize_f32(&model, samples, 140, input);
 *     tessera_infer(&model, input, 140, scratch, sizeof scratch, &result);
 */
#ifndef TESSERA_H
#define TESSERA_H

#include <stddef.h>
#include <stdint.h>

#define TESSERA_VERSION_MAJOR 1
#define TESSERA_VERSION_MINOR 0
#define TESSERA_FORMAT_VERSION 1

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
    TESSERA_ERROR_COUNTS = 14
} tessera_status;

/* Bytes of scratch memory for a student of these counts (Docs/Format.md):
 * usable as an array size. `projection` and `head` are 0 or 1. */
#define TESSERA_MAX_(a, b) ((a) > (b) ? (a) : (b))
#define TESSERA_SCRATCH_SIZE(d, k, q, C, projection, head)                      \
    (((projection) ? (((d) + 3) / 4) * 4 : 0) +                                 \
     4 * TESSERA_MAX_(TESSERA_MAX_((q), (k) - 1), ((projection) ? (d) : 0)) +   \
     ((head) ? 4 * (C) : 0))

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
} tessera_model;

/* The answer to one input. `logits` points into the scratch memory. */
typedef struct tessera_result {
    const int32_t *logits; /* outputCount integers, each worth tessera_output_scale */
    int32_t margin;        /* largest minus second largest logit, >= 0 */
    uint16_t label;        /* index of the largest logit, the lowest among equals */
    uint16_t region;       /* 0 ..< regionCount */
} tessera_result;

/* Validates `length` bytes at `blob` (aligned to 4) and opens them in place.
 * Time linear in `length`. On an error `model` is not written: one of zeros stays closed,
 * and every function below returns TESSERA_ERROR_NULL or 0 for it, as for a null pointer. */
tessera_status tessera_open(tessera_model *model, const void *blob, size_t length);

/* Counts of an opened student. */
size_t tessera_input_count(const tessera_model *model);
size_t tessera_output_count(const tessera_model *model);
size_t tessera_region_count(const tessera_model *model);
size_t tessera_scratch_size(const tessera_model *model);

/* Real units per integer of `logits`: real = scale * integer. */
float tessera_output_scale(const tessera_model *model);

/* Quantises `count` float inputs (count = inputCount) into `input`. */
tessera_status tessera_quantize_f32(const tessera_model *model, const float *values,
                                    size_t count, int8_t *input);

/* Quantises `count` int16 converter counts (count = inputCount) into `input`. */
tessera_status tessera_quantize_i16(const tessera_model *model, const int16_t *counts,
                                    size_t count, int8_t *input);

/* Runs the student on one quantised input. `scratch` is aligned to 4. */
tessera_status tessera_infer(const tessera_model *model, const int8_t *input, size_t count,
                             void *scratch, size_t scratch_size, tessera_result *result);

#ifdef __cplusplus
}
#endif

#endif
