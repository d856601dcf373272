"""Random sequences of calls to a student that learns, as Runtime/BitExact/adapt_sequence.c."""

from .adapt_answers import Adaptation, state_bytes
from .infer import infer
from .open import read_student

STEPS, WORD, NO_LABEL = 40, 0xFFFFFFFF, 0xFFFF


class Draws:
    """xorshift32 (Marsaglia 2003)."""

    def __init__(self, seed):
        self.state = (seed * 0x9E3779B9 + 0x7E55E3A) & WORD or 1

    def word(self):
        """Return the next word."""
        x = self.state
        x ^= x << 13 & WORD
        x ^= x >> 17
        x ^= x << 5 & WORD
        self.state = x
        return x

    def below(self, limit):
        """Return a number in 0 ..< limit."""
        return (self.word() >> 8) % limit


class Digest:
    """The digest of Runtime/BitExact/bit_exact.c."""

    def __init__(self):
        self.count, self.first, self.second = 0, 2166136261, 0x9E3779B9

    def mix(self, *words):
        """Take words."""
        for word in words:
            self.first = (self.first ^ word & WORD) * 16777619 & WORD
            self.first ^= self.first >> 15
            self.second = (self.second + (word & WORD)) * 0x85EBCA6B & WORD
            self.second ^= self.second >> 13

    def text(self):
        """Return it as the programs print it."""
        return f"{self.count} {self.first:08x}{self.second:08x}"


class Sequence:
    """A student, what it has learnt, and the calls so far."""

    def __init__(self, data, seed):
        self.draws, self.trace = Draws(seed), []
        self.header, self.sections = read_student(data)
        self.kept = self.draws.below(6)
        self.it = Adaptation(data, self.header, self.sections, self.kept)
        self.saved = self.it.save()

    def keep(self, number, xq, rank):
        """Keep the answer to an input, and ask for that at a rank."""
        answer = infer(self.header, self.sections, xq)
        self.it.keep(number, answer)
        asked = self.it.ask(rank) or (-1, -1)
        self.trace.append({"call": "keep", "input": xq, "given": number, "rank": rank,
                           "number": asked[0], "margin": asked[1]})
        return asked

    def apply(self, xq):
        """Adapt the answer to an input."""
        label, margin, outputs = self.it.apply(infer(self.header, self.sections, xq))
        self.trace.append({"call": "apply", "input": xq, "label": label, "margin": margin,
                           "outputs": outputs})
        return [label, margin, *outputs]

    def learn(self, rank, label):
        """Learn a label, of which 0xFFFF is none."""
        status = self.it.learn(rank, None if label == NO_LABEL else label)
        self.trace.append({"call": "learn", "rank": rank, "label": label, "status": status})
        return [status]

    def commit(self):
        """Decide whether what was learnt is used."""
        in_use = int(self.it.commit())
        self.trace.append({"call": "commit", "number": in_use})
        return [in_use]

    def save(self):
        """Save what was learnt."""
        self.saved = self.it.save()
        self.trace.append({"call": "save", "delta": self.saved.hex()})
        return list(self.saved)

    def load(self, delta):
        """Load a delta."""
        status = self.it.load(bytes(delta))
        self.trace.append({"call": "load", "delta": bytes(delta).hex(), "status": status})
        return [status]

    def input(self):
        """Return a random input of words or bytes, of a random spread."""
        bits, spread, xq = self.header["featureBits"], self.draws.below(8), []
        for _ in range(self.header["inputCount"]):
            word = self.draws.word() >> (32 - bits)
            xq.append((word - (1 << bits) if word >> (bits - 1) else word) >> spread)
        return xq

    def step(self, number):
        """Make a random call; return the words that it gives."""
        kind, draws = self.draws.below(16), self.draws
        if kind < 6:
            xq = self.input()
            return self.keep(number, xq, draws.below(6))
        if kind < 9:
            return self.apply(self.input())
        if kind < 13:
            rank, label = draws.below(4), draws.below(self.header["outputCount"] + 1)
            return self.learn(rank, NO_LABEL if label == self.header["outputCount"] else label)
        if kind == 13:
            return self.commit()
        if kind == 14:
            return self.save()
        delta = bytearray(self.saved)
        if draws.below(2):
            bit = draws.below(8 * len(delta))
            delta[bit // 8] ^= 1 << bit % 8
        return self.load(delta)

    def result(self):
        """Return the calls and what is learnt in the end."""
        return {"kept": self.kept, "calls": self.trace, "saved": self.it.save().hex()}


def extremes(data):
    """Return calls with W at its limits, and inputs at the ends of their type."""
    it = Sequence(data, 0)
    rule, half = it.it.rule, 1 << (it.header["featureBits"] - 1)
    n, it.kept = it.header["inputCount"], 2
    it.it.capacity = 2
    for sign in (1, -1):
        it.it.begin()
        learnt = it.it.learnt
        learnt.w = [[sign * rule.w_limit * (1 - 2 * (j % 2)) for j in range(rule.outputs)]
                    for _ in range(rule.d + 1)]
        learnt.in_use = True
        it.load(it.it.save())
        for xq in ([-half] * n, [half - 1] * n, [(-half, half - 1)[i % 2] for i in range(n)]):
            it.apply(xq)
            for label in range(2):
                it.keep(label, xq, 0)
                it.learn(0, label)
        it.commit()
    return it.result()


def run(data, seed, digest):
    """Run a sequence, mix what it gives, and return its calls."""
    sequence = Sequence(data, seed)
    rule = sequence.it.rule
    digest.mix(state_bytes(rule.d, rule.outputs, sequence.kept), len(sequence.saved))
    for number in range(STEPS):
        digest.mix(*sequence.step(number))
        digest.count += 1
    digest.mix(*sequence.it.save())
    return sequence.result()
