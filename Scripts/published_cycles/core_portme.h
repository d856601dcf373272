/* What CoreMark asks of a board, as far as its algorithms need it. */
#include <stddef.h>
#include <stdint.h>

typedef int16_t ee_s16;
typedef uint16_t ee_u16;
typedef int32_t ee_s32;
typedef uint32_t ee_u32;
typedef uint8_t ee_u8;
typedef uintptr_t ee_ptr_int;
typedef size_t ee_size_t;
typedef uint32_t CORE_TICKS;
typedef struct core_portable {
    ee_u8 portable_id;
} core_portable;

#define HAS_FLOAT 0
#define HAS_STDIO 0
#define HAS_PRINTF 0
#define SEED_METHOD SEED_VOLATILE
#define MEM_METHOD MEM_STATIC
#define MULTITHREAD 1
#define align_mem(address) (void *)(((ee_ptr_int)(address) + 3u) & ~(ee_ptr_int)3)

int ee_printf(const char *format, ...);
