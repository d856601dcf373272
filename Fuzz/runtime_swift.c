/* The Swift runtime through its C interface. */
#include "runtime.h"

DEFINE_RUNTIME(runtime_swift)
