/* What a test program needs of a machine that QEMU runs, beside start-up and semihosting_print of
 * Runtime/Cores. With -icount shift=0 two ticks of SysTick take INSTRUCTIONS_PER_TWO_TICKS. */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

#include "semihosting.h"

/* Assembly: the stack pointer, and a loop of two instructions a turn. */
#if defined(__riscv)
#define BOARD_STACK_POINTER "mv %0, sp"
#define BOARD_COUNT_DOWN "1: addi %0, %0, -1\n\tbnez %0, 1b"
#define BOARD_LOOP_REGISTER "+r"
#elif defined(__XTENSA__)
#define BOARD_STACK_POINTER "mov %0, a1"
#define BOARD_COUNT_DOWN "1: addi %0, %0, -1\n\tbnez %0, 1b"
#define BOARD_LOOP_REGISTER "+r"
#else
#define BOARD_STACK_POINTER "mov %0, sp"
#define BOARD_COUNT_DOWN "1: subs %0, %0, #1\n\tbne 1b"
#define BOARD_LOOP_REGISTER "+l"
#endif

/* The program. QEMU ends with the status 0 when it returns 0, with 1 otherwise. */
int board_main(void);

/* Prints through semihosting. */
void board_print_number(int32_t number);

/* Opens a file of the host for reading; negative when it cannot be opened. */
int32_t board_open(const char *path);

/* Reads up to `count` bytes; the number that was read. */
uint32_t board_read(int32_t file, void *bytes, uint32_t count);

/* SysTick as a 24-bit counter of elapsed ticks. */
void board_start_ticks(void);
uint32_t board_ticks(void);

#endif
