"""Synthetic single-lead ECG beats in five classes, from many patients in two leads.

In shapes below, N counts beats, P patients and E events. Times are in seconds.
Heights are relative to the published R wave; angles and widths are in radians
at one beat per second, where 2 pi rad is 1 s.
"""

from dataclasses import dataclass

import numpy as np

from ecg_model import Events, Rhythm, integrate

CLASS_NAMES = ("normal", "ventricular", "supraventricular", "bundle branch", "ischaemic")
NORMAL, VENTRICULAR, SUPRAVENTRICULAR, BUNDLE_BRANCH, ISCHAEMIC = range(5)

EVENTS = ("P", "Q", "R", "S", "R'", "ST", "T")
SLOW = np.isin(EVENTS, ("P", "ST", "T"))  # the others make the QRS complex

# For each lead, the events of a normal beat, then the changes in each other class.
# Event: angle in degrees, height, width b in radians. The normal P, Q, R, S and T
# of the limb lead are the published ones, with height_i = a_i b_i^2 / (a_R b_R^2).
LIMB_LEAD = (
    {
        "P": (-60, 1 / 4, 0.25), "Q": (-15, -1 / 6, 0.10), "R": (0, 1.0, 0.10),
        "S": (15, -1 / 4, 0.10), "R'": (28, 0.0, 0.15), "ST": (45, 0.0, 0.30),
        "T": (90, 0.40, 0.40),
    },
    {
        "P": (-60, 0.0, 0.25), "Q": (-25, 0.0, 0.15), "R": (0, 1.2, 0.24),
        "S": (35, -0.45, 0.22), "ST": (60, -0.15, 0.30), "T": (105, -0.55, 0.45),
    },
    {"P": (-48, -0.08, 0.18), "T": (90, 0.35, 0.40)},
    {
        "Q": (-15, 0.0, 0.10), "R": (0, 0.9, 0.14), "S": (50, -0.30, 0.18),
        "R'": (28, 0.7, 0.15), "ST": (60, -0.05, 0.30), "T": (100, -0.20, 0.45),
    },
    {"R": (0, 0.9, 0.10), "ST": (45, -0.20, 0.30), "T": (90, -0.30, 0.35)},
)
CHEST_LEAD = (
    {
        "P": (-60, 0.22, 0.22), "Q": (-15, 0.0, 0.10), "R": (0, 0.45, 0.09),
        "S": (16, -1.0, 0.12), "R'": (36, 0.0, 0.15), "ST": (50, 0.04, 0.30),
        "T": (90, 0.28, 0.40),
    },
    {
        "P": (-60, 0.0, 0.22), "R": (-6, 0.2, 0.14), "S": (20, -1.2, 0.28),
        "ST": (60, 0.15, 0.30), "T": (105, 0.60, 0.45),
    },
    {"P": (-48, -0.15, 0.18), "T": (90, 0.24, 0.40)},
    {
        "R": (0, 0.4, 0.10), "S": (15, -0.55, 0.12), "R'": (38, 0.80, 0.17),
        "ST": (60, -0.05, 0.30), "T": (95, -0.28, 0.40),
    },
    {"S": (16, -0.8, 0.12), "ST": (50, 0.45, 0.35), "T": (88, 0.50, 0.40)},
)
EVENT_TABLE = np.array([
    [[(lead[NORMAL] | changes)[event] for event in EVENTS] for changes in lead]
    for lead in (LIMB_LEAD, CHEST_LEAD)
])  # leads x classes x E x (angle, height, width)

R_AREA = 30 * 0.1**2  # a_R b_R^2, so a_i = R_AREA * height_i / b_i^2
R_PEAK = R_AREA / (2 * np.pi)  # height of the R wave in z

SAMPLES, SAMPLING_RATE, R_INDEX = 140, 140, 56
STEPS_PER_SAMPLE = 2
STEP = 1 / (SAMPLING_RATE * STEPS_PER_SAMPLE)
LEAD_IN = 1.4  # integrated before the R peak: holds the previous beat, P wave and all
MAXIMUM_JITTER = 2  # error of the R-peak detector, in steps

