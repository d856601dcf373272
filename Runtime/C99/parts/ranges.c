/* ---------------------------------------------------------------- ranges */

/* A finite positive scale: sign 0, biased exponent 63 ... 191. */
static int is_normal(uint32_t bits) { return ((bits >> 23) - 63u) < 129u; }

/* 0, or 2^30 ... 2^31 - 1. */
static int is_multiplier(uint32_t bits) { return (bits == 0u) || ((bits >> 30) == 1u); }

static int is_shift(uint32_t shift) { return (shift - 33u) < 30u; }

/* from ... to, where 0 < from. */
static int is_within(uint32_t value, uint32_t from, uint32_t to)
{
    return (value - from) <= (to - from);
}

static int is_zero(const uint8_t *from, const uint8_t *to)
{
    while (from != to) {
        if (load8(from) != 0u) {
            return 0;
        }
        from++;
    }
    return 1;
}
