"""Inputs for a transfer set: changed and mixed rows of a training set, with their parents.

A row is drawn at random and changed by a random non-empty subset of the methods, in the order of
METHODS. Where each window of the training set has mean 0 and deviation 1, each new one is brought
to that again, as a device will do it. One seed gives the same rows whatever the size of the blocks
in which they are asked for, and a smaller count gives the first of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from collections.abc import Sequence
from typing import Any

import numpy as np

from .teacher import Array

METHODS = {
    "mixup": "w a + (1 - w) b with another row b of the class and group of a, w in 0.5 ... 1.5",
    "shift": "up to 3 % of the length earlier or later; the edge holds its value",
    "scale": "times a factor of 1 -+ 20 %; left out where each window is standardised",
    "wander": "plus 0.1 to 0.6 periods of a sinusoid, up to 30 % of a deviation",
    "jitter": "plus white noise, up to 10 % of a deviation",
}
MIXING, SHIFT, SCALE, WANDER, PERIODS, JITTER = (0.5, 1.5), 0.03, 0.2, 0.3, (0.1, 0.6), 0.1
BLOCK = 1024  # rows that share a random generator
PROBE = 4096  # rows that show the deviation and whether windows are standardised


class TransferInputs:
    """`count` made rows, which slice like an array of count x the shape of a row.

    - inputs: N x ..., the training set in the order of the training dump.
    - classes: N integers; mixup takes both rows from one of them.
    - groups: N integers, or None; mixup takes both rows from one of them, too.
    - time_axis: the axis of one row along which a waveform runs; the others are channels.
    """

    def __init__(self, inputs: Any, classes: Any, groups: Any = None,
                 methods: Sequence[str] = tuple(METHODS), count: int | None = None, seed: int = 0,
                 time_axis: int = -1) -> None:
        unknown = [method for method in methods if method not in METHODS]
        if unknown or not methods:
            raise ValueError(f"no method {', '.join(unknown)}; there are {', '.join(METHODS)}")
        self.inputs, self.seed = inputs, seed
        self.methods = [method for method in METHODS if method in methods]
        self.count = count or min(24_000, max(6_000, 5 * len(inputs)))
        self.shape = (self.count, *inputs.shape[1:])
        self.ndim, self.dtype = inputs.ndim, np.dtype(np.float32)
        self.time_axis = time_axis % (inputs.ndim - 1)
        probe = np.asarray(inputs[:: max(1, len(inputs) // PROBE)], np.float64)
        windows = np.moveaxis(probe, 1 + self.time_axis, -1)
        self.deviation = float(np.sqrt(windows.var(axis=-1).mean()))
        self.standardised = bool(np.abs(windows.mean(axis=-1)).max() < 0.02
                                 and np.abs(windows.std(axis=-1) - 1).max() < 0.02)
        if self.standardised and self.methods != ["scale"]:
            self.methods = [method for method in self.methods if method != "scale"]
        self.plans = self._plan(np.asarray(classes), groups)

    def __len__(self) -> int:
        return self.count

    @property
    def parents(self) -> Array:
        """Rows of the training dump, count x 2, -1 where there is no second."""
        return np.stack([self.plans["first"], self.plans["second"]], axis=1).astype(np.int32)

    def __getitem__(self, rows: slice) -> Array:
        start, stop, _ = rows.indices(self.count)
        blocks = [self._block(number, max(start, number * BLOCK), min(stop, (number + 1) * BLOCK))
                  for number in range(start // BLOCK, -(-stop // BLOCK))]
        return np.concatenate(blocks) if blocks else np.empty((0, *self.shape[1:]), np.float32)

    def _plan(self, classes: Array, groups: Any) -> dict[str, Array]:
        """For each row its parents and the methods that change it."""
        parts = np.zeros_like(classes) if groups is None else np.asarray(groups)
        pools = np.unique(np.stack([classes, parts], axis=1), axis=0, return_inverse=True)[1]
        pools = pools.reshape(-1)
        order = np.argsort(pools, kind="stable")
        begins = np.searchsorted(pools[order], np.arange(pools.max() + 2))
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        plans = []
        for number in range(-(-self.count // BLOCK)):
            rng = np.random.default_rng([self.seed, number, 0])
            first = rng.integers(len(classes), size=BLOCK)
            pool = pools[first]
            size = begins[pool + 1] - begins[pool]
            step = 1 + np.floor(rng.random(BLOCK) * np.maximum(1, size - 1)).astype(np.int64)
            second = order[begins[pool] + (place[first] - begins[pool] + step) % size]
            subset = rng.integers(1, 2 ** len(self.methods), size=BLOCK)
            plan = {method: subset >> bit & 1 == 1 for bit, method in enumerate(self.methods)}
            mixed = plan.get("mixup", np.zeros(BLOCK, bool)) & (size > 1)
            plans.append(plan | {"first": first, "second": np.where(mixed, second, -1)})
        return {name: np.concatenate([plan[name] for plan in plans])[:self.count]
                for name in plans[0]}

    def _block(self, number: int, start: int, stop: int) -> Array:
        """Rows start ..< stop, all in block `number`, whose draws do not depend on them."""
        rng = np.random.default_rng([self.seed, number, 1])
        draws = rng.random((BLOCK, 7))
        inside, rows = slice(start - number * BLOCK, stop - number * BLOCK), slice(start, stop)
        made = self._mixed(rows, draws[inside, 0])
        for method, change in (("shift", self._shift), ("scale", self._scale),
                               ("wander", self._wander)):
            if method in self.methods:
                chosen = self.plans[method][rows]
                made[chosen] = change(made[chosen], draws[inside][chosen])
        if "jitter" in self.methods:
            noise = np.stack([np.random.default_rng([self.seed, row, 2]).normal(
                size=self.shape[1:]) for row in range(start, stop)])
            size = JITTER * self.deviation * draws[inside, 4] * self.plans["jitter"][rows]
            made += spread(size, made) * noise
        if self.standardised:
            axis = 1 + self.time_axis
            made -= made.mean(axis=axis, keepdims=True)
            made /= np.maximum(made.std(axis=axis, keepdims=True), 1e-12)
        return made.astype(np.float32)

    def _mixed(self, rows: slice, draw: Array) -> Array:
        first, second = self.plans["first"][rows], self.plans["second"][rows]
        made = np.asarray(self.inputs[first], np.float64)
        both = np.flatnonzero(second >= 0)
        if len(both):
            share = spread(MIXING[0] + (MIXING[1] - MIXING[0]) * draw[both], made)
            made[both] = share * made[both] + (1 - share) * self.inputs[second[both]]
        return made

    def _shift(self, made: Array, draws: Array) -> Array:
        length = made.shape[1 + self.time_axis]
        most = max(1, round(SHIFT * length))
        steps = np.floor(draws[:, 1] * (2 * most + 1)).astype(int) - most
        return np.stack([np.take(row, np.clip(np.arange(length) - step, 0, length - 1),
                                 axis=self.time_axis) for row, step in zip(made, steps)]
                        ) if len(made) else made

    def _scale(self, made: Array, draws: Array) -> Array:
        return made * spread(1 + SCALE * (2 * draws[:, 2] - 1), made)

    def _wander(self, made: Array, draws: Array) -> Array:
        length = made.shape[1 + self.time_axis]
        periods = PERIODS[0] + (PERIODS[1] - PERIODS[0]) * draws[:, 5]
        angle = 2 * np.pi * (np.outer(periods, np.arange(length) / length) + draws[:, 6:7])
        wave = WANDER * self.deviation * draws[:, 3][:, None] * np.sin(angle)
        shape = [len(made)] + [1] * (made.ndim - 1)
        shape[1 + self.time_axis] = length
        return made + wave.reshape(shape)


def spread(values: Any, rows: Array) -> Array:
    """One value for each row, in a shape that multiplies rows."""
    return np.reshape(values, (-1,) + (1,) * (rows.ndim - 1))
