/* Any bytes at all, of any length below 2^32, and any model; also none of either. */
#include <stdint.h>

/* What find_rows says of where rows lie, whatever that is. */
int __CPROVER_uninterpreted_are_rows_at(uint32_t projection, uint32_t gate, uint32_t shared_map, uint32_t region_maps,
                                        uint32_t stride, uint32_t head);
#define ARE_ROWS_AT __CPROVER_uninterpreted_are_rows_at

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
        __CPROVER_assert(ARE_ROWS_AT(projection_start(&model), model.gate, model.shared_map, model.region_maps,
                                     model.region_stride, model.head), "the model says where find_rows found rows");
    }
}
