/* What a measurement needs of a core that QEMU runs: a counter of time, the stack pointer, and a function
 * of one instruction. With -icount shift=0 two ticks take INSTRUCTIONS_PER_TWO_TICKS. */
#ifndef TESSERA_MACHINE_H
#define TESSERA_MACHINE_H

#include <stdint.h>

#if defined(__riscv)
#define MACHINE_STACK_POINTER "mv %0, sp"
#define MACHINE_RETURN ".text\n.global nothing\nnothing: ret\n"
#define TICK_MASK 0xFFFFFFFFu

static inline void machine_start_ticks(void) {}

/* Instructions. */
static inline uint32_t machine_ticks(void)
{
    uint32_t count;
    __asm__ volatile(".option push\n\t.option arch, +zicsr\n\tcsrr %0, minstret\n\t.option pop"
                     : "=r"(count));
    return count;
}
#elif defined(__XTENSA__)
#define MACHINE_STACK_POINTER "mov %0, a1"
#define MACHINE_RETURN ".text\n.balign 4\n.global nothing\nnothing: ret\n"
#define TICK_MASK 0xFFFFFFFFu

static inline void machine_start_ticks(void) {}

/* CCOUNT. */
static inline uint32_t machine_ticks(void)
{
    uint32_t count;
    __asm__ volatile("rsr.ccount %0" : "=r"(count));
    return count;
}
#else
#define MACHINE_STACK_POINTER "mov %0, sp"
#define MACHINE_RETURN ".text\n.syntax unified\n.thumb\n.thumb_func\n.global nothing\nnothing: bx lr\n"
#define TICK_MASK 0xFFFFFFu
#define SYSTICK_CONTROL (*(volatile uint32_t *)0xE000E010u)
#define SYSTICK_RELOAD (*(volatile uint32_t *)0xE000E014u)
#define SYSTICK_VALUE (*(volatile uint32_t *)0xE000E018u)

/* Until the first reload. */
static inline void machine_start_ticks(void)
{
    SYSTICK_RELOAD = TICK_MASK;
    SYSTICK_VALUE = 0;
    SYSTICK_CONTROL = 5; /* the processor's clock, no interrupt */
    while (SYSTICK_VALUE == 0u) {
    }
}

/* SysTick, which counts down. */
static inline uint32_t machine_ticks(void) { return TICK_MASK - SYSTICK_VALUE; }
#endif

#endif
