/* What a test program needs of a machine that QEMU runs: semihosting and SysTick. */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

/* Instructions that one SysTick takes with -icount shift=0, in tenths. */
extern const uint32_t board_tenths_per_tick;

/* Prints through semihosting. */
void board_print(const char *text);
void board_print_number(int32_t number);

/* Ends QEMU with this exit status. */
void board_exit(uint32_t status) __attribute__((__noreturn__));

/* SysTick as a 24-bit counter of elapsed ticks. */
void board_start_ticks(void);
uint32_t board_ticks(void);

#endif
