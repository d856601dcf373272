"""The dynamical ECG model of McSharry, Clifford, Tarassenko and Smith.

P. E. McSharry, G. D. Clifford, L. Tarassenko, L. A. Smith, "A dynamical model for
generating synthetic electrocardiogram signals", IEEE Transactions on Biomedical
Engineering 50(3):289-294, 2003. A point moves around the unit circle in (x, y),
one turn per RR interval, and events at fixed angles theta_i push its height z:

    x' = alpha x - omega y,    alpha = 1 - sqrt(x^2 + y^2)
    y' = alpha y + omega x,    omega = 2 pi / RR(t)
    z' = -sum_i a_i d_i exp(-d_i^2 / (2 b_i^2)) - (z - z0)

with d_i = theta - theta_i and the respiratory baseline z0 = A sin(2 pi f2 t).

Here N windows are integrated side by side, each with E events. Time is in
seconds and 0 at the R peak of the beat in the window.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Rhythm:
    """RR intervals around each of N beats: two before its R peak and two after."""

    intervals: np.ndarray  # N x 4, s

    def omega(self, time):
        """Angular velocity (N, rad/s) at `time` seconds from the R peak."""
        before, after = self.intervals[:, 1], self.intervals[:, 2]
        segment = 1 + (time >= 0) - (time < -before) + (time >= after)
        return 2 * np.pi / np.take_along_axis(self.intervals, segment[:, None], axis=1)[:, 0]

    def phase(self, time):
        """Unwrapped angle (N, rad) at a `time` before the R peak, where it is 0."""
        earlier, before = self.intervals[:, 0], self.intervals[:, 1]
        since_previous = np.minimum(time + before, 0)
        return 2 * np.pi * (np.maximum(time, -before) / before + since_previous / earlier)


@dataclass(frozen=True)
class Events:
    """Events that act on each of N windows, on the unwrapped phase."""

    phase: np.ndarray  # N x E, rad
    strength: np.ndarray  # N x E, a_i at 60 beats per minute
    width: np.ndarray  # N x E, b_i at 60 beats per minute, rad

    def push(self, phase, omega):
        """The event sum of z' (N) at unwrapped `phase` (N, rad) and `omega` (N, rad/s).

        b_i grows with omega and a_i shrinks, so that a wave keeps its duration
        and height when the rate changes.
        """
        rate = (omega / (2 * np.pi))[:, None]
        distance = phase[:, None] - self.phase
        bells = np.exp(-0.5 * (distance / (self.width * rate)) ** 2)
        return -np.sum(self.strength / rate * distance * bells, axis=1)


def integrate(events, rhythm, baseline, times):
    """z (N x len(times)) at evenly spaced `times`, by the fourth-order Runge-Kutta method.

    `baseline` maps a time to z0 (N).
    """
    step = times[1] - times[0]
    phase = rhythm.phase(times[0])
    state = np.stack([np.cos(phase), np.sin(phase), baseline(times[0])])

    def derivative(time, state):
        """(x', y', z')."""
        x, y, z = state
        alpha, omega = 1 - np.hypot(x, y), rhythm.omega(time)
        push = events.push(unwrap(np.arctan2(y, x), phase), omega)
        return np.stack([alpha * x - omega * y, alpha * y + omega * x, push - (z - baseline(time))])

    trace = np.empty((len(phase), len(times)))
    for index, time in enumerate(times):
        trace[:, index] = state[2]
        k1 = derivative(time, state)
        k2 = derivative(time + step / 2, state + step / 2 * k1)
        k3 = derivative(time + step / 2, state + step / 2 * k2)
        k4 = derivative(time + step, state + step * k3)
        state = state + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        phase = unwrap(np.arctan2(state[1], state[0]), phase)
    return trace


def unwrap(angle, near):
    """`angle` plus the whole turns that bring it within pi of `near` (all N, rad)."""
    return angle + 2 * np.pi * np.round((near - angle) / (2 * np.pi))
