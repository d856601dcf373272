"""The canonical form: what a host refuses and a device takes."""

from .core import BINARY, Refused
from .directory import HEAD, read_directory
from .kept_inputs import kept_features
from .open import read_student
from .program import propagate


def needs_second(header, kinds):
    """Return whether a student cannot be a file of version 1."""
    return (16 in (header["featureBits"], header["componentBits"]) or max(kinds) > HEAD
            or header["channelCount"] > 1 or header["sampleRate"] != 0 or header["hop"] != 0
            or bool(header["flags"] & BINARY))


def are_one_scale(scales):
    """Return whether scales are the one scale of a header."""
    if "integers" in scales:
        return False
    multipliers = set(scales["floats"]["multiplierBits"])
    return not any(scales["floats"]["centreBits"]) and len(multipliers) == 1 \
        and multipliers != {0}


def has_dead_stage(header, sections):
    """Return whether none of the features of some stage is kept, and its node is not read."""
    program = sections["program"]
    _, features, _, _ = propagate(program, header, sections.get("constants", b""))
    kept, end, read = set(kept_features(header, sections)), sum(features), set()
    for stage, count in zip(reversed(program["stages"]), reversed(features)):
        source, target = stage["source"], stage["target"]
        if kept.isdisjoint(range(end - count, end)) and not (target and target in read):
            return True
        end -= count
        if target > source:
            read -= set(range(target, 8))
        read.add(source)
    return False


def host_status(data):
    """Return the status code of a host: that of a device, or of the canonical form."""
    try:
        header, sections = read_student(data)
        if header["version"] == 2:
            kinds = [kind for kind, *_ in read_directory(data, header)]
            if not needs_second(header, kinds):
                raise Refused(8, "version 1 suffices")
        if "scales" in sections and are_one_scale(sections["scales"]):
            raise Refused(10, "the one scale of a header")
        if "program" in sections and has_dead_stage(header, sections):
            raise Refused(15, "a dead stage")
    except Refused as refusal:
        return refusal.code
    return 0
