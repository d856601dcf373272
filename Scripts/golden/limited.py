"""Students of version 2 with limits that part the answers, so that every verdict is there."""

from .core import LOGITS, ONE, PROJECTION, top_of
from .infer import infer
from .randomness import Random, random_sections
from .second import second_header
from .verdict import DOUBTFUL, FOREIGN, SURE, distance, energy_inside, total

COUNT = 40


def inputs(rng, header):
    """Return inputs of all magnitudes, the first of zeros."""
    n, top = header["inputCount"], top_of(header["featureBits"])
    reaches = [1 + top * at // COUNT for at in range(1, COUNT)]
    return [[0] * n] + [[rng.within(-reach, reach) for _ in range(n)] for reach in reaches]


def at_share(values, share):
    """Return the value that this share of the values lies below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def energy_part(header, sections, answers):
    """Return a limit of the energy that some answers exceed."""
    projection, top = sections["projection"], top_of(header["componentBits"])
    weights = []
    for row, multiplier, shift in zip(projection["weights"], projection["multipliers"],
                                      projection["shifts"]):
        length = int((row * row).sum())
        # 1 / (scale x length of the row)^2 in units of 2^-20, exactly floored.
        weights.append(((1 << (2 * shift + 20)) // (multiplier * multiplier * length)
                        if multiplier and length else 0) % (1 << 32))
    part = {"shift": 20, "multipliers": weights}
    outside = [total(answer["quantized"]) - min(
        total(answer["quantized"]), energy_inside(part, projection, answer["z"], top))
        for answer in answers]
    return {"limit": at_share(outside, 0.8), **part}


def distance_part(rng, header, sections, answers):
    """Return distances that some answers of each region exceed."""
    d, k = header["componentCount"], header["regionCount"]
    part = {"multiplier": ONE + rng.below(ONE), "shift": 36,
            "centre": [rng.within(-60, 60) for _ in range(d)],
            "unit": 2 if header["componentBits"] == 8 else 14}
    each = [[max(0, distance(part, answer["z"], answer["scores"][region]))
             for answer in answers if answer["region"] == region] for region in range(k)]
    return {**part, "limits": [at_share(values, 0.7) if values else 0 for values in each]}


def limited_student(seed, name, counts, **fields):
    """Return (name, header, sections, cases) of a random student with all limits it can have."""
    rng = Random(seed, name)
    header = second_header(rng, *counts, **fields)
    sections = random_sections(rng, header)
    vectors = inputs(rng, header)
    answers = [infer(header, sections, vector) for vector in vectors]
    limits = {"leastMargin": at_share([answer["margin"] for answer in answers], 0.3),
              "distances": distance_part(rng, header, sections, answers)}
    if "projection" in sections:
        limits["energy"] = energy_part(header, sections, answers)
    # A twentieth of the largest quantum, in 1/256.
    limits["leastDeviation"] = 256 * top_of(header["featureBits"]) // 20
    sections["limits"] = limits
    found = {infer(header, sections, vector)["verdict"] for vector in vectors}
    assert found == {SURE, DOUBTFUL, FOREIGN}, (name, found)
    return name, header, sections, [{"input": vector} for vector in vectors]


def limited_students(seed):
    """Yield students of 8 and 16 bits, with a projection and without, of one region and several."""
    for bits, d, k in ((8, 5, 4), (8, None, 3), (8, 4, 1), (16, 5, 3), (16, None, 2)):
        form = {"flags": PROJECTION | LOGITS, "d": d} if d else {"flags": LOGITS}
        name = f"v2-verdict-{bits}-n19-k{k}{f'-d{d}' if d else ''}-c3"
        yield limited_student(seed, name, (19, k, 3), bits=bits, z_bits=bits, **form)
