"""Random headers, scales, programs and windows of version 2."""

from .core import PROJECTION, bits_of, clamp, float_of, top_of, window_count
from .kept_inputs import kept_features
from .program import samples_stage
from .randomness import Random, make_header, random_scale, random_sections

ZERO = (0, 0, 0)
ONE_SCALE = ("inputMultiplierBits", "countMultiplier", "countZero", "countShift")


def second_header(rng, n, k, outputs, flags=0, bits=8, z_bits=None, length=None, channels=1,
                  features=None, hop=0, rate=0, scaled=False, m=0, **fields):
    """Return a header of version 2; `length` samples a channel, `scaled` with scales."""
    length = length or (features or n)
    features = features or length * channels
    header = make_header(rng, n, k, outputs, flags, m, **fields)
    if bits == 16 and header["countMultiplier"]:
        header["countShift"] -= 8
    if bits == 16 and m:
        header["windowGain"] <<= 8
    if scaled:
        header.update(dict.fromkeys(ONE_SCALE, 0))
    z_bits = z_bits if flags & PROJECTION and z_bits else bits
    return {**header, "version": 2, "samplesPerChannel": length, "channelCount": channels,
            "sampleRate": rate, "featureCount": features, "hop": hop, "featureBits": bits,
            "componentBits": z_bits}


def random_scales(rng, s, bits, parts=("integers", "floats"), reach=12):
    """Return s random scales; integers reach about 2^reach from their centre before they end."""
    found = {}
    if "integers" in parts:
        shifts = [rng.within(reach + 31 - bits, reach + 33 - bits) for _ in range(s)]
        found["integers"] = {
            "centres": [rng.within(-8000, 8000) for _ in range(s)],
            "multipliers": [(1 << 30) + rng.below(1 << 30) for _ in range(s)], "shifts": shifts}
    if "floats" in parts:
        centres, multipliers = [], []
        for _ in range(s):
            exponent = rng.within(-20, 20)
            multipliers.append(random_scale(rng, exponent + bits - 8))
            centres.append(random_scale(rng, rng.within(-2, 12) - exponent) | rng.below(2) << 31)
        found["floats"] = {"centreBits": centres, "multiplierBits": multipliers}
    return found


def random_program(rng, channels, stages):
    """Return a program of `samples` with random counts per unit; `stages` are channels."""
    return {"countsPerUnitBits": [random_scale(rng, rng.within(3, 11)) for _ in range(channels)],
            "stages": [samples_stage(channel) for channel in stages]}


def integer_near(rng, scale, top):
    """Return an integer that a scale (centre, multiplier, shift) makes about T at most."""
    centre, multiplier, shift = scale
    reach = (top << shift) // multiplier if multiplier else 1000
    return clamp(centre + rng.bell(reach), -1 << 31, (1 << 31) - 1)


def float_near(rng, centre_bits, multiplier_bits, top):
    """Return the bits of a float that a scale makes about T at most."""
    unit = float(float_of(multiplier_bits)) or 1.0
    return bits_of(float(float_of(centre_bits)) + rng.bell(top << 8) / 256 / unit)


def rest_scales(header, sections):
    """Return {feature: index} of the inputs that are not standardised."""
    m = header["standardizedCount"]
    rest = [feature for feature in kept_features(header, sections) if feature >= m]
    return {feature: index for index, feature in enumerate(rest)}


def header_scale(header):
    """Return the header's scale of counts as (centre, multiplier, shift) for integers."""
    if not header["countMultiplier"]:
        return ZERO
    return header["countZero"], header["countMultiplier"], header["countShift"] - 8


def integer_window(rng, header, sections, wide=False):
    """Return a window of counts, or of int32 numbers if `wide`, as the scales expect them."""
    m, top, centre = header["standardizedCount"], top_of(header["featureBits"]), 0
    index, values = rest_scales(header, sections), []
    scales = sections.get("scales", {}).get("integers")
    centre = rng.within(-8000, 8000)
    for at in range(window_count(header)):
        if at < m or "program" in sections:
            values.append(centre + rng.bell(3000))
        elif at not in index:
            values.append(rng.within(-32768, 32767))
        elif scales:
            names = ("centres", "multipliers", "shifts")
            scale = [scales[name][index[at]] for name in names]
            values.append(integer_near(rng, scale, top))
        else:
            values.append(integer_near(rng, header_scale(header), top))
    if wide:
        return {"integers": values}
    return {"counts": [clamp(value, -32768, 32767) for value in values]}


def float_window(rng, header, sections):
    """Return a window of floats as the scales expect them."""
    m, top = header["standardizedCount"], top_of(header["featureBits"])
    index, values = rest_scales(header, sections), []
    scales = sections.get("scales", {}).get("floats")
    per_unit = [header["countsPerUnitBits"]] * header["channelCount"]
    per_unit = sections.get("program", {}).get("countsPerUnitBits", per_unit)
    centre = rng.within(-8000, 8000)
    for at in range(window_count(header)):
        unit = float(float_of(per_unit[at // header["samplesPerChannel"]])) or 1.0
        if at < m or "program" in sections:
            values.append(bits_of((centre * 256 + rng.bell(700 * 256)) / 256 / unit))
        elif at not in index:
            values.append(bits_of(rng.bell(1 << 20) / 256))
        elif scales:
            values.append(float_near(rng, scales["centreBits"][index[at]],
                                     scales["multiplierBits"][index[at]], top))
        else:
            values.append(float_near(rng, 0, header["inputMultiplierBits"], top))
    return {"float_bits": values}


def given_input(rng, header):
    """Return a random quantised input over the whole range of its type."""
    half = 1 << (header["featureBits"] - 1)
    return {"input": [rng.within(-half, half - 1) for _ in range(header["inputCount"])]}


def ends_input(_, header, __):
    """Return quantised inputs at the ends of their type: all least, all largest, alternating."""
    half, n = 1 << (header["featureBits"] - 1), header["inputCount"]
    rows = ([-half] * n, [half - 1] * n, [-half if i % 2 else half - 1 for i in range(n)])
    return [{"input": row} for row in rows]


def second_cases(rng, header, sections, floats=1, counts=1, integers=1, given=1):
    """Return random windows of each type, and quantised inputs as they are given."""
    cases = [float_window(rng, header, sections) for _ in range(floats)]
    cases += [integer_window(rng, header, sections) for _ in range(counts)]
    cases += [integer_window(rng, header, sections, wide=True) for _ in range(integers)]
    return cases + [given_input(rng, header) for _ in range(given)]


def second_student(seed, name, counts, make=None, edges=None, how=None, **fields):
    """Return (name, header, sections, cases) of a random student; counts are n, k, C.

    `make` gives the sections of kind 6 and above, `edges` gives further cases.
    """
    rng = Random(seed, name)
    header = second_header(rng, *counts, **fields)
    sections = {**random_sections(rng, header), **(make(rng, header) if make else {})}
    cases = second_cases(rng, header, sections, **(how or {}))
    return name, header, sections, cases + (edges(rng, header, sections) if edges else [])
