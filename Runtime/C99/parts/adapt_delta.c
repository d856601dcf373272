/* ---------------------------------------------------------------- learning: what is saved */

#if TESSERA_WITH_ADAPTATION
typedef union bytes_of_word {
    uint32_t word;
    uint8_t bytes[4];
} bytes_of_word;

/* In which bits the index of a byte in memory differs from its index in a delta, which is little-endian. */
static uint32_t byte_order(void)
{
    const bytes_of_word one = {1};
    return (one.bytes[0] != 0u) ? 0u : 3u;
}

/* Bytes of a delta: the saved words of the head, W, a checksum. */
static uint32_t delta_size(const adapt_state *it)
{
    return it->w_end - (uint32_t)ADAPT_UNSAVED + 4u;
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

/* Copies words of a state to a delta, or back. */
TESSERA_NOINLINE static void copy_words(uint8_t *to, const uint8_t *from, uint32_t bytes)
{
    const uint32_t order = byte_order();
    for (uint32_t index = 0; index != bytes; index++) {
        to[index ^ order] = from[index];
    }
}

static uint8_t *saved_words(adapt_state *it) { return (uint8_t *)it + ADAPT_UNSAVED; }

/* Reads a delta of the right size and checksum into a state that began; false where it is of another
 * student, or a field is out of its range. */
static int read_delta(adapt_state *it, const uint8_t *delta)
{
    const uint32_t order = byte_order();
    uint8_t *own = saved_words(it);
    for (uint32_t index = 0; index != (uint32_t)(ADAPT_COUNTS - ADAPT_UNSAVED); index++) {
        if (own[index] != delta[index ^ order]) {
            return 0;
        }
    }
    copy_words(own, delta, it->w_end - (uint32_t)ADAPT_UNSAVED);
    const uint32_t limit = (uint32_t)it->w_limit;
    for (const int32_t *at = adapt_w(it); at != adapt_p(it); at++) {
        if ((uint32_t)*at + limit > 2u * limit) {
            return 0;
        }
    }
    return (it->in_use <= 1u) && (it->updates <= it->most) && (it->wrong[0] <= it->updates) &&
           (it->wrong[1] <= it->updates);
}
#endif
