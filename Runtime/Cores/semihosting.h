/* Text and the end of a program through a debugger or QEMU (Arm semihosting, M profile, and that of RISC-V;
 * the calls of Tensilica's simulator on Xtensa; on AVR the first serial port, and sleep without interrupts). */
#ifndef TESSERA_SEMIHOSTING_H
#define TESSERA_SEMIHOSTING_H

#include <stdint.h>

#if defined(__AVR__)
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>

/* Prints a string that ends with a zero. */
static inline void semihosting_print(const char *text)
{
    UCSR0B = (uint8_t)(1u << TXEN0);
    for (; *text != '\0'; text++) {
        while ((UCSR0A & (1u << UDRE0)) == 0u) {
        }
        UDR0 = (uint8_t)*text;
    }
}

/* Ends the program: simavr ends where nothing can wake it. */
static inline void semihosting_exit(int code)
{
    semihosting_print((code == 0) ? "end 0\n" : "end 1\n");
    cli();
    sleep_enable();
    for (;;) {
        sleep_cpu();
    }
}
#elif defined(__XTENSA__)
enum { SIMULATOR_EXIT = 1, SIMULATOR_WRITE = 4 };

static inline int32_t simulator_call(uint32_t operation, uint32_t first, const void *second, uint32_t third)
{
    register uint32_t a2 __asm__("a2") = operation;
    register uint32_t a3 __asm__("a3") = first;
    register const void *a4 __asm__("a4") = second;
    register uint32_t a5 __asm__("a5") = third;
    __asm__ volatile("simcall" : "+r"(a2), "+r"(a3) : "r"(a4), "r"(a5) : "memory");
    return (int32_t)a2;
}

/* Prints a string that ends with a zero. */
static inline void semihosting_print(const char *text)
{
    uint32_t length = 0;
    while (text[length] != '\0') {
        length++;
    }
    (void)simulator_call(SIMULATOR_WRITE, 1, text, length);
}

/* Ends the program. */
static inline void semihosting_exit(int code)
{
    for (;;) {
        (void)simulator_call(SIMULATOR_EXIT, (uint32_t)code, 0, 0);
    }
}
#elif defined(__riscv)
/* The three instructions are known by their neighbours, which have four bytes each and lie in one page. */
static inline int32_t semihosting_call(uint32_t operation, const void *argument)
{
    register uint32_t a0 __asm__("a0") = operation;
    register const void *a1 __asm__("a1") = argument;
    __asm__ volatile(".balign 16\n\t.option push\n\t.option norvc\n\tslli x0, x0, 0x1f\n\tebreak\n\t"
                     "srai x0, x0, 7\n\t.option pop"
                     : "+r"(a0)
                     : "r"(a1)
                     : "memory");
    return (int32_t)a0;
}
#else
static inline int32_t semihosting_call(uint32_t operation, const void *argument)
{
    register uint32_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return (int32_t)r0;
}
#endif

#if !defined(__XTENSA__) && !defined(__AVR__)
/* Prints a string that ends with a zero (SYS_WRITE0). */
static inline void semihosting_print(const char *text) { (void)semihosting_call(4u, text); }

/* Ends the program: ADP_Stopped_ApplicationExit or ADP_Stopped_RunTimeErrorUnknown. */
static inline void semihosting_exit(int code)
{
    const uint32_t reason = (code == 0) ? 0x20026u : 0x20023u;
    for (;;) {
        (void)semihosting_call(0x18u, (const void *)(uintptr_t)reason);
    }
}
#endif

#endif
