/* What a test program needs of a machine that QEMU runs, beside start-up and semihosting_print of
 * Runtime/Cores. */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

#if !defined(__AVR__)
#include "machine.h"
#endif
#include "semihosting.h"

/* A loop of two instructions a turn. */
#if defined(__riscv) || defined(__XTENSA__)
#define BOARD_COUNT_DOWN "1: addi %0, %0, -1\n\tbnez %0, 1b"
#define BOARD_LOOP_REGISTER "+r"
#else
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

#endif
