/* Text and the end of a program through a debugger or QEMU (Arm semihosting, M profile). */
#ifndef TESSERA_SEMIHOSTING_H
#define TESSERA_SEMIHOSTING_H

#include <stdint.h>

static inline int32_t semihosting_call(uint32_t operation, const void *argument)
{
    register uint32_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return (int32_t)r0;
}

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
