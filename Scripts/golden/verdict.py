"""The verdict of an answer: sure, doubtful or foreign."""

from .core import clamp, top_of
from .requantize import requantize

SURE, DOUBTFUL, FOREIGN = range(3)
WORDS = 1 << 64


def total(vector):
    """Return the sum of squares."""
    return sum(v * v for v in vector)


def energy_inside(part, projection, z, top):
    """Return the energy of an input that its components hold."""
    rows = zip(z, projection["biases"], projection["multipliers"], projection["shifts"],
               part["multipliers"])
    held = sum((v - clamp(requantize(*at_zero), -top, top)) ** 2 * weight
               for v, *at_zero, weight in rows)
    return held % WORDS >> part["shift"]


def distance(part, z, score):
    """Return the distance of z from the centre of its region, in units of the part."""
    from_first = total(v - c for v, c in zip(z, part["centre"]))
    return (from_first >> part["unit"]) - requantize(score, part["multiplier"], part["shift"])


def is_foreign(header, sections, answer):
    """Return whether the input of an answer is unlike what the student has seen."""
    limits, xq, z = sections["limits"], answer["quantized"], answer["z"]
    energy, region = total(xq), answer["region"]
    if "leastDeviation" in limits:
        least = limits["leastDeviation"] ** 2 * header["inputCount"]
        if energy << 16 < least:
            return True
    if "energy" in limits:
        top = top_of(header["componentBits"])
        inside = energy_inside(limits["energy"], sections["projection"], z, top)
        if energy - min(energy, inside) > limits["energy"]["limit"]:
            return True
    if "distances" in limits:
        part = limits["distances"]
        return distance(part, z, answer["scores"][region]) > part["limits"][region]
    return False


def verdict(header, sections, answer):
    """Return the verdict of an answer; that of a student without limits is SURE."""
    if "limits" not in sections:
        return SURE
    if is_foreign(header, sections, answer):
        return FOREIGN
    return DOUBTFUL if answer["margin"] < sections["limits"].get("leastMargin", 0) else SURE
