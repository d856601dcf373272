"""The program: a window of counts becomes features."""

import struct

from .core import ONE, Refused
from .header import is_normal

RECORD = "<BBBBHH4H"
FIELDS = ("op", "source", "target", "channel", "start", "count")
SAMPLES = 1
ALL = 255
MOST_STEPS = 1 << 24


def read_program(data, at, size, channels):
    """Return the section as {"countsPerUnitBits": ..., "stages": [...]}, unchecked."""
    bits = list(struct.unpack_from(f"<{channels}I", data, at))
    stages = []
    for start in range(at + 4 * channels, at + size, 16):
        *values, a, b, c, d = struct.unpack_from(RECORD, data, start)
        stages.append({**dict(zip(FIELDS, values)), "operands": [a, b, c, d]})
    return {"countsPerUnitBits": bits, "stages": stages}


def pack_program(program):
    """Return the bytes of a program."""
    bits = program["countsPerUnitBits"]
    records = [struct.pack(RECORD, *(stage[name] for name in FIELDS), *stage["operands"])
               for stage in program["stages"]]
    return struct.pack(f"<{len(bits)}I", *bits) + b"".join(records)


def samples_stage(channel):
    """Return the stage `samples` of a channel, or of all."""
    return {"op": SAMPLES, "source": 0, "target": 0, "channel": channel, "start": 0, "count": 0,
            "operands": [0, 0, 0, 0]}


def window_node(header):
    """Return node 0: channels, length, largest magnitude, energy of a channel."""
    length = header["samplesPerChannel"]
    return {"channels": header["channelCount"], "length": length, "magnitude": 32768,
            "energy": length * ONE}


def propagate(program, header, has_constants=False):
    """Return (nodes, features and element steps of each stage); refuse with code 15."""
    if not all(is_normal(bits) for bits in program["countsPerUnitBits"]):
        raise Refused(15, "countsPerUnit of a channel")
    nodes, features, steps = {0: window_node(header)}, [], []
    for stage in program["stages"]:
        if stage["op"] != SAMPLES:
            raise Refused(15, "op")
        if stage["source"] not in nodes:
            raise Refused(15, "source")
        source, channel = nodes[stage["source"]], stage["channel"]
        if channel != ALL and channel >= source["channels"]:
            raise Refused(15, "channel")
        if stage["target"] or stage["start"] or stage["count"] or any(stage["operands"]):
            raise Refused(15, "a field that samples does not use")
        features.append(source["length"] * (source["channels"] if channel == ALL else 1))
        steps.append(features[-1])
    if sum(steps) > MOST_STEPS:
        raise Refused(15, "element steps")
    if sum(features) != header["featureCount"]:
        raise Refused(15, f"{sum(features)} features")
    if has_constants:
        raise Refused(15, "constants that no stage has")
    return nodes, features, steps


def run_program(program, header, window):
    """Return the features of a window of counts."""
    length, features = header["samplesPerChannel"], []
    for stage in program["stages"]:
        start = 0 if stage["channel"] == ALL else stage["channel"] * length
        end = len(window) if stage["channel"] == ALL else start + length
        features += window[start:end]
    return features
