"""The levels of beats and of what is none."""


def moved(value, to, part):
    """Return `value`, closer to `to` by so many 256ths."""
    step = (abs(to - value) >> 8) * part
    return value + step if to > value else value - step


class Levels:
    """Signal and noise."""

    def __init__(self, fields):
        self.fields, self.signal, self.noise = fields, 0, 0

    def threshold(self):
        """Return what a beat must exceed."""
        return moved(self.noise, self.signal, self.fields["threshold"])

    def learn(self, energy):
        """Take the largest energy as the signal."""
        if energy > self.signal:
            self.signal, self.noise = energy, energy >> 3

    def note_beat(self, energy):
        """Follow a beat."""
        limited = 4 * self.signal if energy >> 2 > self.signal else energy
        self.signal = moved(self.signal, limited, self.fields["signalDecay"])

    def note_noise(self, energy):
        """Follow what is no beat."""
        self.noise = moved(self.noise, min(energy, self.signal >> 1), self.fields["noiseDecay"])
