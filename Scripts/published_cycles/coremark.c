/* Two iterations of CoreMark's performance run: 2,000 bytes, seeds 0, 0 and 102. Fails where a checksum is not the
 * one that CoreMark states. */
#include "coremark.h"

enum { BYTES = 2000 / 3, LIST = 0xE714, MATRIX = 0x1FD7, STATE = 0x8E3A };

static ee_u32 memory[500];
volatile ee_s32 seed1_volatile, seed2_volatile, seed3_volatile = 102, seed4_volatile, seed5_volatile;

int ee_printf(const char *format, ...)
{
    (void)format;
    return 0;
}

__attribute__((__noinline__)) void one_iteration(core_results *results)
{
    results->crc = crcu16(core_bench_list(results, 1), results->crc);
    results->crc = crcu16(core_bench_list(results, -1), results->crc);
}

int main(void)
{
    static core_results results;
    results.seed1 = (ee_s16)seed1_volatile;
    results.seed2 = (ee_s16)seed2_volatile;
    results.seed3 = (ee_s16)seed3_volatile;
    results.size = BYTES;
    for (int block = 0; block < 3; block++) {
        results.memblock[block + 1] = (ee_u8 *)memory + block * BYTES;
    }
    results.list = core_list_init(BYTES, results.memblock[1], results.seed1);
    core_init_matrix(BYTES, results.memblock[2], results.seed1 | (ee_s32)results.seed2 << 16, &results.mat);
    core_init_state(BYTES, results.seed1, results.memblock[3]);
    one_iteration(&results);
    const int is_right = results.crc == LIST && results.crcmatrix == MATRIX && results.crcstate == STATE;
    one_iteration(&results);
    return is_right ? 0 : 1;
}
