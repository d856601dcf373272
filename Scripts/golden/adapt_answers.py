"""A student that learns: its functions, as `tessera.h` has them."""

from .adapt_delta import pack_delta, read_delta
from .adapt_memory import Kept
from .adapt_step import Learnt, Rule
from .core import Refused, padded
from .infer import decide

INPUT_COUNT, PARAMETER, SECTION, DELTA = 11, 10, 16, 17


def state_bytes(d, outputs, kept):
    """Return the bytes of the state."""
    return 80 + 2 * (d + 1) * (d + 2) + 4 * (d + 2) * outputs + kept * (
        8 + 4 * outputs + padded(d))


class Adaptation:
    """The state of learning of a student, given by its bytes, header and sections."""

    def __init__(self, data, header, sections, kept):
        if "adaptation" not in sections or header["outputCount"] < 2:
            raise Refused(SECTION, "it does not learn")
        self.data, self.capacity = data, kept
        self.rule = Rule(header, sections["adaptation"])
        self.begin()

    def begin(self):
        """Begin to learn."""
        self.learnt, self.memory = Learnt(self.rule), Kept(self.capacity)

    def keep(self, number, answer):
        """Keep an answer of the student when its margin is among the smallest."""
        self.memory.keep(number, answer["margin"], answer["z"], answer["logits"])

    def apply(self, answer):
        """Return (label, margin, outputs) as they are used."""
        if not self.learnt.in_use:
            return answer["label"], answer["margin"], answer["logits"]
        outputs = self.learnt.adapted(answer["z"], answer["logits"])
        return (*decide(outputs, 0), outputs)

    def ask(self, rank):
        """Return (number, margin) of a kept answer; None without it."""
        kept = self.memory.answers
        return kept[rank][:2] if rank < len(kept) else None

    def learn(self, rank, label):
        """Learn the label of a kept answer, and forget that; a label of None forgets it alone."""
        kept = self.memory.answers
        if rank >= len(kept):
            return INPUT_COUNT
        if label is not None:
            if label >= self.rule.outputs:
                return PARAMETER
            if not self.learnt.learn(kept[rank][2], kept[rank][3], label):
                return PARAMETER
        del kept[rank]
        return 0

    def commit(self):
        """Decide whether what was learnt is used."""
        return self.learnt.commit()

    def save(self):
        """Return what is saved."""
        return pack_delta(self.data, self.learnt)

    def load(self, delta):
        """Begin with what was saved; return the status."""
        self.begin()
        try:
            read_delta(self.data, self.learnt, delta)
        except Refused as refusal:
            self.begin()
            return refusal.code
        return 0
