/* Files of the host, numbers and a counter of time: SysTick of a Cortex-M, instructions of a RISC-V,
 * CCOUNT of an Xtensa. */
#include "board.h"

#include <stddef.h>

#if defined(__XTENSA__)
enum { SIMULATOR_READ = 3, SIMULATOR_OPEN = 5 };
#else
enum { SYS_OPEN = 0x01, SYS_READ = 0x06 };

/* SYS_OPEN's mode "rb". */
enum { READ_BINARY = 1 };
#endif

#if !defined(__riscv) && !defined(__XTENSA__)
#define SYSTICK_CONTROL (*(volatile uint32_t *)0xE000E010u)
#define SYSTICK_RELOAD (*(volatile uint32_t *)0xE000E014u)
#define SYSTICK_VALUE (*(volatile uint32_t *)0xE000E018u)
#define COPROCESSOR_ACCESS (*(volatile uint32_t *)0xE000ED88u)
#define TICK_MASK 0xFFFFFFu
#endif

int main(void);

/* The start-up code of generated folders leaves a floating-point unit off. */
int main(void)
{
#if defined(__ARM_FP)
    COPROCESSOR_ACCESS |= 0xFu << 20;
    __asm__ volatile("dsb\n\tisb" ::: "memory");
#endif
    return board_main();
}

#if defined(__XTENSA__)
int32_t board_open(const char *path)
{
    return simulator_call(SIMULATOR_OPEN, (uint32_t)(uintptr_t)path, 0, 0);
}

uint32_t board_read(int32_t file, void *bytes, uint32_t count)
{
    const int32_t got = simulator_call(SIMULATOR_READ, (uint32_t)file, bytes, count);
    return (got < 0) ? 0u : (uint32_t)got;
}
#else
int32_t board_open(const char *path)
{
    uint32_t length = 0;
    while (path[length] != 0) {
        length++;
    }
    const struct {
        const char *path;
        uint32_t mode;
        uint32_t length;
    } block = {path, READ_BINARY, length};
    return semihosting_call(SYS_OPEN, &block);
}

uint32_t board_read(int32_t file, void *bytes, uint32_t count)
{
    const struct {
        int32_t file;
        void *bytes;
        uint32_t count;
    } block = {file, bytes, count};
    return count - (uint32_t)semihosting_call(SYS_READ, &block);
}
#endif

void board_print_number(int32_t number)
{
    char text[12];
    uint32_t rest = (number < 0) ? 0u - (uint32_t)number : (uint32_t)number;
    size_t at = sizeof text - 1u;
    text[at] = 0;
    do {
        text[--at] = (char)('0' + rest % 10u);
        rest /= 10u;
    } while (rest != 0u);
    if (number < 0) {
        text[--at] = '-';
    }
    semihosting_print(text + at);
}

#if defined(__riscv)
void board_start_ticks(void) {}

uint32_t board_ticks(void)
{
    uint32_t count;
    __asm__ volatile(".option push\n\t.option arch, +zicsr\n\tcsrr %0, minstret\n\t.option pop" : "=r"(count));
    return count;
}
#elif defined(__XTENSA__)
void board_start_ticks(void) {}

uint32_t board_ticks(void)
{
    uint32_t count;
    __asm__ volatile("rsr.ccount %0" : "=r"(count));
    return count;
}
#else
void board_start_ticks(void)
{
    SYSTICK_RELOAD = TICK_MASK;
    SYSTICK_VALUE = 0;
    SYSTICK_CONTROL = 5; /* the processor's clock, no interrupt */
    while (SYSTICK_VALUE == 0u) {
        /* Until the first reload. */
    }
}

uint32_t board_ticks(void) { return TICK_MASK - SYSTICK_VALUE; }
#endif
