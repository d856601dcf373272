"""Students of a stream with the samples for them, and the digest of what they answer."""

from .beat_stream import beats_of
from .classify import classify
from .core import LOGITS
from .pack import pack_student
from .program import ALL, program_of, run_program
from .randomness import Random, random_sections
from .second import second_header
from .signals import ONE_COUNT, electrogram, spread_scales

RATE = 360
# 54 and 86 samples, as in the beats of MIT-BIH; box and lag of 28 ms, integration of 110 ms.
FIELDS = {"before": 54, "from": 86, "refractory": 72, "tWave": 130, "searchBack": 432, "box": 10,
          "lag": 10, "integration": 40, "threshold": 96, "signalDecay": 64, "noiseDecay": 32,
          "rrFeatures": 1}
BEATS, WINDOWS = 0, 1


def rhythm(rng, count, interval, top):
    """Return beats with waves before and behind them, about `interval` samples apart, in noise."""
    samples, next_beat, beat, height = [], 40, -1000, top
    for at in range(count):
        if at == next_beat:
            beat, height = at, top - rng.below(top // 4)
            next_beat += interval - interval // 8 + rng.below(interval // 4)
        since, value = at - beat, rng.within(-top // 60, top // 60)
        if 0 <= since < 20:
            value += height * (10 - abs(10 - since)) // 10
        elif interval > 200 and 75 <= since < 135:
            value += height * (30 - abs(105 - since)) // 120
        samples.append(value)
    return samples


def beat_student(seed, intervals):
    """Return (bytes, header, sections) of a student of beats of the form of MIT-BIH."""
    rng = Random(seed, f"stream-beats-{intervals}")
    fields = {**FIELDS, "rrFeatures": intervals}
    length = 140 + 4 * intervals
    header = second_header(rng, length, 3, 4, LOGITS, length=length, rate=1000 * RATE, m=140,
                           scaled=bool(intervals), counted=False)
    sections = {**random_sections(rng, header), "beats": fields}
    if intervals:
        rows = [[-2000, -2000, -2000, 5000], [2000, 2000, 2000, 11000]]
        sections["scales"] = spread_scales(rows)
    return pack_student(header, sections), header, sections


def window_student(seed):
    """Return (bytes, header, sections) of a student of windows that overlap, with a program."""
    rng = Random(seed, "stream-windows")
    length = 500
    program, constants = program_of(
        [ONE_COUNT], ("standardize", 0, 1, ALL, (1,), ()), ("events", 1, 0, ALL, (512, 20), ()))
    rows = [run_program(program, {"samplesPerChannel": length, "channelCount": 1},
                        electrogram(rng, length), constants) for _ in range(24)]
    header = second_header(rng, len(rows[0]), 4, 2, LOGITS, scaled=True, length=length,
                           features=len(rows[0]), rate=250_000, hop=125)
    sections = {**random_sections(rng, header), "scales": spread_scales(rows), "program": program}
    return pack_student(header, sections), header, sections


def answers_to_beats(samples, header, sections):
    """Yield (samples so far, place, answer) of each beat."""
    for at, place, window in beats_of(samples, sections["beats"]):
        yield at + 1, place, classify(header, sections, window)


def answers_to_windows(samples, header, sections):
    """Yield (samples so far, 0, answer) of each window."""
    length = header["samplesPerChannel"]
    for end in range(length, len(samples) + 1, header["hop"]):
        yield end, 0, classify(header, sections, samples[end - length:end])


def digest(answers):
    """Return (number, digest) of answers: FNV-1a over their words."""
    count, found = 0, 0x811C9DC5
    for at, place, answer in answers:
        words = [at, place, answer["label"], answer["region"], answer["margin"], *answer["logits"]]
        for word in words:
            found = ((found ^ (int(word) & 0xFFFFFFFF)) * 0x01000193) & 0xFFFFFFFF
        count += 1
    return count, found


def streams(seed):
    """Yield (name, kind, bytes, samples, number of answers, digest) of every stream."""
    rng = Random(seed, "streams")
    for name, intervals, interval in (("beats-75-a-minute", 1, 288), ("beats-220-a-minute", 1, 98),
                                      ("beats-without-intervals", 0, 288)):
        data, header, sections = beat_student(seed, intervals)
        samples = rhythm(rng, 12000, interval, 700)
        yield name, BEATS, data, samples, *digest(answers_to_beats(samples, header, sections))
    fallen = rhythm(rng, 4000, 288, 2000) + [32767] * 3000 + rhythm(rng, 5000, 200, 90)
    data, header, sections = beat_student(seed, 1)
    yield ("beats-lead-falls-off", BEATS, data, fallen,
           *digest(answers_to_beats(fallen, header, sections)))
    data, header, sections = window_student(seed)
    samples = electrogram(rng, 8000)
    yield "windows", WINDOWS, data, samples, *digest(answers_to_windows(samples, header, sections))
