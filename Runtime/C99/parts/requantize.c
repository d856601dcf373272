/* ---------------------------------------------------------------- requantisation */

/* The high word of acc × multiplier. */
static int32_t multiply_high(int32_t acc, int32_t multiplier)
{
#ifdef TESSERA_THUMB1
    const uint32_t low = (uint32_t)acc & 0xFFFFu;
    const int32_t high = acc >> 16;
    const uint32_t multiplier_low = (uint32_t)multiplier & 0xFFFFu;
    const int32_t multiplier_high = multiplier >> 16;
    /* Neither sum leaves an int32: |high| <= 32,768 and −2^31 < low × multiplier_high < 2^31 − 2^16. */
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

static int32_t limited(int32_t value, int32_t low, int32_t high)
{
    if (value > high) {
        value = high;
    }
    if (value < low) {
        value = low;
    }
    return value;
}

/* The largest magnitude of a quantised element. */
static int32_t quantum_limit(uint32_t wide)
{
    return is_wide(wide) ? WIDE_QUANTUM_LIMIT : QUANTUM_LIMIT;
}

/* value × 2^-shift to the nearest integer, halves upward, limited to ±limit; shift is
 * 1 ... 62. Floors nest, as above. */
static int32_t round_wide(int64_t value, uint32_t shift, int32_t limit)
{
    const int64_t rounded = ((value >> (shift - 1u)) + 1) >> 1;
    int32_t near = (int32_t)rounded;
    if (rounded > limit) {
        near = limit;
    }
    if (rounded < -limit) {
        near = -limit;
    }
    return near;
}
