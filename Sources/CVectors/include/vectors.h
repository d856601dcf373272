// What the host's vector units do in one instruction and Swift has no unchecked form of.

#ifndef TESSERA_VECTORS_H
#define TESSERA_VECTORS_H

typedef float tessera_float4 __attribute__((ext_vector_type(4)));
typedef int tessera_int4 __attribute__((ext_vector_type(4)));

/// The integers next to `values` towards zero; every value lies within int32.
static inline __attribute__((always_inline)) tessera_int4 tessera_truncate(tessera_float4 values) {
  return __builtin_convertvector(values, tessera_int4);
}

#endif
