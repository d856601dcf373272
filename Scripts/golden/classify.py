"""From a window of counts to the answer."""

from .core import padded
from .infer import infer
from .input import quantize
from .program import propagate
from .sizes import input_bytes, scratch_bytes


def classify_bytes(header, sections):
    """Return the bytes of memory: the input, and behind it the program's or the inference's."""
    program = 0
    if "program" in sections:
        program = propagate(sections["program"], header, sections.get("constants", b""))[3]
    return padded(input_bytes(header)) + max(program, scratch_bytes(header))


def classify(header, sections, counts):
    """Return the answer to a window of counts, or refuse it with code 14."""
    return infer(header, sections, quantize(header, sections, {"counts": counts}))
