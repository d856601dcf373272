/* The Swift runtime through its C interface. */
#include "runtime.h"

const runtime runtime_swift = RUNTIME;
