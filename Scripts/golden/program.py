"""The program: a window of counts becomes features."""

import struct

from .core import ONE, Refused, padded
from .header import is_normal
from .stages import OPS, run_stage, stage_effect

RECORD = "<BBBBHH4H"
FIELDS = ("op", "source", "target", "channel", "start", "count")
SAMPLES = 1
ALL = 255
NODES = 8
MOST_STEPS = 1 << 24
MOST_CONSTANTS = 4096


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


def program_of(bits, *lines):
    """Return (program, constants) of stages (name, source, target, channel, operands, constants)."""
    stages, constants = [], []
    for name, source, target, channel, operands, own in lines:
        stages.append({"op": OPS[name], "source": source, "target": target, "channel": channel,
                       "start": len(constants) if own else 0, "count": len(own),
                       "operands": [*operands, *[0] * (4 - len(operands))]})
        constants += own
    return {"countsPerUnitBits": list(bits), "stages": stages}, pack_constants(constants)


def window_node(header):
    """Return node 0: channels, length, largest magnitude, energy of a channel."""
    length = header["samplesPerChannel"]
    return {"channels": header["channelCount"], "length": length, "magnitude": 32768,
            "energy": length * ONE}


def own_constants(stage, constants, used):
    """Return the constants of a stage, which follow those of the stages before it."""
    start, count = stage["start"], stage["count"]
    if start != (used if count else 0) or used + count > len(constants):
        raise Refused(15, "start or count of constants")
    return list(constants[start:start + count])


def make_node(nodes, stage, channels, effect):
    """Note the node that a stage makes; refuse one that cannot be."""
    source, target = stage["source"], stage["target"]
    if not effect["length"]:
        if target:
            raise Refused(15, "a target of a stage that makes no node")
        return
    before = nodes[source]
    if target == source:
        if target == 0 or effect["length"] != before["length"]:
            raise Refused(15, "a stage in place")
        least = 0 if channels == before["channels"] else before["magnitude"]
        nodes[target] = {**before, "magnitude": max(least, effect["magnitude"])}
        return
    if not source < target <= min(max(nodes) + 1, NODES - 1):
        raise Refused(15, "target")
    for above in [node for node in nodes if node > target]:
        del nodes[above]
    nodes[target] = {"channels": channels, "length": effect["length"],
                     "magnitude": effect["magnitude"]}


def node_bytes(nodes):
    """Return the memory of all nodes but the window."""
    return sum(padded(2 * node["channels"] * node["length"])
               for name, node in nodes.items() if name)


def walk(program, header, constants=()):
    """Yield (stage with its constants, effect, channels, nodes); refuse with code 15."""
    nodes, used = {0: window_node(header)}, 0
    for record in program["stages"]:
        if record["source"] not in nodes:
            raise Refused(15, "source")
        source, channel = nodes[record["source"]], record["channel"]
        if channel != ALL and channel >= source["channels"]:
            raise Refused(15, "channel")
        stage = {**record, "constants": own_constants(record, constants, used)}
        used += record["count"]
        effect = stage_effect(stage, source)
        if effect is None:
            raise Refused(15, f"op {record['op']}, its numbers, or its node")
        channels = list(range(source["channels"])) if channel == ALL else [channel]
        make_node(nodes, record, len(channels), effect)
        yield stage, effect, channels, nodes


def propagate(program, header, constants=b""):
    """Return (node 0, features and element steps of each stage, bytes); refuse with code 15."""
    if not all(is_normal(bits) for bits in program["countsPerUnitBits"]):
        raise Refused(15, "countsPerUnit of a channel")
    if len(constants) > 2 * MOST_CONSTANTS:
        raise Refused(15, "too many constants")
    features, steps, size, used = [], [], 0, 0
    for stage, effect, channels, nodes in walk(program, header, read_constants(constants)):
        features.append(len(channels) * effect["features"])
        steps.append(len(channels) * effect["steps"])
        if stage["op"] != SAMPLES or stage["source"]:
            size = max(size, 4)
        size = max(size, node_bytes(nodes) + effect["scratch"])
        used += 2 * stage["count"]
    if sum(steps) > MOST_STEPS:
        raise Refused(15, "element steps")
    if sum(features) != header["featureCount"]:
        raise Refused(15, f"{sum(features)} features")
    if len(constants) != padded(used) or any(constants[used:]):
        raise Refused(15, "constants that no stage has")
    return {0: window_node(header)}, features, steps, size


def read_constants(data):
    """Return the int16 of a section of constants."""
    return struct.unpack(f"<{len(data) // 2}h", data)


def pack_constants(values):
    """Return the bytes of a section of constants."""
    data = struct.pack(f"<{len(values)}h", *values)
    return data + bytes(padded(len(data)) - len(data))


def run_program(program, header, window, constants=b""):
    """Return the features of a window of counts."""
    length, features = header["samplesPerChannel"], []
    rows = {0: [window[start:start + length] for start in range(0, len(window), length)]}
    for stage, effect, channels, nodes in walk(program, header, read_constants(constants)):
        made = []
        for channel in channels:
            found, row = run_stage(stage, rows[stage["source"]][channel])
            assert len(found) == effect["features"] and len(row or []) == effect["length"]
            features += found
            made.append(row)
        if effect["length"] and stage["target"] == stage["source"]:
            for channel, row in zip(channels, made):
                rows[stage["target"]][channel] = row
        elif effect["length"]:
            rows[stage["target"]] = made
    return features
