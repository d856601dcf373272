/* What a test program needs of a machine that QEMU runs: semihosting and SysTick. */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

/* Instructions that one SysTick takes with -icount shift=0, in tenths. */
extern const uint32_t board_tenths_per_tick;

/* Prints through semihosting. */
void board_print(const char *text);
void board_print_number(int32_t number);

/* Opens a file of the host for reading; negative when it cannot be opened. */
int32_t board_open(const char *path);

/* Reads up to `count` bytes; the number that was read. */
uint32_t board_read(int32_t file, void *bytes, uint32_t count);

/* Ends QEMU with this exit status. */
void board_exit(uint32_t status) __attribute__((__noreturn__));

/* SysTick as a 24-bit counter of elapsed ticks. */
void board_start_ticks(void);
uint32_t board_ticks(void);

#endif
