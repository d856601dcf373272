"""What the JSON of a golden file says of a student beside its cases."""

import struct

from .core import HEADER_BYTES_2, HEADER_FIELDS, TAIL_FIELDS, window_count
from .directory import (
    ADAPTATION, BEATS, CONSTANTS, KEPT_INPUTS, LIMITS, PROGRAM, REGION_MAPS, SCALES,
    read_directory)
from .input import accepts_counts, accepts_floats, accepts_integers
from .kept_inputs import scale_count
from .open import read_student
from .program import propagate, read_constants
from .sections import json_layout
from .sizes import input_bytes, scratch_bytes, stream_bytes

# The JSON of a golden file keeps the first name of d.
FIRST_NAMES = {"componentCount": "gateCount"}
EXTRAS = {SCALES: "scales", KEPT_INPUTS: "keptInputs", PROGRAM: "program",
          CONSTANTS: "constants", LIMITS: "limits", ADAPTATION: "adaptation", BEATS: "beats"}


def field_names(version):
    """Return the fields of a header that the JSON has."""
    tail = [name for name in TAIL_FIELDS if name != "tailReserved"] if version == 2 else []
    return [*HEADER_FIELDS[1:-1], *tail]


def header_fields(header):
    """Return the header as it goes into the JSON."""
    return {FIRST_NAMES.get(name, name): header[name] for name in field_names(header["version"])}


def header_of(fields):
    """Return the header whose fields the JSON holds."""
    return {name: fields[FIRST_NAMES.get(name, name)] for name in field_names(fields["version"])}


def seals(data):
    """Return identifier and checksum."""
    return {"identifier": data[-12:-4].hex(), "checksum": struct.unpack("<I", data[-4:])[0]}


def description(data):
    """Return all facts of the JSON about a file but its cases."""
    header, sections = read_student(data)
    if header["version"] == 2:
        return second_description(data, header, sections)
    return {"header": header_fields(header), "acceptsCounts": accepts_counts(header, sections),
            "scratch": scratch_bytes(header), "layout": json_layout(header), **seals(data)}


def second_description(data, header, sections):
    """Return the facts about a file of version 2."""
    directory = read_directory(data, header)
    facts = {
        "header": header_fields(header),
        "acceptsFloats": accepts_floats(sections),
        "acceptsCounts": accepts_counts(header, sections),
        "acceptsIntegers": accepts_integers(header, sections),
        "windowCount": window_count(header), "scaleCount": scale_count(header, sections),
        "inputSize": input_bytes(header), "scratch": scratch_bytes(header),
        "streamSize": stream_bytes(header),
        "directory": [[kind, flags, size] for kind, flags, _, size in directory],
        "layout": second_layout(header, directory, len(data)), **seals(data)}
    if "program" in sections:
        nodes, features, steps, size = propagate(
            sections["program"], header, sections.get("constants", b""))
        facts["nodes"] = {str(node): bounds for node, bounds in nodes.items()}
        facts["stageFeatures"], facts["stageSteps"] = features, steps
        if size:
            facts["programSize"] = size
    names = [name for name in EXTRAS.values() if name in sections]
    if "constants" in sections:
        sections = {**sections, "constants": list(read_constants(sections["constants"]))}
    return {**facts, **{name: sections[name] for name in names}}


def second_layout(header, directory, length):
    """Return the offsets of version 2; the region maps and unknown sections are lists."""
    first = json_layout(header)
    starts = {kind: at for kind, _, at, _ in directory}
    shift = starts[REGION_MAPS] - first["regionMaps"][0]
    layout = {name: at + shift for name, at in first.items()
              if name not in ("identifier", "checksum", "regionMaps")}
    layout.update(regionMaps=[at + shift for at in first["regionMaps"]])
    layout.update({EXTRAS[kind]: at for kind, at in starts.items() if kind in EXTRAS})
    layout["unknown"] = [at for kind, at in starts.items() if kind > BEATS]
    assert min(starts.values()) == HEADER_BYTES_2 + 8 * len(directory)
    return {**layout, "identifier": length - 12, "checksum": length - 4}
