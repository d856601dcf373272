"""The checksum."""

import zlib


def checksum(data):
    """Return the CRC-32 (IEEE 802.3, reflected) of bytes."""
    return zlib.crc32(data)
