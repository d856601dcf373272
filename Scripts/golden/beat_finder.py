"""Which maxima of the energy are beats."""

from .beat_energy import slopes_and_energies
from .beat_intervals import limited
from .beat_levels import Levels
from .beat_place import peak_place
from .core import padded

MEMORY = 65536


def derived(fields):
    """Return the numbers that follow from the section."""
    box, lag, start = fields["box"], fields["lag"], fields["from"]
    delay = (box + lag) // 2
    refractory = max(fields["refractory"], (start + 1) // 2, 2 * box)
    hold = max(refractory, start)
    reach = max(fields["before"], 2 * box) + fields["integration"] + delay + hold
    kept = padded(max(reach, box + lag) + 1)
    return {"delay": delay, "refractory": refractory, "hold": hold, "kept": kept}


def maxima(slopes, energies, refractory):
    """Yield each maximum as (energy, place, slope), and where its climb ends."""
    top, since, before = None, 0, 0
    for at, energy in enumerate(energies):
        if top is None:
            if energy > before:
                top = (energy, at)
        elif energy > top[0]:
            top = (energy, at)
        elif at - top[1] >= refractory:
            yield (*top, max(slopes[since:top[1] + 1])), at
            top, since = None, at + 1
        before = energy


class Finder:
    """A search over all samples of a stream."""

    def __init__(self, samples, fields):
        self.samples, self.fields, self.facts = samples, fields, derived(fields)
        self.levels = Levels(fields)
        self.last = self.held = None
        self.usual, self.patience, self.origin = 0, self.facts["hold"] + fields["searchBack"], 0

    def ends(self):
        """Yield every index where a search ends, with (place of the energy, peak) or None."""
        learning = self.facts["kept"] + 2 * self.fields["searchBack"]
        slopes, energies = slopes_and_energies(self.samples, self.fields)
        found = list(maxima(slopes, energies, self.facts["refractory"]))
        for (energy, *_), end in found:
            if self.facts["kept"] <= end < learning:
                self.levels.learn(energy)
        self.origin = learning - 1
        judged = {maximum[1] + self.facts["hold"]: maximum for maximum, end in found
                  if end >= learning}
        for at in range(learning, len(energies)):
            if self.judge(*judged[at]) if at in judged else at - self.origin >= self.patience:
                yield at, self.end(at)

    def judge(self, energy, place, slope):
        """Return whether a maximum is a beat."""
        threshold, last = self.levels.threshold(), self.last
        wave = last and place - last["place"] < self.fields["tWave"] and slope < last["slope"] // 2
        beat = not wave and energy > threshold
        best = self.held["energy"] if self.held else 0
        if beat or (not wave and energy > max(threshold // 2, best)):
            peak = peak_place(self.samples, place, self.fields, self.facts["delay"])
            self.held = {"energy": energy, "place": place, "slope": slope, "peak": peak}
        if not beat:
            self.levels.note_noise(energy)
        return beat

    def end(self, at):
        """End a search; return the peak of its beat and the interval before it, or None."""
        beat, self.held = self.held, None
        if beat is None:
            self.levels.signal -= self.levels.signal >> 1
            self.origin = at
            if self.last and at - self.last["place"] > MEMORY:
                self.last["place"] = self.last["peak"] = at - MEMORY
            return None
        self.levels.note_beat(beat["energy"])
        interval = None
        if self.last:
            interval = limited(beat["peak"] - self.last["peak"])
            self.usual = self.usual - (self.usual >> 3) + (interval >> 3) if self.usual else interval
        self.patience = self.facts["hold"] + max(
            self.fields["searchBack"], self.usual + (self.usual >> 1))
        self.origin, self.last = beat["place"], beat
        return beat["peak"], interval
