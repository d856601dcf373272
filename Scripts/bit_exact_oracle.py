#!/usr/bin/env python3
"""Answer random windows with the oracle, as the programs of Runtime/BitExact do.

usage: bit_exact_oracle.py RANDOM STUDENT [COUNTS.i16]

The student has a program that makes nodes. Prints the lines of those programs: inputs, and a digest of
every quantised input, status, label, region, margin, verdict and output.
"""

import struct
import sys
from pathlib import Path

from golden.classify import classify
from golden.core import window_count
from golden.infer import infer
from golden.open import read_student

WORD = 0xFFFFFFFF


class Digest:
    """Two words of 32 bits."""

    def __init__(self):
        self.count, self.first, self.second = 0, 2166136261, 0x9E3779B9

    def mix(self, word):
        """Mix a word in."""
        word &= WORD
        self.first = ((self.first ^ word) * 16777619) & WORD
        self.first ^= self.first >> 15
        self.second = ((self.second + word) * 0x85EBCA6B) & WORD
        self.second ^= self.second >> 13

    def add(self, answer, with_input):
        """Mix an answer in."""
        values = list(answer["quantized"]) if with_input else []
        values += [0, answer["label"], answer["region"], answer["margin"],
                   answer.get("verdict", 0), *answer["logits"]]
        self.count += 1
        for value in values:
            self.mix(int(value))

    def show(self, what):
        """Print a line."""
        print(f"{what} {self.count} {self.first:08x}{self.second:08x}")


class Draws:
    """xorshift32."""

    def __init__(self):
        self.state = 0x7E55E3A

    def draw(self):
        """Return a word."""
        x = self.state
        x ^= (x << 13) & WORD
        x ^= x >> 17
        x ^= (x << 5) & WORD
        self.state = x
        return x


def half(word):
    """Return the upper half of a word as an int16."""
    value = word >> 16
    return value - 65536 if value >= 32768 else value


def draw_window(draws, kind, count):
    """Return a window of one of eight kinds."""
    word = draws.draw()
    level, period = half(word), 1 + (word >> 4 & 255)
    wait, height, odd, counts = period, 0, False, []
    for index in range(count):
        noise = half(draws.draw())
        height = (height >> 2) - height
        wait -= 1
        if wait == 0:
            wait, height, odd = period, level, not odd
        counts.append((noise, noise >> (word & 15), 32767 if odd else -32768, level,
                       32767 if index == period else 0, level if odd else 0,
                       32767 if index & 1 else -32768, (height >> 1) + (noise >> 5))[kind])
    return counts


def random_input(draws, header):
    """Return a quantised input."""
    wide = header["featureBits"] == 16
    data = bytes(draws.draw() >> 24 for _ in range(header["inputCount"] * (2 if wide else 1)))
    return list(struct.unpack(f"<{header['inputCount']}{'h' if wide else 'b'}", data))


def main():
    """Answer random inputs and windows, and those of a file."""
    random, path, *inputs = sys.argv[1:]
    header, sections = read_student(Path(path).read_bytes())
    count, digest, draws = window_count(header), Digest(), Draws()
    for _ in range(int(random) // 8):
        digest.add(infer(header, sections, random_input(draws, header)), False)
    for row in range(int(random)):
        digest.add(classify(header, sections, draw_window(draws, row & 7, count)), True)
    digest.show("random")
    for name in inputs:
        digest, data = Digest(), Path(name).read_bytes()
        for row in range(len(data) // 2 // count):
            window = list(struct.unpack_from(f"<{count}h", data, 2 * count * row))
            digest.add(classify(header, sections, window), True)
        digest.show("inputs")


if __name__ == "__main__":
    main()
