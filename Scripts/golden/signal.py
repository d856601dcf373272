"""What a stage does to a node, before any window is known."""

LARGEST = 32767


def made(features=0, length=0, magnitude=0, scratch=0, steps=0):
    """Return an effect: features, samples and magnitude written, bytes of scratch, steps."""
    return {"features": features, "length": length, "magnitude": magnitude,
            "scratch": scratch, "steps": steps}


def ascend(values, least, largest):
    """Return whether integers strictly ascend within these."""
    return (all(least <= value <= largest for value in values)
            and all(a < b for a, b in zip(values, values[1:])))
