"""Continuous electrocardiograms of the dynamical model of McSharry, Clifford, Tarassenko and Smith.

P. E. McSharry, G. D. Clifford, L. Tarassenko, L. A. Smith, "A dynamical model for generating synthetic
electrocardiogram signals", IEEE Transactions on Biomedical Engineering 50(3):289-294, 2003. The angle of
the model is given by the intervals between beats. Waves push its height z by

    z' = -sum_i a_i t_i / b_i^2 exp(-t_i^2 / (2 b_i^2)) - z

with the time t_i from each wave. In a sinus rhythm some beats are early: ventricular ones are wide,
supraventricular ones are not. Ventricular tachycardia has wide beats alone, and fibrillation none.
"""

from dataclasses import dataclass

import numpy as np

RATE = 250  # samples a second
COUNTS = 200  # for a unit of the model
BEATS = ["normal", "ventricular", "supraventricular"]
RHYTHMS = ["sinus", "ventricular tachycardia", "ventricular fibrillation"]
NORMAL, VENTRICULAR, EARLY = range(3)
SINUS, TACHYCARDIA, FIBRILLATION = range(3)
STEPS = 4  # of the model for each sample
# Of the dumps: seeds of patients, a record of each, samples before the peak of a beat and from it on.
TRAIN, TEST = range(100, 128), range(200, 214)
SEGMENTS = [(SINUS, 40), (TACHYCARDIA, 14), (SINUS, 20), (FIBRILLATION, 14), (SINUS, 12)]
CUT = "38,60"


@dataclass
class Record:
    """Counts, the sample and the label of each beat, and the rhythm of each sample."""

    counts: np.ndarray
    places: np.ndarray
    labels: np.ndarray
    rhythm: np.ndarray


class Heart:
    """A patient: heights and widths of waves."""

    def __init__(self, random):
        self.random = random
        self.p, self.q, self.r, self.s, self.t = random.uniform(
            (0.08, -0.15, 0.8, -0.35, 0.15), (0.2, -0.03, 1.5, -0.1, 0.4))
        self.width = random.uniform(0.009, 0.014)
        self.wide = random.uniform(0.022, 0.03)

    def waves(self, label, following):
        """Return (seconds from the R peak, height, width) of each wave."""
        stretch = np.sqrt(np.clip(following, 0.27, 1.6))
        if label == VENTRICULAR:
            height = self.r * self.random.uniform(1.1, 1.6)
            return [(-0.02, -0.15 * height, 0.012), (0, height, self.wide),
                    (0.06, -0.35 * height, 0.03), (0.3 * stretch, -0.3 * height, 0.05)]
        rise = self.random.uniform(0.9, 1.1)
        first = [] if label == EARLY else [(-0.16 * min(1, stretch), self.p, 0.022)]
        return [*first, (-0.028, self.q, 0.009), (0, rise * self.r, self.width),
                (0.028, self.s, 0.01), (0.28 * stretch, self.t, 0.05 * stretch)]

    def sinus(self, start, end, ectopic):
        """Return (seconds, label) of the beats of a sinus rhythm whose rate changes."""
        beats, time = [], start
        slow = self.random.uniform(0.55, 1.1)
        phase = self.random.uniform(0, 6)
        while time < end:
            label = NORMAL
            usual = slow * (1 + 0.15 * np.sin(0.15 * time + phase))
            interval = usual * self.random.normal(1, 0.025)
            if beats and beats[-1][1] == VENTRICULAR:
                interval = 1.35 * usual
            elif beats and beats[-1][1] == NORMAL and self.random.random() < ectopic:
                label = self.random.choice([VENTRICULAR, EARLY])
                interval = max(0.3, usual * self.random.uniform(0.6, 0.78))
            time += interval
            beats.append((time, label))
        return [beat for beat in beats if beat[0] < end]

    def tachycardia(self, start, end):
        """Return (seconds, label) of the beats of a ventricular tachycardia."""
        interval = self.random.uniform(0.28, 0.4)
        times = np.arange(start + interval, end, interval)
        return [(time + self.random.normal(0, 0.006), VENTRICULAR) for time in times]

    def fibrillation(self, count):
        """Return so many samples of a fibrillation: waves of 4 to 7 Hz that come and go."""
        time = np.arange(count) / RATE
        parts = [self.random.uniform(0.2, 0.5)
                 * np.sin(2 * np.pi * np.cumsum(self.random.uniform(4, 7)
                                                + 0.6 * np.sin(self.random.uniform(0.5, 3) * time))
                          / RATE + self.random.uniform(0, 6)) for _ in range(3)]
        return self.r * np.sum(parts, 0)


