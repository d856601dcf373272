/* What the library of Debian's compiler for the lx106 lacks: 64-bit products, divisions, and float32 by
 * integers (IEEE 754, to nearest, ties to even). Makers' compilers for the ESP8266 have them. */
#include <stdint.h>

enum { FRACTION_BITS = 23, LARGEST_EXPONENT = 255 };
#define HIDDEN ((uint32_t)1 << FRACTION_BITS)
#define INFINITE ((uint32_t)LARGEST_EXPONENT << FRACTION_BITS)
#define QUIET (INFINITE | (HIDDEN >> 1))
#define SIGN ((uint32_t)1 << 31)

typedef union number {
    float value;
    uint32_t bits;
} number;

typedef struct quotient {
    uint32_t quotient;
    uint32_t rest;
} quotient;

int64_t __muldi3(int64_t a, int64_t b);
uint32_t __udivsi3(uint32_t a, uint32_t b);
uint32_t __umodsi3(uint32_t a, uint32_t b);
float __mulsf3(float a, float b);
float __subsf3(float a, float b);

/* The 64 bits of a × b, from four products of 16 bits. */
static uint64_t whole_product(uint32_t a, uint32_t b)
{
    const uint32_t low = (a & 0xFFFFu) * (b & 0xFFFFu);
    const uint32_t first = (a >> 16) * (b & 0xFFFFu) + (low >> 16);
    const uint32_t second = (a & 0xFFFFu) * (b >> 16) + (first & 0xFFFFu);
    const uint32_t high = (a >> 16) * (b >> 16) + (first >> 16) + (second >> 16);
    return ((uint64_t)high << 32) | (uint32_t)((second << 16) | (low & 0xFFFFu));
}

int64_t __muldi3(int64_t a, int64_t b)
{
    const uint64_t x = (uint64_t)a;
    const uint64_t y = (uint64_t)b;
    const uint32_t cross = (uint32_t)(x >> 32) * (uint32_t)y + (uint32_t)x * (uint32_t)(y >> 32);
    return (int64_t)(whole_product((uint32_t)x, (uint32_t)y) + ((uint64_t)cross << 32));
}

static quotient divide(uint32_t a, uint32_t b)
{
    quotient it = {0, 0};
    for (uint32_t bit = 32; bit != 0u; bit--) {
        const uint32_t carry = it.rest >> 31;
        it.rest = (it.rest << 1) | ((a >> (bit - 1u)) & 1u);
        it.quotient <<= 1;
        if ((carry != 0u) || (it.rest >= b)) {
            it.rest -= b;
            it.quotient |= 1u;
        }
    }
    return it;
}

uint32_t __udivsi3(uint32_t a, uint32_t b) { return divide(a, b).quotient; }

uint32_t __umodsi3(uint32_t a, uint32_t b) { return divide(a, b).rest; }

/* value >> down, where 1 is set in the answer if a bit that falls out is. */
static uint64_t sticky_shift(uint64_t value, int32_t down)
{
    uint64_t rest = value;
    for (int32_t left = (down > 63) ? 63 : down; left > 0; left--) {
        rest = (rest >> 1) | (rest & 1u);
    }
    return rest;
}

/* The exponent of a number that is not 0, and its fraction with the hidden bit. */
static int32_t unpack(uint32_t bits, uint32_t *fraction)
{
    int32_t exponent = (int32_t)((bits >> FRACTION_BITS) & 0xFFu);
    *fraction = (bits & (HIDDEN - 1u)) | ((exponent != 0) ? HIDDEN : 0u);
    if (exponent == 0) {
        exponent = 1;
    }
    return exponent;
}

/* fraction × 2^(exponent - 150 - 8), rounded. */
static float pack(uint32_t sign, int32_t exponent, uint64_t fraction)
{
    number it;
    while (fraction >= ((uint64_t)HIDDEN << 9)) {
        fraction = sticky_shift(fraction, 1);
        exponent++;
    }
    while ((fraction < ((uint64_t)HIDDEN << 8)) && (exponent > 1)) {
        fraction <<= 1;
        exponent--;
    }
    if (exponent < 1) {
        fraction = sticky_shift(fraction, 1 - exponent);
        exponent = 1;
    }
    const uint32_t rest = (uint32_t)fraction & 0xFFu;
    uint32_t whole = (uint32_t)(fraction >> 8);
    whole += ((rest > 0x80u) || ((rest == 0x80u) && ((whole & 1u) != 0u))) ? 1u : 0u;
    /* The hidden bit, or a carry beyond it, raises the exponent. */
    it.bits = (exponent >= LARGEST_EXPONENT)
                  ? INFINITE
                  : whole + ((uint32_t)(exponent - 1) << FRACTION_BITS);
    it.bits = (it.bits > INFINITE) ? INFINITE : it.bits;
    it.bits |= sign;
    return it.value;
}

float __mulsf3(float a, float b)
{
    const number x = {a};
    const number y = {b};
    const uint32_t sign = (x.bits ^ y.bits) & SIGN;
    const uint32_t of_x = x.bits & ~SIGN;
    const uint32_t of_y = y.bits & ~SIGN;
    uint32_t first;
    uint32_t second;
    number it;
    if ((of_x >= INFINITE) || (of_y >= INFINITE)) {
        it.bits = ((of_x > INFINITE) || (of_y > INFINITE) || (of_x == 0u) || (of_y == 0u)) ? QUIET
                                                                                          : INFINITE | sign;
        return it.value;
    }
    const int32_t exponent = unpack(of_x, &first) + unpack(of_y, &second);
    if ((of_x == 0u) || (of_y == 0u)) {
        it.bits = sign;
        return it.value;
    }
    return pack(sign, exponent - 150 + 8, whole_product(first, second));
}

float __subsf3(float a, float b)
{
    number x = {a};
    number y = {b};
    uint32_t greater;
    uint32_t less;
    y.bits ^= SIGN;
    if ((x.bits & ~SIGN) < (y.bits & ~SIGN)) {
        const number other = x;
        x = y;
        y = other;
    }
    const uint32_t of_x = x.bits & ~SIGN;
    if (of_x >= INFINITE) {
        const int is_difference = ((y.bits & ~SIGN) == INFINITE) && (x.bits != y.bits);
        x.bits = ((of_x > INFINITE) || is_difference) ? QUIET : x.bits;
        return x.value;
    }
    const int32_t exponent = unpack(of_x, &greater);
    const int32_t down = exponent - unpack(y.bits & ~SIGN, &less);
    const uint64_t aligned = sticky_shift((uint64_t)less << 8, down);
    const uint64_t whole = (uint64_t)greater << 8;
    if (((x.bits ^ y.bits) & SIGN) == 0u) {
        return pack(x.bits & SIGN, exponent, whole + aligned);
    }
    return pack((whole == aligned) ? 0u : (x.bits & SIGN), exponent, whole - aligned);
}
