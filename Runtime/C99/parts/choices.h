/* Tessera: the C99 runtime of a packed student, format versions 1 and 2.
 *
 * The interface is tessera.h, every integer is defined in Docs/Format.md, and the golden
 * files in Tests/Fixtures/Golden hold all of it together. No allocation, no globals, no
 * library: freestanding C99, plus one instruction sequence on Arm cores with DSP.
 *
 * Build-time choices; none is needed:
 *   TESSERA_PORTABLE    byte-wise loads and scalar kernels, as on a compiler or byte order
 *                       that this file does not know. The integers are the same.
 *   TESSERA_LOAD(at)    reads the byte of the packed student at a `const uint8_t *`. Without it, *at.
 *                       With TESSERA_PROGRAM_MEMORY, on AVR, it is pgm_read_byte: the student lies
 *                       below 64 KB of flash, and takes no RAM.
 *   TESSERA_WITH_... 0  leaves out what a student does not use (Docs/Format.md, What is
 *                       compiled). A student that needs it is refused.
 */
#include "tessera.h"

#if defined(TESSERA_PROGRAM_MEMORY) && defined(__AVR__) && !defined(TESSERA_LOAD)
#include <avr/pgmspace.h>
#define TESSERA_LOAD(at) pgm_read_byte(at)
#endif

/* Students without a program; all of version 1 are. */
#ifndef TESSERA_WITH_DIRECT
#define TESSERA_WITH_DIRECT 1
#endif
#ifndef TESSERA_WITH_FORMAT_1
#define TESSERA_WITH_FORMAT_1 TESSERA_WITH_DIRECT
#endif
#ifndef TESSERA_WITH_FORMAT_2
#define TESSERA_WITH_FORMAT_2 1
#endif
#if !TESSERA_WITH_FORMAT_1 && !TESSERA_WITH_FORMAT_2
#error "tessera.c needs a format version"
#endif
#if TESSERA_WITH_FORMAT_1 && !TESSERA_WITH_DIRECT
#error "tessera.c cannot have format version 1 without TESSERA_WITH_DIRECT"
#endif

#ifndef TESSERA_WITH_STANDARDIZED
#define TESSERA_WITH_STANDARDIZED 1
#endif
#ifndef TESSERA_WITH_PROJECTION
#define TESSERA_WITH_PROJECTION 1
#endif
#ifndef TESSERA_WITH_GATE
#define TESSERA_WITH_GATE 1
#endif
#ifndef TESSERA_WITH_SHARED_MAP
#define TESSERA_WITH_SHARED_MAP 1
#endif
#ifndef TESSERA_WITH_HEAD
#define TESSERA_WITH_HEAD 1
#endif

/* What only version 2 has is left out with it. */
#ifndef TESSERA_WITH_SCALES
#define TESSERA_WITH_SCALES TESSERA_WITH_FORMAT_2
#endif
#ifndef TESSERA_WITH_KEPT_INPUTS
#define TESSERA_WITH_KEPT_INPUTS TESSERA_WITH_FORMAT_2
#endif
#ifndef TESSERA_WITH_PROGRAM
#define TESSERA_WITH_PROGRAM TESSERA_WITH_FORMAT_2
#endif
#ifndef TESSERA_WITH_CONSTANTS
#define TESSERA_WITH_CONSTANTS TESSERA_WITH_FORMAT_2
#endif
#ifndef TESSERA_WITH_LIMITS
#define TESSERA_WITH_LIMITS TESSERA_WITH_FORMAT_2
#endif
#ifndef TESSERA_WITH_ADAPTATION
#define TESSERA_WITH_ADAPTATION TESSERA_WITH_FORMAT_2
#endif
#ifndef TESSERA_WITH_BEATS
#define TESSERA_WITH_BEATS TESSERA_WITH_FORMAT_2
#endif
#ifndef TESSERA_WITH_STREAM
#define TESSERA_WITH_STREAM TESSERA_WITH_FORMAT_2
#endif
#ifndef TESSERA_WITH_WIDE
#define TESSERA_WITH_WIDE TESSERA_WITH_FORMAT_2
#endif
#ifndef TESSERA_WITH_STAGE_SAMPLES
#define TESSERA_WITH_STAGE_SAMPLES TESSERA_WITH_PROGRAM
#endif
#ifndef TESSERA_WITH_STAGE_STANDARDIZE
#define TESSERA_WITH_STAGE_STANDARDIZE TESSERA_WITH_PROGRAM
#endif
#ifndef TESSERA_WITH_STAGE_MOMENTS
#define TESSERA_WITH_STAGE_MOMENTS TESSERA_WITH_PROGRAM
#endif
#ifndef TESSERA_WITH_STAGE_POOL
#define TESSERA_WITH_STAGE_POOL TESSERA_WITH_PROGRAM
#endif
#ifndef TESSERA_WITH_STAGE_CENTRE
#define TESSERA_WITH_STAGE_CENTRE TESSERA_WITH_PROGRAM
#endif
#ifndef TESSERA_WITH_STAGE_DIFFERENCE
#define TESSERA_WITH_STAGE_DIFFERENCE TESSERA_WITH_PROGRAM
#endif
#ifndef TESSERA_WITH_STAGE_EVENTS
#define TESSERA_WITH_STAGE_EVENTS TESSERA_WITH_PROGRAM
#endif
#ifndef TESSERA_WITH_STAGE_CROSSINGS
#define TESSERA_WITH_STAGE_CROSSINGS TESSERA_WITH_PROGRAM
#endif
#ifndef TESSERA_WITH_STAGE_RANKS
#define TESSERA_WITH_STAGE_RANKS TESSERA_WITH_PROGRAM
#endif
#ifndef TESSERA_WITH_STAGE_AUTOCORRELATION
#define TESSERA_WITH_STAGE_AUTOCORRELATION TESSERA_WITH_PROGRAM
#endif
#ifndef TESSERA_WITH_STAGE_BANDS
#define TESSERA_WITH_STAGE_BANDS TESSERA_WITH_PROGRAM
#endif
#ifndef TESSERA_WITH_STAGE_SPECTRUM
#define TESSERA_WITH_STAGE_SPECTRUM TESSERA_WITH_PROGRAM
#endif
#ifndef TESSERA_WITH_STAGE_POSITIVES
#define TESSERA_WITH_STAGE_POSITIVES TESSERA_WITH_PROGRAM
#endif

#if !TESSERA_WITH_FORMAT_2 &&                                                             \
    (TESSERA_WITH_SCALES || TESSERA_WITH_KEPT_INPUTS || TESSERA_WITH_PROGRAM ||           \
     TESSERA_WITH_CONSTANTS || TESSERA_WITH_LIMITS || TESSERA_WITH_ADAPTATION ||          \
     TESSERA_WITH_BEATS || TESSERA_WITH_STREAM || TESSERA_WITH_WIDE ||                     \
     TESSERA_WITH_STAGE_SAMPLES)
#error "tessera.c cannot have a part of format version 2 without TESSERA_WITH_FORMAT_2"
#endif
