/* The program for a host, for whatever implementation of tessera.h it is linked with:
 *
 *     bit-exact RANDOM STUDENT [INPUTS.f32]
 *     bit-exact RANDOM STUDENT adapt
 *
 * runs RANDOM random inputs, and those of a file of float32, through a packed student; prints
 * how many and a digest of every status, label, region, margin and logit. With `adapt` it runs RANDOM
 * sequences of calls to a student that learns. */
#ifndef BIT_EXACT_MAIN_H
#define BIT_EXACT_MAIN_H

#ifdef __cplusplus
extern "C" {
#endif

int bit_exact_main(int argc, char *const *argv);

#ifdef __cplusplus
}
#endif

#endif
