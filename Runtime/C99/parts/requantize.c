/* ---------------------------------------------------------------- requantisation */

/* The high word of acc × multiplier for 0 <= multiplier < 2^31 and |acc| < 1.25 × 2^30. */
static int32_t multiply_high(int32_t acc, int32_t multiplier)
{
#ifdef TESSERA_THUMB1
    const uint32_t low = (uint32_t)acc & 0xFFFFu;
    const int32_t high = acc >> 16;
    const uint32_t multiplier_low = (uint32_t)multiplier & 0xFFFFu;
    const int32_t multiplier_high = multiplier >> 16;
    /* Neither sum leaves an int32: |high| <= 20,480 and low × multiplier_high < 2^31 − 2^16. */
    const int32_t middle =
        high * (int32_t)multiplier_low + (int32_t)((low * multiplier_low) >> 16);
    const int32_t other = (int32_t)low * multiplier_high + (middle & 0xFFFF);
    return high * multiplier_high + (middle >> 16) + (other >> 16);
#else
    return (int32_t)(((int64_t)acc * multiplier) >> 32);
#endif
}

/* acc × multiplier × 2^-shift to the nearest integer, halves upward; shift is 33 ... 62.
 * Floors nest, so that (hi + 2^(s-33)) >> (s-32) is one shift, one step and one halving. */
static int32_t requantize(int32_t acc, int32_t multiplier, uint32_t shift)
{
    return ((multiply_high(acc, multiplier) >> (shift - 33u)) + 1) >> 1;
}

static int8_t limited(int32_t value, int32_t low)
{
    if (value > QUANTUM_LIMIT) {
        value = QUANTUM_LIMIT;
    }
    if (value < low) {
        value = low;
    }
    return (int8_t)value;
}
