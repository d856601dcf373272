/* Prints a number by semihosting, without the C library. */
#ifndef PRINT_NUMBER_H
#define PRINT_NUMBER_H

#include "semihosting.h"

#include <stdint.h>

static void print_number(uint32_t number)
{
    char text[11];
    char *at = &text[10];
    *at = '\0';
    do {
        at--;
        *at = (char)('0' + (int)(number % 10u));
        number /= 10u;
    } while (number != 0u);
    semihosting_print(at);
}

#endif
