"""The answers that are kept to ask about: those of smallest margins, in their order."""


class Kept:
    """A bounded memory of (number, margin, z, outputs)."""

    def __init__(self, capacity):
        self.capacity, self.answers = capacity, []

    def keep(self, number, margin, z, logits):
        """Take an answer behind those of smaller or equal margins; the last may leave."""
        at = sum(other[1] <= margin for other in self.answers)
        self.answers.insert(at, (number, margin, list(z), list(logits)))
        del self.answers[self.capacity:]