MEAN_ECTOPIC_SHARE = {VENTRICULAR: 0.12, SUPRAVENTRICULAR: 0.08}
SUSTAINED_PATIENT_SHARE = {BUNDLE_BRANCH: 0.20, ISCHAEMIC: 0.15}
SUSTAINED_BEAT_SHARE = 0.75  # of the beats that are not ectopic, in such a patient


@dataclass(frozen=True)
class Population:
    """The traits that stay the same within each of P patients."""

    lead: np.ndarray  # P, index into EVENT_TABLE: limb 0, chest 1
    rr: np.ndarray  # P, mean RR interval
    angle_offset: np.ndarray  # P x E, rad
    height_factor: np.ndarray  # P x E
    height_offset: np.ndarray  # P x E
    width_factor: np.ndarray  # P x E
    severity: np.ndarray  # P x classes, mean severity in 0...1
    class_share: np.ndarray  # P x classes, rows sum to 1
    respiration: np.ndarray  # P, f2 in Hz
    wander: np.ndarray  # P, A relative to the R wave
    noise: np.ndarray  # P, standard deviation relative to the R wave


def draw_class_shares(rank, rng):
    """Share of each class among a patient's beats (P x classes).

    The patients first in `rank` (P) have a lasting condition.
    """
    patients = len(rank)
    shares = np.zeros((patients, len(CLASS_NAMES)))
    for label, mean in MEAN_ECTOPIC_SHARE.items():
        burden = rng.gamma(2.0, size=patients)
        shares[:, label] = mean * burden / burden.mean()
    rest = 1 - shares.sum(axis=1)
    first = 0
    for label, share in SUSTAINED_PATIENT_SHARE.items():
        last = first + round(share * patients)
        affected = (first <= rank) & (rank < last)
        shares[affected, label] = SUSTAINED_BEAT_SHARE * rest[affected]
        first = last
    shares[:, NORMAL] = 1 - shares.sum(axis=1)
    return shares


def draw_population(patients, rng):
    """`patients` random patients, half of them in each lead."""
    size = (patients, len(EVENTS))
    rank = rng.permutation(patients)
    return Population(
        lead=rank % len(EVENT_TABLE),
        rr=rng.normal(0.82, 0.10, patients).clip(0.62, 1.05),
        angle_offset=np.radians(rng.normal(0, np.where(SLOW, 4.5, 1.5), size)),
        height_factor=rng.lognormal(0, 0.20, size),
        height_offset=rng.normal(0, 0.05, size) * SLOW,
        width_factor=rng.lognormal(0, 0.12, size),
        severity=rng.uniform(0.70, 0.95, (patients, len(CLASS_NAMES))),
        class_share=draw_class_shares(rank, rng),
        respiration=rng.uniform(0.2, 0.35, patients),
        wander=rng.lognormal(np.log(0.15), 0.4, patients),
        noise=rng.lognormal(np.log(0.03), 0.4, patients),
    )


def draw_labels(class_share, rng):
    """One class (N, int32) per row of `class_share` (N x classes)."""
    draws = rng.random((len(class_share), 1))
    labels = (draws > np.cumsum(class_share, axis=1)).sum(axis=1)
    return labels.clip(max=len(CLASS_NAMES) - 1).astype(np.int32)


def draw_severity(mean, rng):
    """How far (N, 0...1) each beat lies from normal to its class, around `mean` (N)."""
    concentration = 8
    return rng.beta(concentration * mean, concentration * (1 - mean))


def draw_rhythm(labels, severity, mean_rr, respiration_phase, rng):
    """RR intervals: sinus arrhythmia, and early ectopic beats.

    All arguments but `rng` have one entry per beat. A ventricular beat is
    followed by a fully compensatory pause, a supraventricular one is not.
    """
    breathing = respiration_phase[:, None] + np.arange(-2, 2)  # about 1 rad per beat
    swing = 1 + 0.03 * np.sin(breathing)
    intervals = mean_rr[:, None] * swing * rng.normal(1, 0.03, swing.shape)
    ectopic = np.isin(labels, list(MEAN_ECTOPIC_SHARE))
    early = np.where(ectopic, severity * rng.uniform(0.15, 0.45, len(labels)), 0) * mean_rr
    intervals[:, 1] -= early
    intervals[:, 2] += np.where(labels == VENTRICULAR, early, 0)
    return Rhythm(intervals.clip(0.36, 1.35))


