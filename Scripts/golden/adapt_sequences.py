"""Random sequences of calls to a student that learns, as Runtime/BitExact/adapt_sequence.c."""

from .adapt_answers import Adaptation, state_bytes
from .infer import infer
from .open import read_student

STEPS, WORD = 40, 0xFFFFFFFF


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

    def answer(self):
        """Return the answer to a random input, which is 16-bit words or bytes."""
        bits, n = self.header["featureBits"], self.header["inputCount"]
        spread = self.draws.below(8)
        xq = []
        for _ in range(n):
            word = self.draws.word() >> (32 - bits)
            xq.append((word - (1 << bits) if word >> (bits - 1) else word) >> spread)
        return xq, infer(self.header, self.sections, xq)

    def note(self, name, given, *found):
        """Note a call."""
        self.trace.append([name, given, *found])
        return [int(word) for part in found for word in (
            part if isinstance(part, (list, tuple, bytes)) else [part])]

    def step(self, number):
        """Make a random call; return the words that it gives."""
        kind = self.draws.below(16)
        if kind < 6:
            xq, answer = self.answer()
            self.it.keep(number, answer)
            rank = self.draws.below(6)
            asked = self.it.ask(rank)
            return self.note("keep", [xq, rank], *(asked or (-1, -1)))
        if kind < 9:
            xq, answer = self.answer()
            return self.note("apply", [xq], *self.it.apply(answer))
        if kind < 13:
            rank, label = self.draws.below(4), self.draws.below(self.header["outputCount"] + 1)
            none = label == self.header["outputCount"]
            status = self.it.learn(rank, None if none else label)
            return self.note("learn", [rank, 0xFFFF if none else label], status)
        if kind == 13:
            return self.note("commit", [], self.it.commit())
        if kind == 14:
            self.saved = self.it.save()
            return self.note("save", [], self.saved)
        delta = bytearray(self.saved)
        flips = self.draws.below(2)
        if flips:
            bit = self.draws.below(8 * len(delta))
            delta[bit // 8] ^= 1 << bit % 8
        return self.note("load", [bytes(delta).hex()], self.it.load(bytes(delta)))


def run(data, seed, digest):
    """Run a sequence, mix what it gives, and return its calls."""
    sequence = Sequence(data, seed)
    rule = sequence.it.rule
    digest.mix(state_bytes(rule.d, rule.outputs, sequence.kept), len(sequence.saved))
    for number in range(STEPS):
        digest.mix(*sequence.step(number))
        digest.count += 1
    digest.mix(*sequence.it.save())
    return {"kept": sequence.kept, "calls": sequence.trace, "saved": sequence.it.save().hex()}
