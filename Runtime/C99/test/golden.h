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
    const uint8_t *cases;
} golden_file;

/* One case of a file. */
typedef struct golden_case {
    uint32_t kind; /* 0: float32 values, 1: int16 counts */
    uint32_t status;
    uint32_t region;
    uint32_t label;
    int32_t margin;
    const void *values;
    const int8_t *quantized;
    const int32_t *logits;
} golden_case;

enum { GOLDEN_INPUTS = 1001, GOLDEN_SCRATCH = 4096 };

/* Files in a stream; 0 when it is not one. */
uint32_t golden_count(const uint8_t *stream);

/* Reads the file record at `at`; `golden_next` reads a case. Both return what follows. */
const uint8_t *golden_open(const uint8_t *at, golden_file *file);
const uint8_t *golden_next(const uint8_t *at, const golden_file *file, golden_case *one);

/* Checks every file, case, wrong argument and memory bound of a stream that lies at a
 * multiple of 4. */
void golden_check(const uint8_t *stream, golden_report *report, golden_complaint complain);

#endif
