/* Start-up for Cortex-M, RISC-V and Xtensa under QEMU: vectors, .data, .bss, main, and the end through
 * semihosting. A fault ends the program with an error and does not hang it. On AVR avr-libc does all
 * but the end.
 */
#include <stddef.h>
#include <stdint.h>

#include "semihosting.h"

#if defined(__AVR__)
void exit(int code) __attribute__((__noreturn__));

/* What main returns to. */
void exit(int code)
{
    semihosting_exit(code);
    for (;;) {
    }
}
#else
extern uint32_t stack_top[];
extern uint32_t data_start[];
extern uint32_t data_end[];
extern const uint32_t data_image[];
extern uint32_t bss_start[];
extern uint32_t bss_end[];

int main(void);
void reset(void);
void *memcpy(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);

/* Compilers may call these two even where no library is. */
void *memcpy(void *to, const void *from, size_t count)
{
    volatile uint8_t *target = to;
    const uint8_t *source = from;
    while (count != 0u) {
        *target++ = *source++;
        count--;
    }
    return to;
}

void *memset(void *to, int value, size_t count)
{
    volatile uint8_t *target = to;
    while (count != 0u) {
        *target++ = (uint8_t)value;
        count--;
    }
    return to;
}

#if defined(__XTENSA__)
/* Where QEMU begins, and what an exception of the kernel or a user leads to (VECBASE, of the linker). */
__asm__(".section .vectors, \"ax\"\n.global start\n\t.literal_position\nstart: movi a1, stack_top\n"
        "\tmovi a2, exceptions\n\twsr.vecbase a2\n\tmovi a0, reset\n\tjx a0\n"
        "\t.balign 256\nexceptions:\n\t.rept 16\n\tj ended\n\t.balign 16\n\t.endr\n"
        "ended: movi a2, 1\n\tmovi a3, 1\n\tsimcall\n\tj ended\n.text\n");
#endif

#if defined(__riscv)
static void fault(void);

/* Where QEMU begins. */
__asm__(".section .vectors, \"ax\"\n.global start\nstart: la sp, stack_top\n\tj reset\n.text\n");
#endif

void reset(void)
{
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
    /* The registers of floats, and of vectors. */
    *(volatile uint32_t *)0xE000ED88u |= 0xFu << 20;
    __asm__ volatile("dsb\n\tisb" ::: "memory");
#endif
#if defined(__riscv)
    __asm__ volatile(".option push\n\t.option arch, +zicsr\n\tcsrw mtvec, %0\n\t.option pop"
                     :
                     : "r"((uintptr_t)fault));
#endif
    const volatile uint32_t *image = data_image;
    for (volatile uint32_t *at = data_start; at != data_end; at++) {
        *at = *image++;
    }
    for (volatile uint32_t *at = bss_start; at != bss_end; at++) {
        *at = 0;
    }
    semihosting_exit(main());
}

#if !defined(__XTENSA__)
#if defined(__riscv)
__attribute__((__aligned__(4)))
#endif
static void fault(void)
{
    semihosting_print("FAIL: fault\n");
    semihosting_exit(1);
}
#endif

#if !defined(__riscv) && !defined(__XTENSA__)
/* The vector table: the initial stack pointer, reset, and the system exceptions. */
const struct {
    uint32_t *stack;
    void (*handlers[15])(void);
} vectors __attribute__((section(".vectors"), used)) = {
    stack_top,
    {reset, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault,
     fault, fault},
};
#endif
#endif
