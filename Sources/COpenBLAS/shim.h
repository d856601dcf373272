#pragma once

#include <cblas.h>
#include <lapacke.h>

// `lapack_int` is a macro, which Swift does not see.
typedef lapack_int tessera_lapack_int;
