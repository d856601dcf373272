/* ---------------------------------------------------------------- header */

/* What version 2 adds. */
static int is_header_2(const uint8_t *blob)
{
    const uint32_t flags = load16(blob + AT_FLAGS) & FLAGS_OF_2;
    const uint32_t features = feature_count(blob);
    const uint32_t samples = load16(blob + AT_SAMPLES);
    const uint32_t feature_bits = load8(blob + AT_FEATURE_BITS);
    const uint32_t component_bits = load8(blob + AT_COMPONENT_BITS);
    const uint32_t most = TESSERA_WITH_WIDE ? 16u : 8u;
    const uint32_t channels = load8(blob + AT_CHANNELS);
    const uint32_t sections = load16(blob + AT_SECTIONS);
    /* Each of the first three is brought to the same limit, a power of 2. */
    if ((((samples - 1u) | ((channels - 1u) * (LARGEST_COUNT / LARGEST_CHANNEL_COUNT)) |
          ((sections - 1u) * (LARGEST_COUNT / LARGEST_SECTION_COUNT))) >= LARGEST_COUNT) ||
        (load8(blob + AT_RESERVED) != 0u) ||
        !is_within(features, load16(blob + AT_INPUTS), LARGEST_COUNT) ||
        (load16(blob + AT_HOP) > samples)) {
        return 0;
    }
    if (((feature_bits != 8u) && (feature_bits != most)) ||
        ((component_bits != 8u) && (component_bits != most)) ||
        (((flags & FLAG_PROJECTION) == 0u) && (component_bits != feature_bits))) {
        return 0;
    }
    return ((flags & FLAG_BINARY) == 0u) ||
           (((flags & FLAG_LOGITS) != 0u) && (load16(blob + AT_OUTPUTS) == 1u));
}

/* With a section of scales all that is one scale for all inputs is 0: also countMultiplier,
 * which is not valid without a shift. */
static int is_input_scale(const uint8_t *blob)
{
    const uint32_t scale = load32(blob + AT_INPUT_MULTIPLIER);
    return is_normal(scale) ||
           (is_version_2(blob) && ((scale | load32(blob + AT_COUNT_ZERO)) == 0u));
}

TESSERA_APART static int is_header(const uint8_t *blob)
{
    const uint32_t flags = load16(blob + AT_FLAGS);
    const uint32_t inputs = load16(blob + AT_INPUTS);
    const uint32_t components = load16(blob + AT_COMPONENTS);
    const uint32_t map = load16(blob + AT_MAP);
    const uint32_t outputs = load16(blob + AT_OUTPUTS);
    const uint32_t window = load16(blob + AT_STANDARDIZED);
    const uint32_t counts_per_unit = load32(blob + AT_COUNTS_PER_UNIT);
    const uint32_t gain = load32(blob + AT_WINDOW_GAIN);
    const uint32_t count_multiplier = load32(blob + AT_COUNT_MULTIPLIER);
    const uint32_t counts = load32(blob + AT_COUNT_ZERO); /* zero, shift, reserved */
    const uint32_t used = flags & FLAGS_OF_2; /* all others are refused */
    const uint32_t known = is_version_2(blob) ? FLAGS_OF_2 : FLAGS_OF_1;
    const uint32_t most_regions = TESSERA_WITH_GATE ? LARGEST_REGION_COUNT : 1u;
    /* The limit is a power of 2: none of them reaches it where no bit of any does. */
    if (((flags & ~known) != 0u) ||
        (((inputs - 1u) | (components - 1u) | (map - 1u) | (outputs - 1u)) >= LARGEST_COUNT) ||
        ((load16(blob + AT_REGIONS) - 1u) >= most_regions) ||
        !is_input_scale(blob) || !is_normal(load32(blob + AT_OUTPUT_SCALE)) ||
        !is_multiplier(count_multiplier)) {
        return 0;
    }
    if ((used & FLAG_STANDARDIZED) != 0u) {
        if (((window - 1u) >= feature_count(blob)) || !is_normal(counts_per_unit) ||
            ((gain - 1u) >= ONE)) {
            return 0;
        }
    } else if ((window | counts_per_unit | gain) != 0u) {
        return 0;
    } else {
        /* Without a window its fields are 0. */
    }
    if (((used & FLAG_PROJECTION) == 0u) && (components != inputs)) {
        return 0;
    }
    if (((used & FLAG_HEAD) == 0u) && ((map != outputs) || ((used & FLAG_RECTIFIED) != 0u))) {
        return 0;
    }
    if (is_version_2(blob) && !is_header_2(blob)) {
        return 0;
    }
    /* The upper half of `counts` is a shift only if the reserved byte is 0. */
    return (count_multiplier != 0u) ? is_shift(counts >> 16) : (counts == 0u);
}
