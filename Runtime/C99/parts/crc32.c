/* ---------------------------------------------------------------- CRC-32 */

/* The register of CRC-32 (IEEE 802.3, reflected). Behind bytes that end in their own CRC-32
 * it holds this residue, whatever they are: the stored one, which has no alignment when the
 * length is wrong, is never loaded. */
#define CHECKSUM_RESIDUE 0xDEBB20E3u

static uint32_t checksum(const uint8_t *bytes, uint32_t count)
{
    uint32_t crc = 0xFFFFFFFFu;
    while (count != 0u)
        TESSERA_LOOP(__CPROVER_assigns(crc, bytes, count)
                     __CPROVER_loop_invariant(count <= __CPROVER_loop_entry(count))
                     __CPROVER_loop_invariant(bytes == __CPROVER_loop_entry(bytes) +
                                                           (__CPROVER_loop_entry(count) - count))
                     __CPROVER_decreases(count))
    {
        crc ^= load8(bytes);
        bytes++;
        count--;
        for (uint32_t bit = 0; bit < 8u; bit++)
            TESSERA_LOOP(__CPROVER_assigns(crc, bit)
                         __CPROVER_loop_invariant(bit <= 8u)
                         __CPROVER_decreases(8u - bit))
        {
            crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1u)));
        }
    }
    return crc;
}
