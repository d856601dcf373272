/* Every header: any 64 bytes, of either version. */
#include "tessera.c"

uint8_t nondet_uint8_t(void);

int main(void)
{
    static _Alignas(4) uint8_t blob[HEADER_SIZE_2];
    for (uint32_t at = 0; at < HEADER_SIZE_2; at++) {
        blob[at] = nondet_uint8_t();
    }
    if (is_header(blob)) {
        const uint32_t components = load16(blob + AT_COMPONENTS);
        const uint32_t regions = load16(blob + AT_REGIONS);
        __CPROVER_assert(1u <= load16(blob + AT_INPUTS) && load16(blob + AT_INPUTS) <= LARGEST_COUNT, "inputs");
        __CPROVER_assert(1u <= components && components <= LARGEST_COUNT, "components");
        __CPROVER_assert(1u <= load16(blob + AT_MAP) && load16(blob + AT_MAP) <= LARGEST_COUNT, "rows of a map");
        __CPROVER_assert(1u <= load16(blob + AT_OUTPUTS) && load16(blob + AT_OUTPUTS) <= LARGEST_COUNT, "outputs");
        __CPROVER_assert(1u <= regions && regions <= LARGEST_REGION_COUNT, "regions");
        if (is_version_2(blob)) {
            __CPROVER_assert(load16(blob + AT_HOP) <= load16(blob + AT_SAMPLES), "a hop within the window");
            __CPROVER_assert(load16(blob + AT_SECTIONS) <= LARGEST_SECTION_COUNT, "sections");
            __CPROVER_assert(window_count(blob) <= (uint32_t)LARGEST_COUNT * LARGEST_CHANNEL_COUNT, "a window");
        }
    }
}
