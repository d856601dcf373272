"""The inference."""

from .core import BINARY, RECTIFIED, Refused, clamp, top_of
from .input import quantize
from .product import accumulate, apply_map
from .verdict import verdict

GIVEN = ("float_bits", "counts", "integers", "input")


def decide(out, flags):
    """Return (label, margin) of the outputs."""
    if flags & BINARY:
        return int(out[0] > 0), abs(out[0])
    label = out.index(max(out))
    others = out[:label] + out[label + 1:]
    return label, out[label] - max(others) if others else 0


def infer(header, sections, xq):
    """Run steps 1 to 5 of the page on quantised inputs."""
    z = xq
    if "projection" in sections:
        top = top_of(header["componentBits"])
        z = [clamp(v, -top, top) for v in apply_map(sections["projection"], xq)]
    scores = [0]
    if "gate" in sections:
        scores += accumulate(sections["gate"], z)
    region = scores.index(max(scores))
    out = apply_map(sections[f"regionMap{region}"], z)
    if "sharedMap" in sections:
        out = [a + b for a, b in zip(out, apply_map(sections["sharedMap"], xq))]
    if "head" in sections:
        low = 0 if header["flags"] & RECTIFIED else -127
        out = apply_map(sections["head"], [clamp(v, low, 127) for v in out])
    label, margin = decide(out, header["flags"])
    assert max(map(abs, scores + out + [margin])) < 1 << 31
    answer = {"quantized": xq, "z": z, "scores": scores, "region": region, "logits": out,
              "label": label, "margin": margin}
    if "limits" in sections:
        answer["verdict"] = verdict(header, sections, answer)
    return answer


def interpret(header, sections, case):
    """Return the case with everything that inference gives, or with its error."""
    given = {name: case[name] for name in GIVEN if name in case}
    try:
        return {**given, **infer(header, sections, quantize(header, sections, case))}
    except Refused as refusal:
        return {**given, "error": refusal.code}
