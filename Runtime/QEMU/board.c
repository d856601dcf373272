/* Start, faults, semihosting and SysTick of an Armv6-M or Armv7-M machine in QEMU. */
#include "board.h"

#include <stddef.h>

enum { SYS_OPEN = 0x01, SYS_WRITE0 = 0x04, SYS_READ = 0x06, SYS_EXIT_EXTENDED = 0x20 };

/* SYS_OPEN's mode "rb". */
enum { READ_BINARY = 1 };

#define APPLICATION_EXIT 0x20026u
#define SYSTICK_CONTROL (*(volatile uint32_t *)0xE000E010u)
#define SYSTICK_RELOAD (*(volatile uint32_t *)0xE000E014u)
#define SYSTICK_VALUE (*(volatile uint32_t *)0xE000E018u)
#define COPROCESSOR_ACCESS (*(volatile uint32_t *)0xE000ED88u)
#define TICK_MASK 0xFFFFFFu

/* icount shift=0 is one instruction per nanosecond: 16 MHz or 25 MHz ticks. */
#ifdef BOARD_MICROBIT
const uint32_t board_tenths_per_tick = 625;
#else
const uint32_t board_tenths_per_tick = 400;
#endif

extern uint32_t board_data_start[], board_data_end[], board_data_source[];
extern uint32_t board_bss_start[], board_bss_end[], board_stack_top[];
int main(void);
void board_reset(void);
void board_fault(void);

static uint32_t semihost(uint32_t operation, const void *argument)
{
    register uint32_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

void board_print(const char *text) { (void)semihost(SYS_WRITE0, text); }

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
    return (int32_t)semihost(SYS_OPEN, &block);
}

uint32_t board_read(int32_t file, void *bytes, uint32_t count)
{
    const struct {
        int32_t file;
        void *bytes;
        uint32_t count;
    } block = {file, bytes, count};
    return count - semihost(SYS_READ, &block);
}

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
    board_print(text + at);
}

void board_exit(uint32_t status)
{
    const uint32_t block[2] = {APPLICATION_EXIT, status};
    (void)semihost(SYS_EXIT_EXTENDED, block);
    for (;;) {
    }
}

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

void board_fault(void)
{
    board_print("FAULT\n");
    board_exit(70);
}

void board_reset(void)
{
#if defined(__ARM_FP)
    COPROCESSOR_ACCESS |= 0xFu << 20;
    __asm__ volatile("dsb\n\tisb" ::: "memory");
#endif
    const uint32_t *from = board_data_source;
    for (uint32_t *to = board_data_start; to < board_data_end; to++) {
        *to = *from++;
    }
    for (uint32_t *to = board_bss_start; to < board_bss_end; to++) {
        *to = 0;
    }
    board_exit((uint32_t)main());
}

/* A vector is an address; the first is that of the stack. */
typedef union vector {
    const void *address;
    void (*handler)(void);
} vector;

#define FAULT {.handler = board_fault}

/* Stack, reset, and every exception of the core; nothing else is ever enabled. */
__attribute__((__section__(".vectors"), __used__)) static const vector vectors[16] = {
    {.address = board_stack_top}, {.handler = board_reset}, FAULT, FAULT, FAULT, FAULT, FAULT,
    FAULT, FAULT, FAULT, FAULT, FAULT, FAULT, FAULT, FAULT, FAULT};
