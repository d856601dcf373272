/* ---------------------------------------------------------------- logarithms */

/* The logarithm to base 2 in sixteenths, by Mitchell's rule: 16 e and the four bits below the
 * leading one; 0 for 0. */
static TESSERA_SHARED int32_t logarithm(uint64_t value)
{
    uint32_t high = (uint32_t)(value >> 32);
    uint32_t low = (uint32_t)value;
    int32_t exponent = 63;
    if (value == 0u) {
        return 0;
    }
    if (high == 0u) {
        high = low;
        low = 0;
        exponent = 31;
    }
    while ((high >> 31) == 0u) {
        high = (high << 1) | (low >> 31);
        low <<= 1;
        exponent--;
    }
    return 16 * exponent + (int32_t)((high >> 27) & 15u);
}
