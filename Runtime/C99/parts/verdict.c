/* ---------------------------------------------------------------- verdict */

/* Version 1 has nothing before its first section. */
static uint32_t projection_start(const tessera_model *model)
{
    return TESSERA_WITH_FORMAT_2 ? model->projection : (uint32_t)HEADER_SIZE;
}

#if TESSERA_WITH_LIMITS
static uint64_t load64(const uint8_t *at) { return load32(at) | ((uint64_t)load32(at + 4) << 32); }

/* The square of an integer of magnitude below 2^17. */
static uint64_t square(int32_t value)
{
    const uint32_t size = (uint32_t)((value < 0) ? -value : value);
    return (uint64_t)size * size;
}

/* The sum of the squares of int8: at most 16,384 of 2^14. Four at a time. */
static uint32_t narrow_energy(const int8_t *at, uint32_t count)
{
    const int8_t *end = at + count;
    const int8_t *whole = at + (count & ~(uint32_t)3);
    int32_t sum = 0;
    while (at != whole) {
#ifdef TESSERA_DSP
        uint32_t four;
        at = load_next(at, &four);
        const uint32_t even = even_bytes(four);
        const uint32_t odd = odd_bytes(four);
        sum = multiply_pairs(odd, odd, multiply_pairs(even, even, sum));
#else
        sum += at[0] * at[0];
        sum += at[1] * at[1];
        sum += at[2] * at[2];
        sum += at[3] * at[3];
        at += 4;
#endif
    }
    for (; at != end; at++) {
        sum += *at * *at;
    }
    return (uint32_t)sum;
}

/* The sum of the squares of a vector, below 2^44. */
static uint64_t energy_of(const int8_t *vector, uint32_t count, uint32_t wide)
{
    uint64_t sum = 0;
    if (!is_wide(wide)) {
        return narrow_energy(vector, count);
    }
    for (uint32_t at = 0; at != count; at++) {
        sum += square(element_at(vector, at, wide));
    }
    return sum;
}

/* square × weight modulo 2^64, for a move of a component. */
static uint64_t weighed(int32_t move, uint32_t weight, uint32_t wide)
{
    return is_wide(wide) ? (square(move) * weight) : ((uint64_t)(uint32_t)(move * move) * weight);
}

/* The energy of an input that its components hold; sums are modulo 2^64. */
static uint64_t energy_inside(const tessera_model *model, const uint8_t *part, const int8_t *z,
                              uint32_t wide)
{
    const uint8_t *bias = model->blob + projection_start(model);
    const uint32_t count = row_count(model->blob, PROJECTION);
    const uint8_t *shifts = bias + 8u * count;
    const int32_t top = quantum_limit(wide);
    uint64_t held = 0;
    for (uint32_t at = 0; at != count; at++) {
        const int32_t zero = requantize((int32_t)load32(bias + 4u * at),
                                        (int32_t)load32(bias + 4u * (count + at)),
                                        load8(shifts + at));
        held += weighed(element_at(z, at, wide) - limited(zero, -top, top),
                        load32(part + 12u + 4u * at), wide);
    }
    return held >> load32(part + 8);
}

/* Whether z is too far from the centre of its region. */
static int is_far(const uint8_t *blob, const uint8_t *part, const int8_t *z, uint32_t region,
                  int32_t score)
{
    const uint32_t wide = is_wide_at(blob, AT_COMPONENT_BITS);
    const uint32_t count = load16(blob + AT_COMPONENTS);
    const uint8_t *centre = part + 8;
    const uint8_t *most = centre + padded(centre_size(blob));
    uint64_t sum = 0;
    for (uint32_t at = 0; at != count; at++) {
        const int32_t from = is_wide(wide) ? (int32_t)(int16_t)load16(centre + 2u * at)
                                           : (int32_t)(int8_t)load8(centre + at);
        sum += square(element_at(z, at, wide) - from);
    }
    sum >>= load32(most + 4u * load16(blob + AT_REGIONS));
    return (int64_t)sum - requantize(score, (int32_t)load32(part), load32(part + 4)) >
           (int64_t)load32(most + 4u * region);
}

/* Whether an input is unlike what the student has seen; `score` is that of its region. */
TESSERA_NOINLINE static int is_foreign(const tessera_model *model, const int8_t *input,
                                       const int8_t *z, uint32_t region, int32_t score)
{
    const uint8_t *blob = model->blob;
    const uint32_t flags = model->limit_flags;
    const uint32_t count = load16(blob + AT_INPUTS);
    const uint8_t *at = blob + model->limits + (((flags & (uint32_t)LIMIT_MARGIN) != 0u) ? 4u : 0u);
    if ((flags & (uint32_t)LIMIT_DISTANCES) != 0u) {
        if (is_far(blob, at, z, region, score)) {
            return 1;
        }
        at += distances_size(blob);
    }
    if ((flags & (uint32_t)(LIMIT_ENERGY | LIMIT_DEVIATION)) == 0u) {
        return 0;
    }
    const uint64_t energy = energy_of(input, count, is_wide_at(blob, AT_FEATURE_BITS));
    if ((flags & (uint32_t)LIMIT_ENERGY) != 0u) {
        const uint64_t inside =
            energy_inside(model, at, z, is_wide_at(blob, AT_COMPONENT_BITS));
        if ((energy > inside) && (energy - inside > load64(at))) {
            return 1;
        }
        at += energy_size(blob);
    }
    if ((flags & (uint32_t)LIMIT_DEVIATION) == 0u) {
        return 0;
    }
    const uint64_t least = load32(at);
    return (energy << 16) < least * least * count;
}

/* The verdict of an answer that is not of a foreign input. */
static tessera_verdict verdict_of(const tessera_model *model, int32_t margin)
{
    return (((model->limit_flags & (uint32_t)LIMIT_MARGIN) != 0u) &&
            (margin < (int32_t)load32(model->blob + model->limits)))
               ? TESSERA_DOUBTFUL
               : TESSERA_SURE;
}
#endif
