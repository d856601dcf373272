"""The stages of a program, by their numbers."""

from . import (
    autocorrelation, bands, centre, crossings, difference, events, moments, pool, positives, ranks,
    samples, spectrum, standard_scores)

# The operation, how many operands it uses, and whether it has constants.
STAGES = {
    1: (samples, 0, False), 2: (standard_scores, 1, False), 3: (moments, 0, False),
    4: (pool, 3, False), 5: (centre, 0, False), 6: (difference, 0, False),
    7: (events, 2, False), 8: (crossings, 0, True), 9: (ranks, 1, True),
    10: (autocorrelation, 0, True), 11: (bands, 1, False), 12: (spectrum, 2, True),
    13: (positives, 1, True)}
NAMES = {op: "standardize" if op == 2 else module.__name__.split(".")[-1]
         for op, (module, *_) in STAGES.items()}
OPS = {name: op for op, name in NAMES.items()}


def stage_effect(stage, node):
    """Return the effect of a stage on a channel; None where it is not valid."""
    if stage["op"] not in STAGES:
        return None
    module, used, takes_constants = STAGES[stage["op"]]
    if any(stage["operands"][used:]) or (stage["constants"] and not takes_constants):
        return None
    return module.effect(stage, node)


def run_stage(stage, values):
    """Return (features, samples of the node that is made or None) of a valid stage."""
    return STAGES[stage["op"]][0].run(stage, values)