def draw_morphology(labels, severity, groups, population, rng):
    """Angle, height and width (each N x E) of the events of one beat per row.

    A beat lies `severity` of the way from its patient's normal beat to its class.
    """
    lead = population.lead[groups]
    normal, altered = EVENT_TABLE[lead, NORMAL], EVENT_TABLE[lead, labels]
    angle, height, width = np.moveaxis(normal + severity[:, None, None] * (altered - normal), 2, 0)
    size = angle.shape
    angle = np.radians(angle) + population.angle_offset[groups]
    angle += np.radians(rng.normal(0, np.where(SLOW, 1.5, 0.3), size))
    height *= population.height_factor[groups] * rng.lognormal(0, 0.07, size)
    height += population.height_offset[groups] + rng.normal(0, 0.02, size) * SLOW
    width *= population.width_factor[groups] * rng.lognormal(0, 0.04, size)
    return angle, height, width


def place_beat(morphology, turn, rhythm):
    """Events of one beat, `turn` beats after the one in the window.

    At other rates than 60 per minute the QRS complex keeps its times and the
    other events move with the square root of RR, as in Bazett's formula.
    """
    angle, height, width = morphology
    before, after = rhythm.intervals[:, 1 + turn, None], rhythm.intervals[:, 2 + turn, None]
    rr = np.where(angle < 0, before, after)
    phase = angle / np.where(SLOW, np.sqrt(rr), rr)
    return Events(2 * np.pi * turn + phase, R_AREA * height / width**2, width)


def draw_events(labels, severity, groups, population, rhythm, rng):
    """Events of the beat in each window and of the beats before and after it.

    The neighbours share the beat's class when that is a lasting condition, and
    are normal when the beat is ectopic.
    """
    lasting = np.isin(labels, list(SUSTAINED_PATIENT_SHARE))
    neighbours = np.where(lasting, labels, NORMAL)
    beats = [
        place_beat(draw_morphology(classes, severity, groups, population, rng), turn, rhythm)
        for turn, classes in ((-1, neighbours), (0, labels), (1, neighbours))
    ]
    fields = ("phase", "strength", "width")
    return Events(*(np.hstack([getattr(beat, field) for beat in beats]) for field in fields))


def standardise(windows):
    """Windows (N x n) with mean 0 and deviation 1 each, rounded to float16."""
    centred = windows - windows.mean(axis=1, keepdims=True)
    return (centred / centred.std(axis=1, keepdims=True)).astype(np.float16)


def cut_windows(trace, jitter):
    """Samples (N x SAMPLES) of `trace` around the R peak, off by `jitter` (N) steps."""
    offsets = (np.arange(SAMPLES) - R_INDEX) * STEPS_PER_SAMPLE + round(LEAD_IN / STEP)
    return np.take_along_axis(trace, offsets + jitter[:, None], axis=1)


def generate(patients, beats_per_patient, seed, first_patient=0):
    """Beats of `patients` random patients.

    Returns inputs (float16 N x SAMPLES), labels (int32 N) and groups (int32 N):
    patient numbers from `first_patient` on.
    """
    rng = np.random.default_rng(seed)
    population = draw_population(patients, rng)
    groups = np.repeat(np.arange(patients, dtype=np.int32), beats_per_patient)
    labels = draw_labels(population.class_share[groups], rng)
    severity = draw_severity(population.severity[groups, labels], rng)
    start = rng.uniform(0, 2 * np.pi, len(groups))
    rhythm = draw_rhythm(labels, severity, population.rr[groups], start, rng)
    events = draw_events(labels, severity, groups, population, rhythm, rng)

    def baseline(time):
        """Respiratory baseline z0 (N)."""
        turns = population.respiration[groups] * time
        return R_PEAK * population.wander[groups] * np.sin(2 * np.pi * turns + start)

    last = (SAMPLES - R_INDEX) * STEPS_PER_SAMPLE + MAXIMUM_JITTER
    times = np.arange(-round(LEAD_IN / STEP), last) * STEP
    trace = integrate(events, rhythm, baseline, times)
    jitter = rng.integers(-MAXIMUM_JITTER, MAXIMUM_JITTER + 1, len(groups))
    windows = cut_windows(trace, jitter)
    windows += R_PEAK * population.noise[groups, None] * rng.normal(size=windows.shape)
    return standardise(windows), labels, first_patient + groups
