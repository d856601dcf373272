/* ---------------------------------------------------------------- scales */

/* Flags of the section. */
enum { SCALES_OF_INTEGERS = 2, SCALES_OF_FLOATS = 4, ANY_SCALES = 6 };

/* Whether there are these scales. Programs have those of integers alone. */
static int has_integers(uint32_t flags)
{
    return !TESSERA_WITH_DIRECT || ((flags & (uint32_t)SCALES_OF_INTEGERS) != 0u);
}

static int has_floats(uint32_t flags)
{
    return TESSERA_WITH_DIRECT && ((flags & (uint32_t)SCALES_OF_FLOATS) != 0u);
}

/* The scales of `count` inputs: centres, multipliers and shifts of integers, and then centres
 * and multipliers of floats; either only with its flag. */
typedef struct scale_table {
    const uint8_t *integers;
    const uint8_t *floats;
    uint32_t count;
} scale_table;

static uint32_t scales_size(uint32_t flags, uint32_t count)
{
    const uint32_t integers = 8u * count + padded(count);
    return (has_integers(flags) ? integers : 0u) + (has_floats(flags) ? 8u * count : 0u);
}

static void find_scales(const uint8_t *section, uint32_t flags, uint32_t count,
                        scale_table *scales)
{
    scales->integers = section;
    scales->floats = section + scales_size(flags & (uint32_t)SCALES_OF_INTEGERS, count);
    scales->count = count;
}

/* Centre, multiplier and shift of input `index`, for integers. */
static int is_integer_scale(const scale_table *scales, uint32_t index)
{
    const uint32_t centre = load32(scales->integers + 4u * index);
    const uint32_t multiplier = load32(scales->integers + 4u * (scales->count + index));
    const uint32_t shift = load8(scales->integers + 8u * scales->count + index);
    return (multiplier == 0u) ? ((centre | shift) == 0u)
                              : (is_multiplier(multiplier) && is_within(shift, 1, 62));
}

/* Centre and multiplier of input `index`, for floats. */
static int is_float_scale(const scale_table *scales, uint32_t index)
{
    const uint32_t centre = load32(scales->floats + 4u * index);
    const uint32_t multiplier = load32(scales->floats + 4u * (scales->count + index));
    return (multiplier == 0u)
               ? (centre == 0u)
               : (is_normal(multiplier) && ((centre == 0u) || is_normal(centre & 0x7FFFFFFFu)));
}

/* Whether `bytes` at `section` are the scales of `count` inputs, of at least one. */
static int are_scales(const uint8_t *section, uint32_t flags, uint32_t bytes, uint32_t count)
{
    scale_table scales;
    if ((count == 0u) || (bytes != scales_size(flags, count))) {
        return 0;
    }
    find_scales(section, flags, count, &scales);
    for (uint32_t index = 0; index < count; index++)
        TESSERA_LOOP(__CPROVER_assigns(index) __CPROVER_loop_invariant(index <= count)
                     __CPROVER_decreases(count - index))
    {
        if (has_integers(flags) && !is_integer_scale(&scales, index)) {
            return 0;
        }
        if (has_floats(flags) && !is_float_scale(&scales, index)) {
            return 0;
        }
    }
    return !has_integers(flags) ||
           is_zero(section + 9u * count, section + 8u * count + padded(count));
}

/* a - b, limited to ±(2^31 - 1). */
static int32_t limited_difference(int32_t a, int32_t b)
{
    const uint32_t difference = (uint32_t)a - (uint32_t)b;
    const uint32_t is_outside = (((uint32_t)a ^ (uint32_t)b) & ((uint32_t)a ^ difference)) >> 31;
    if (is_outside != 0u) {
        return (a < 0) ? -INT32_MAX : INT32_MAX;
    }
    return (difference == 0x80000000u) ? -INT32_MAX : (int32_t)difference;
}

/* An integer on the scale of input `index`. The difference is limited to what the product
 * with a multiplier leaves room for, of which a large shift needs the high word only. */
static TESSERA_INLINE int32_t scale_feature(const scale_table *scales, uint32_t index,
                                            int32_t value, uint32_t wide)
{
    const int32_t centre = (int32_t)load32(scales->integers + 4u * index);
    const int32_t multiplier =
        (int32_t)load32(scales->integers + 4u * (scales->count + index));
    const uint32_t shift = load8(scales->integers + 8u * scales->count + index);
    if (multiplier == 0) {
        return 0;
    }
    const int32_t near = limited_difference(value, centre);
    const int32_t limit = quantum_limit(wide);
    return is_shift(shift) ? limited(requantize(near, multiplier, shift), -limit, limit)
                           : round_wide((int64_t)near * multiplier, shift, limit);
}

/* The same as a function, of which a build has one. */
static int32_t scale_integer(const scale_table *scales, uint32_t index, int32_t value,
                             uint32_t wide)
{
    return scale_feature(scales, index, value, wide);
}

/* A float on the scale of input `index`; false for a NaN. The difference is rounded to
 * binary32 before it is multiplied: where FLT_EVAL_METHOD is not 0, and with any option for
 * fast mathematics, a volatile object has no more bits than its type. */
static int scale_float(const scale_table *scales, uint32_t index, float value, uint32_t wide,
                       int32_t *quantum)
{
    const uint8_t *centre = scales->floats + 4u * index;
    const uint8_t *multiplier = centre + 4u * scales->count;
    const uint32_t bits = fraction_bits(wide);
    if (load32(multiplier) == 0u) {
        *quantum = 0;
        return !is_nan(value);
    }
    volatile float difference = value - scale_at(centre, 0);
    return round_product(difference, scale_at(multiplier, bits), bits, quantum);
}
