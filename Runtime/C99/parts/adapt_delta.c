/* ---------------------------------------------------------------- learning: what is saved */

#if TESSERA_WITH_ADAPTATION
/* Bytes of a delta: the saved words of the head, W, a checksum. */
static uint32_t delta_size(const adapt_state *it)
{
    return 4u * ((uint32_t)ADAPT_SAVED + adapt_w_count(it) + 1u);
}

/* A delta lies in memory, where the student may not. */
static uint32_t delta_checksum(const uint8_t *bytes, uint32_t count)
{
#ifdef TESSERA_LOAD
    uint32_t crc = 0xFFFFFFFFu;
    for (uint32_t at = 0; at < count; at++) {
        crc ^= bytes[at];
        for (uint32_t bit = 0; bit < 8u; bit++) {
            crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1u)));
        }
    }
    return crc;
#else
    return checksum(bytes, count);
#endif
}

/* Word `index` of a delta in the state: W follows the saved words of the head. */
static uint32_t *saved_word(adapt_state *it, uint32_t index)
{
    const uint32_t at =
        (index < (uint32_t)ADAPT_SAVED) ? index : (index + (uint32_t)(ADAPT_HEAD - ADAPT_SAVED));
    return (uint32_t *)(void *)it + at;
}

static void put_word(uint8_t *at, uint32_t value)
{
    for (uint32_t index = 0; index != 4u; index++) {
        at[index] = (uint8_t)value;
        value >>= 8;
    }
}

static uint32_t word_at(const uint8_t *at)
{
    uint32_t value = 0;
    for (uint32_t index = 4; index != 0u; index--) {
        value = (value << 8) | at[index - 1u];
    }
    return value;
}

/* Reads a delta of the right size and checksum into a state that began; false where it is of another
 * student, or a field is out of its range. */
static int read_delta(adapt_state *it, const uint8_t *delta)
{
    const uint32_t count = (uint32_t)ADAPT_SAVED + adapt_w_count(it);
    for (uint32_t index = 0; index != count; index++) {
        uint32_t *at = saved_word(it, index);
        const uint32_t value = word_at(delta);
        uint32_t low = *at;
        uint32_t span = 0;
        if (index >= (uint32_t)ADAPT_SAVED) {
            low = 0u - (uint32_t)it->w_limit;
            span = 2u * (uint32_t)it->w_limit;
        } else if (index >= (uint32_t)ADAPT_IDENTITY) {
            /* In use is 0 or 1, the updates are limited, and no more are wrong. */
            low = 0;
            span = (index == (uint32_t)ADAPT_IDENTITY)
                       ? 1u
                       : ((index == (uint32_t)ADAPT_IDENTITY + 1u) ? it->most : it->updates);
        } else {
            /* The student is the same. */
        }
        if (value - low > span) {
            return 0;
        }
        *at = value;
        delta += 4;
    }
    return 1;
}
#endif
