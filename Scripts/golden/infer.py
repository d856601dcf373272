"""The scratch memory and the inference."""

from .core import RECTIFIED, Refused, clamp, padded
from .input import quantize
from .product import accumulate, apply_map
from .sections import section_plan


def scratch_bytes(header):
    """Return the size of the scratch memory."""
    rows = {name: rows for name, _, rows, _ in section_plan(header)}
    head = rows.pop("head", 0)
    return padded(rows.get("projection", 0)) + 4 * max(rows.values()) + 4 * head


def infer(header, sections, xq):
    """Run steps 1 to 5 of the page on quantised inputs."""
    z = xq
    if "projection" in sections:
        z = [clamp(v, -127, 127) for v in apply_map(sections["projection"], xq)]
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
    label = out.index(max(out))
    others = out[:label] + out[label + 1:]
    margin = out[label] - max(others) if others else 0
    assert max(map(abs, scores + out + [margin])) < 1 << 31
    return {"quantized": xq, "z": z, "scores": scores, "region": region, "logits": out,
            "label": label, "margin": margin}


def interpret(header, sections, case):
    """Return the case with everything that inference gives, or with its error."""
    given = {name: case[name] for name in ("float_bits", "counts") if name in case}
    try:
        return {**given, **infer(header, sections, quantize(header, case))}
    except Refused as refusal:
        return {**given, "error": refusal.code}
