/* ---------------------------------------------------------------- kept inputs */

/* Whether the section has `count` features, which ascend and lie below `features`. */
static int are_kept_inputs(const uint8_t *section, uint32_t count, uint32_t features)
{
    const uint8_t *end = section + 2u * count;
    uint32_t least = 0;
    for (const uint8_t *at = section; at != end; at += 2) {
        const uint32_t feature = load16(at);
        if ((feature < least) || (feature >= features)) {
            return 0;
        }
        least = feature + 1u;
    }
    return is_zero(end, section + padded(2u * count));
}

/* The feature that input `index` is; `section` is an offset, 0 when all are kept. */
static uint32_t kept_feature(const uint8_t *blob, uint32_t section, uint32_t index)
{
    return (TESSERA_WITH_KEPT_INPUTS && (section != 0u)) ? load16(blob + section + 2u * index)
                                                         : index;
}

/* How many inputs are standardised; they lead. */
static uint32_t standardized_count(const uint8_t *blob, uint32_t section)
{
    uint32_t count = TESSERA_WITH_STANDARDIZED ? load16(blob + AT_STANDARDIZED) : 0u;
    if (TESSERA_WITH_KEPT_INPUTS && (section != 0u)) {
        const uint32_t inputs = load16(blob + AT_INPUTS);
        const uint32_t features = count;
        count = 0;
        while ((count < inputs) && (kept_feature(blob, section, count) < features))
            TESSERA_LOOP(__CPROVER_assigns(count) __CPROVER_loop_invariant(count <= inputs)
                         __CPROVER_decreases(inputs - count))
        {
            count++;
        }
    }
    return count;
}
