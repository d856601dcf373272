/* Text and the end of a program on an AVR in simavr: the first serial port, and sleep without interrupts.
 * What Runtime/QEMU/board.h declares, without files of the host and without a clock. */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <stdint.h>

void semihosting_print(const char *text);
void board_print_number(int32_t number);
int board_main(void);

void semihosting_print(const char *text)
{
    for (; *text != '\0'; text++) {
        while ((UCSR0A & (1u << UDRE0)) == 0u) {
            /* Until the port takes a byte. */
        }
        UDR0 = (uint8_t)*text;
    }
}

void board_print_number(int32_t number)
{
    char text[12];
    uint8_t at = 11;
    uint32_t rest = (number < 0) ? 0u - (uint32_t)number : (uint32_t)number;
    text[at] = '\0';
    do {
        at--;
        text[at] = (char)('0' + (int)(rest % 10u));
        rest /= 10u;
    } while (rest != 0u);
    if (number < 0) {
        at--;
        text[at] = '-';
    }
    semihosting_print(&text[at]);
}

int main(void)
{
    UCSR0B = (uint8_t)(1u << TXEN0);
    semihosting_print((board_main() == 0) ? "end 0\n" : "end 1\n");
    cli();
    sleep_enable();
    sleep_cpu();
    return 0;
}
