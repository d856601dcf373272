/* Any bytes at all, of any length below 2^32, and any model; also none of either. */
#include "tessera.c"

#include "../contracts.h"

int main(void)
{
    tessera_model model;
    choose_file(0);
    const void *bytes = (nondet_int() != 0) ? file : NULL;
    const tessera_status status = tessera_open((nondet_int() != 0) ? &model : NULL, bytes, file_length);
    if (status == TESSERA_OK) {
        __CPROVER_assert(model.blob == file && model.length == file_length, "a model of this file");
    }
}
