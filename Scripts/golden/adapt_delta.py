"""What is saved of learning."""

import struct

from .core import Refused
from .crc32 import checksum

MAGIC = b"TSR2"


def identity(data, rule):
    """Return what a delta of a student begins with."""
    return (MAGIC + data[-4:] + data[-12:-4]
            + struct.pack("<2I", rule.d + 1, rule.outputs))


def pack_delta(data, learnt):
    """Return the bytes of a delta."""
    counts = (learnt.in_use, learnt.updates, learnt.wrong, learnt.adapted_wrong)
    weights = [weight for row in learnt.w for weight in row]
    body = (identity(data, learnt.rule) + struct.pack("<4I", *map(int, counts))
            + struct.pack(f"<{len(weights)}i", *weights))
    return body + struct.pack("<I", checksum(body))


def read_delta(data, learnt, delta):
    """Read a delta into what has learnt nothing; refuse it with code 17."""
    rule, begin = learnt.rule, identity(data, learnt.rule)
    size = (rule.d + 1) * rule.outputs
    if len(delta) != 44 + 4 * size:
        raise Refused(17, "length")
    if struct.unpack("<I", delta[-4:])[0] != checksum(delta[:-4]):
        raise Refused(17, "checksum")
    if delta[:24] != begin:
        raise Refused(17, "another student")
    in_use, updates, wrong, adapted_wrong = struct.unpack_from("<4I", delta, 24)
    weights = struct.unpack_from(f"<{size}i", delta, 40)
    if (in_use > 1 or updates > rule.most_updates or max(wrong, adapted_wrong) > updates
            or max(map(abs, weights)) > rule.w_limit):
        raise Refused(17, "a field")
    learnt.in_use, learnt.updates = bool(in_use), updates
    learnt.wrong, learnt.adapted_wrong = wrong, adapted_wrong
    learnt.w = [list(weights[at:at + rule.outputs]) for at in range(0, size, rule.outputs)]
