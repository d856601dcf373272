/* Takes the counts of a converter one block at a time. Finds and labels beats, and watches the rhythm of the
 * last four seconds: lights the first lamp for a beat that is not normal, the second for an alarm. The counts
 * are those of build/stream.h: replace read_block() by the buffer of your converter.
 */
#include "beats.h"
#include "print_number.h"
#include "rhythm.h"
#include "semihosting.h"
#include "stream.h"
#include "tessera.h"

/* The lamps of the MPS2 board: one bit each. Other boards have theirs elsewhere. */
#ifdef MPS2
#define LAMPS (*(volatile uint32_t *)0x40028000u)
#else
static volatile uint32_t LAMPS;
#endif

/* A student of two classes may have one output. */
#define CLASS_COUNT(names) (sizeof(names) / sizeof *(names))

enum { BLOCK = 25 }; /* samples: a tenth of a second */

static tessera_model beat_model, rhythm_model;
static BEATS_BEATS(beats);
static RHYTHM_STREAM(windows);
/* Both students have answered when the other one begins. */
static RHYTHM_MEMORY(rhythm_memory);
static BEATS_MEMORY(beat_memory);
static uint32_t beat_counts[CLASS_COUNT(beats_class_names)];
static uint32_t rhythm_counts[CLASS_COUNT(rhythm_class_names)];
static uint32_t last_rhythm;

/* Prints a time in tenths of a second. */
static void print_time(uint32_t sample)
{
    const uint32_t tenths = sample / (STREAM_RATE / 10u);
    print_number(tenths / 10u);
    semihosting_print(".");
    print_number(tenths % 10u);
    semihosting_print(" s: ");
}

static void report_beat(const tessera_beat *beat)
{
    beat_counts[beat->result.label]++;
    if (beat->result.label == 0u) {
        LAMPS &= ~(uint32_t)1;
        return;
    }
    LAMPS |= 1u;
    print_time(beat->place);
    semihosting_print(beats_class_names[beat->result.label]);
    semihosting_print(" beat\n");
}

static void report_rhythm(uint32_t sample, uint32_t label)
{
    rhythm_counts[label]++;
    if (label == last_rhythm) {
        return;
    }
    last_rhythm = label;
    print_time(sample);
    semihosting_print((label != 0u) ? "ALARM: " : "no alarm: ");
    semihosting_print(rhythm_class_names[label]);
    semihosting_print("\n");
    LAMPS = (label != 0u) ? (LAMPS | 2u) : (LAMPS & ~(uint32_t)2);
}

static int find_beats(const int16_t *samples, size_t left)
{
    tessera_beat beat;
    while (left != 0u) {
        size_t count = left;
        if (tessera_beat_push(&beat_model, beats, samples, &count, beat_memory, sizeof beat_memory,
                              &beat) != TESSERA_OK) {
            return 0;
        }
        if (beat.result.logits != NULL) {
            report_beat(&beat);
        }
        samples += count;
        left -= count;
    }
    return 1;
}

static int watch_rhythm(const int16_t *samples, size_t left, uint32_t sample)
{
    tessera_result result;
    while (left != 0u) {
        size_t count = left;
        if (tessera_stream_push(&rhythm_model, windows, samples, &count, rhythm_memory,
                                sizeof rhythm_memory, &result) != TESSERA_OK) {
            return 0;
        }
        samples += count;
        left -= count;
        sample += (uint32_t)count;
        if (result.logits != NULL) {
            report_rhythm(sample, result.label);
        }
    }
    return 1;
}

static int start(void)
{
    return tessera_open(&beat_model, beats_blob, BEATS_SIZE) == TESSERA_OK &&
           tessera_open(&rhythm_model, rhythm_blob, RHYTHM_SIZE) == TESSERA_OK &&
           tessera_beat_start(&beat_model, beats, sizeof beats, 0) == TESSERA_OK &&
           tessera_stream_start(&rhythm_model, windows, sizeof windows) == TESSERA_OK;
}

static void print_counts(const char *const *names, const uint32_t *counts, uint32_t count)
{
    for (uint32_t label = 0; label < count; label++) {
        semihosting_print(names[label]);
        semihosting_print(": ");
        print_number(counts[label]);
        semihosting_print("\n");
    }
}

/* The next block of the converter, of so many samples; 0 at the end of the stream. */
static size_t read_block(uint32_t at, const int16_t **samples)
{
    *samples = stream_counts + at;
    return (at + BLOCK <= STREAM_COUNT) ? BLOCK : 0u;
}

int main(void)
{
    const int16_t *samples;
    uint32_t at = 0;
    if (!start()) {
        semihosting_print("a student does not open\n");
        return 1;
    }
    for (size_t count = read_block(at, &samples); count != 0u; count = read_block(at, &samples)) {
        if (!find_beats(samples, count) || !watch_rhythm(samples, count, at)) {
            semihosting_print("a block is refused\n");
            return 1;
        }
        at += (uint32_t)count;
    }
    semihosting_print("beats\n");
    print_counts(beats_class_names, beat_counts, CLASS_COUNT(beats_class_names));
    semihosting_print("windows of four seconds\n");
    print_counts(rhythm_class_names, rhythm_counts, CLASS_COUNT(rhythm_class_names));
    return 0;
}
