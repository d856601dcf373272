/* ---------------------------------------------------------------- limits and learning */

/* Flags of the limits. */
enum {
    LIMIT_MARGIN = 2,
    LIMIT_DISTANCES = 4,
    LIMIT_ENERGY = 8,
    LIMIT_DEVIATION = 16,
    ANY_LIMIT = 30
};

/* What the limits hold is validated, and not executed yet. */

/* The bytes of c₀: z of a region. */
static uint32_t centre_size(const uint8_t *blob)
{
    return load16(blob + AT_COMPONENTS) << is_wide_at(blob, AT_COMPONENT_BITS);
}

static uint32_t distances_size(const uint8_t *blob)
{
    return 12u + padded(centre_size(blob)) + 4u * load16(blob + AT_REGIONS);
}

static uint32_t energy_size(const uint8_t *blob)
{
    return 12u + 4u * load16(blob + AT_COMPONENTS);
}

static uint32_t limits_size(const uint8_t *blob, uint32_t flags)
{
    return (((flags & (uint32_t)LIMIT_MARGIN) != 0u) ? 4u : 0u) +
           (((flags & (uint32_t)LIMIT_DISTANCES) != 0u) ? distances_size(blob) : 0u) +
           (((flags & (uint32_t)LIMIT_ENERGY) != 0u) ? energy_size(blob) : 0u) +
           (((flags & (uint32_t)LIMIT_DEVIATION) != 0u) ? 4u : 0u);
}

static int are_distances(const uint8_t *blob, const uint8_t *at)
{
    const uint8_t *centre = at + 8;
    const uint32_t size = centre_size(blob);
    const uint8_t *unit = at + distances_size(blob) - 4u;
    return is_multiplier(load32(at)) && is_shift(load32(at + 4)) &&
           is_zero(centre + size, centre + padded(size)) && (load32(unit) < 32u);
}

static int are_limits(const uint8_t *blob, const uint8_t *at, uint32_t flags)
{
    if ((flags & (uint32_t)LIMIT_MARGIN) != 0u) {
        if ((load32(at) >> 31) != 0u) {
            return 0;
        }
        at += 4;
    }
    if ((flags & (uint32_t)LIMIT_DISTANCES) != 0u) {
        if (!are_distances(blob, at)) {
            return 0;
        }
        at += distances_size(blob);
    }
    if ((flags & (uint32_t)LIMIT_ENERGY) != 0u) {
        if (load32(at + 8) >= 64u) {
            return 0;
        }
        at += energy_size(blob);
    }
    return ((flags & (uint32_t)LIMIT_DEVIATION) == 0u) ||
           is_within(load32(at), 1, (uint32_t)1 << 23);
}

static int is_adaptation(const uint8_t *at)
{
    return is_within(load16(at), 1, 32767) && (load16(at + 2) != 0u) &&
           is_within(load32(at + 4), 1, ONE) && ((load32(at + 8) >> 31) == 0u) &&
           is_within(load32(at + 12), 1, INT32_MAX) &&
           is_within(load32(at + 16), 1, INT32_MAX);
}

/* The fields from a place on that have one range. */
typedef struct beat_fields {
    uint8_t at;
    uint8_t count;
    uint16_t most;
} beat_fields;

static int are_beats(const uint8_t *blob, const uint8_t *at)
{
    static const beat_fields fields[3] = {{4, 3, 16384}, {10, 3, 1024}, {16, 3, 256}};
    const uint32_t samples = load16(blob + AT_SAMPLES);
    const uint32_t before = load16(at);
    const uint32_t after = load16(at + 2);
    const uint32_t ratios = load16(at + 22);
    for (uint32_t group = 0; group < 3u; group++) {
        for (uint32_t field = 0; field < fields[group].count; field++) {
            const uint32_t value = load16(at + fields[group].at + 2u * field);
            if (!is_within(value, 1, fields[group].most)) {
                return 0;
            }
        }
    }
    return (after != 0u) && (ratios < 2u) && (before + after + 4u * ratios == samples);
}