def pushes_of(heart, beats, count):
    """Return what pushes z at each step of the model."""
    pushes = np.zeros(count * STEPS)
    step = RATE * STEPS
    for index, (time, label) in enumerate(beats):
        following = beats[index + 1][0] - time if index + 1 < len(beats) else 0.8
        for offset, height, width in heart.waves(label, following):
            middle = (time + offset) * step
            first, last = max(0, int(middle - 5 * width * step)), int(middle + 5 * width * step)
            t = (np.arange(first, min(last, len(pushes))) - middle) / step / width
            pushes[first:first + len(t)] -= height * t / width * np.exp(-0.5 * t * t)
    return pushes


def heights(pushes):
    """Return z at each sample."""
    fade, z, found = 1 - 1 / (RATE * STEPS), 0.0, np.empty(len(pushes) // STEPS)
    for index in range(len(found)):
        found[index] = z
        for push in pushes[index * STEPS:(index + 1) * STEPS]:
            z = fade * z + push / (RATE * STEPS)
    return found


def noise(random, count):
    """Return noise of a deviation of about 1: the muscles, the electrode, the mains and the breath."""
    time = np.arange(count) / RATE
    white = random.normal(size=count)
    muscle = np.append(0, np.diff(white)) * (1 + 0.7 * np.sin(1.3 * time + random.uniform(0, 6)))
    motion = np.convolve(random.normal(size=count), np.hanning(60) / 6, "same")
    motion *= random.random(count // 500 + 1).repeat(500)[:count]
    breath = np.sin(2 * np.pi * 0.25 * time) + 0.5 * np.sin(2 * np.pi * 0.07 * time)
    parts = random.dirichlet((2, 1, 1, 2))
    mains = np.sin(2 * np.pi * 50 * time)
    return sum(part * wave for part, wave in zip(parts, (muscle, motion, mains, breath)))


def record(seed, segments, ectopic=0.12):
    """Return a record of `segments`, (rhythm, seconds) each, of a patient of its own."""
    random = np.random.default_rng(seed)
    heart, beats, start = Heart(random), [], 0.0
    count = int(sum(seconds for _, seconds in segments) * RATE)
    rhythm, storm = np.zeros(count, np.int32), np.zeros(count)
    for kind, seconds in segments:
        first, last = int(start * RATE), int((start + seconds) * RATE)
        rhythm[first:last] = kind
        if kind == SINUS:
            beats += heart.sinus(start, start + seconds - 0.3, ectopic)
        elif kind == TACHYCARDIA:
            beats += heart.tachycardia(start, start + seconds - 0.3)
        else:
            storm[first:last] = heart.fibrillation(last - first)
        start += seconds
    clean = COUNTS * (heights(pushes_of(heart, beats, count)) + storm)
    level = np.sqrt(np.mean(clean ** 2)) * random.uniform(0.05, 0.25)
    counts = np.clip(np.round(clean + level * noise(random, count)), -32768, 32767)
    places = [peak_near(clean, time) for time, _ in beats]
    return Record(counts.astype(np.int16), np.array(places, np.int32),
                  np.array([label for _, label in beats], np.int32), rhythm)


def peak_near(clean, time):
    """Return the sample of the largest height within 30 ms."""
    middle = int(round(time * RATE))
    first = max(0, middle - RATE // 33)
    return first + int(np.argmax(np.abs(clean[first:middle + RATE // 33 + 1])))
