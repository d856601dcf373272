"""Students that learn: of every form of z, with usual and with extreme constants."""

from .core import HEAD, LOGITS, PROJECTION, RECTIFIED, SHARED, TOP
from .pack import pack_student
from .second import second_student

USUAL = {"constant": 24, "mostUpdates": 1000, "priorOfP": 1 << 14, "margin": 1500,
         "saturationOfP": 1 << 18, "saturationOfW": 1 << 18}
LEAST = {"constant": 1, "mostUpdates": 5, "priorOfP": 1, "margin": 0, "saturationOfP": 1,
         "saturationOfW": 1}
GREATEST = {"constant": 32767, "mostUpdates": 65535, "priorOfP": 1 << 30, "margin": TOP,
            "saturationOfP": TOP, "saturationOfW": TOP}

# Name: counts n, k, C; the adaptation; the other fields of the header.
FORMS = {
    "adapt-n144-k8-d8-c4": ((144, 8, 4), USUAL, {"flags": PROJECTION | SHARED | LOGITS, "d": 8}),
    "adapt-d8-c4": ((24, 3, 4), USUAL, {"flags": PROJECTION | SHARED | LOGITS, "d": 8}),
    "adapt-direct-d5-c2": ((5, 2, 2), {**USUAL, "margin": 40000}, {"flags": LOGITS}),
    "adapt-head-d7-c3": ((12, 1, 3), {**USUAL, "constant": 40},
                         {"flags": PROJECTION | HEAD | RECTIFIED | LOGITS, "d": 7, "q": 9}),
    "adapt-wide-d6-c3": ((10, 2, 3), {**USUAL, "margin": 1 << 20},
                         {"flags": PROJECTION | SHARED | HEAD | LOGITS, "d": 6, "q": 4,
                          "bits": 16, "z_bits": 16}),
    "adapt-wide-direct-d32-c2": ((32, 2, 2), {**USUAL, "margin": 1 << 24, "priorOfP": 1 << 18},
                                 {"flags": LOGITS, "bits": 16}),
    "adapt-least-d4-c3": ((4, 2, 3), LEAST, {"flags": LOGITS}),
    "adapt-greatest-d32-c5": ((6, 2, 5), GREATEST, {"flags": PROJECTION | LOGITS, "d": 32}),
    "adapt-lively-d3-c9": ((3, 1, 9), {**GREATEST, "constant": 1, "margin": 3000},
                           {"flags": LOGITS}),
}


def adapt_students(seed):
    """Yield (name, bytes) of every student that learns."""
    for name, (counts, fields, form) in FORMS.items():
        _, header, sections, _ = second_student(
            seed, name, counts, lambda rng, header, fields=fields: {"adaptation": fields},
            None, {"floats": 0, "counts": 0, "integers": 0, "given": 0}, **form)
        yield name, pack_student(header, sections)
