/* Golden students against a runtime behind tessera.h: for hosts and microcontrollers. */
#ifndef GOLDEN_H
#define GOLDEN_H

#include "tessera.h"

/* What one stream of Scripts/golden_stream.py gave. */
typedef struct golden_report {
    uint32_t students;
    uint32_t refused;
    uint32_t cases;
    uint32_t checks;
    uint32_t differences;
} golden_report;

/* Called with each difference. */
typedef void (*golden_complaint)(const char *file, uint32_t at, const char *what);

/* One file of a stream and where its cases start; pointers into the stream. */
typedef struct golden_file {
    const char *name;
    const uint8_t *blob;
    uint32_t length;
    uint32_t status;
    uint32_t scratch;
    uint32_t case_count;
    uint32_t inputs;
    uint32_t outputs;
    uint32_t macs;
    uint32_t window;      /* numbers that a caller hands over */
    uint32_t bits;        /* of an element of a quantised input: 8 or 16 */
    uint32_t input_size;  /* bytes of a quantised input */
    uint32_t stream_size; /* bytes of the state of a stream */
    uint32_t program_size; /* bytes of memory of the program */
    uint32_t classify_size; /* bytes of memory from counts to the answer */
    const uint8_t *cases;
} golden_file;

enum { GOLDEN_F32, GOLDEN_I16, GOLDEN_I32, GOLDEN_QUANTIZED };

/* One case of a file. */
typedef struct golden_case {
    uint32_t kind; /* of the values; there are none behind GOLDEN_QUANTIZED */
    uint32_t status;
    uint32_t region;
    uint32_t label;
    int32_t margin;
    uint32_t verdict;
    const void *values;
    const void *quantized; /* int8 or int16 */
    const int32_t *logits;
} golden_case;

/* Bytes of the largest quantised input and of the largest scratch memory. */
enum { GOLDEN_INPUT = 1040, GOLDEN_SCRATCH = 4096, GOLDEN_COUNTS = 320 };

/* Files in a stream; 0 when it is not one. */
uint32_t golden_count(const uint8_t *stream);

/* Reads the file record at `at`; `golden_next` reads a case. Both return what follows. */
const uint8_t *golden_open(const uint8_t *at, golden_file *file);
const uint8_t *golden_next(const uint8_t *at, const golden_file *file, golden_case *one);

/* Checks every file, case, wrong argument and memory bound of a stream that lies at a
 * multiple of 4. */
void golden_check(const uint8_t *stream, golden_report *report, golden_complaint complain);

#endif
