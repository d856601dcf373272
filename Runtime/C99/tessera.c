/* The C99 runtime as one translation unit of its parts, in this order.
 *
 * `tessera generate` and `make install` write the parts behind each other as one file, which
 * needs nothing but tessera.h. Scripts/combine-c99.sh makes the same file. A part includes
 * nothing: it sees the parts above it.
 */
#include "parts/choices.h"
#include "parts/core.h"
#include "parts/sections.c"
#include "parts/crc32.c"
#include "parts/requantize.c"
#include "parts/floats.c"
#include "parts/kernels_thumb1.c"
#include "parts/kernels_portable.c"
#include "parts/kernels_dsp.c"
#include "parts/product.c"
#include "parts/ranges.c"
#include "parts/header.c"
#include "parts/scales.c"
#include "parts/kept_inputs.c"
#include "parts/program.c"
#include "parts/limits.c"
#include "parts/directory.c"
#include "parts/wide_rows.c"
#include "parts/open.c"
#include "parts/standardize.c"
#include "parts/input.c"
#include "parts/infer.c"
