/* ---------------------------------------------------------------- floats */

/* By its bits, so that no option for fast mathematics changes the answer. */
static int is_nan(float value)
{
    binary32 number;
    number.value = value;
    return (number.bits & 0x7FFFFFFFu) > 0x7F800000u;
}

/* value × scale rounded from `bits` fraction bits, 8 or 16, and limited to ±(2^(23-bits) - 1);
 * false for a NaN. The product is the only floating-point arithmetic. It is judged by
 * its bits, so that it is rounded to binary32, no conversion is out of range, and no option
 * for fast mathematics changes the answer. */
static int round_product(float value, float scale, uint32_t bits, int32_t *rounded)
{
    binary32 scaled;
    scaled.value = value * scale;
    const uint32_t magnitude = scaled.bits & 0x7FFFFFFFu;
    if (magnitude > 0x7F800000u) {
        return 0;
    }
    /* The limit × 2^bits is 2^23 - 2^bits, whose unit in the last place is a half. */
    if (magnitude < (0x4B000000u - ((uint32_t)2 << bits))) {
        *rounded = ((int32_t)scaled.value + ((int32_t)1 << (bits - 1u))) >> bits;
    } else {
        const int32_t limit = ((int32_t)1 << (23u - bits)) - 1;
        *rounded = ((scaled.bits >> 31) != 0u) ? -limit : limit;
    }
    return 1;
}

/* The sample of a program's window: as round_product with 8 bits, but down to -32,768, which a
 * converter has and no standardised input needs. */
static int round_sample(float value, float scale, int32_t *rounded)
{
    binary32 scaled;
    scaled.value = value * scale;
    if (!round_product(value, scale, 8, rounded)) {
        return 0;
    }
    if (scaled.bits >= 0xCAFFFF02u) { /* -8,388,481 and below */
        *rounded = -32768;
    }
    return 1;
}

/* The fraction bits of a float that becomes an element of 8 bits, or of 16. */
static uint32_t fraction_bits(uint32_t wide) { return is_wide(wide) ? 8u : 16u; }
