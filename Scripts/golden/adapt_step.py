"""Learning on a device: the rule of one label."""

from .core import ONE, clamp

# The bits of P behind its point, of W, and of the margin in units.
P_BITS, W_BITS, MARGIN_BITS, GREATEST_UNIT = 18, 8, 12, 7
GREATEST_CONSTANT, GREATEST_STATE = 64, 1 << 18
GREATEST_STEP = (1 << 15) - 1


def is_int32(*values):
    """Return whether the values fit."""
    return all(-(1 << 31) <= value < 1 << 31 for value in values)


def rounded(value, shift):
    """Return value / 2^shift, rounded to the nearest, halves upward; of an int32."""
    assert is_int32(value) and 1 <= shift <= 31
    return (value + (1 << (shift - 1))) >> shift


class Rule:
    """The numbers of an adaptation section as the rule takes them."""

    def __init__(self, header, fields):
        self.d, self.outputs = header["componentCount"], header["outputCount"]
        self.is_wide = header.get("componentBits") == 16
        self.c = min(fields["constant"], GREATEST_CONSTANT)
        self.most_updates, self.margin = fields["mostUpdates"], fields["margin"]
        self.p_limit = min(fields["saturationOfP"], GREATEST_STATE)
        self.w_limit = min(fields["saturationOfW"], GREATEST_STATE)
        self.prior = min(fields["priorOfP"], self.p_limit)
        self.unit = clamp(fields["margin"].bit_length() - MARGIN_BITS, 0, GREATEST_UNIT)

    def features(self, z):
        """Return f of the d elements of z, and the constant behind them."""
        if self.is_wide:
            z = [min((value + 128) >> 8, 127) for value in z]
        return [*z, self.c]


def lead_of(outputs, label):
    """Return how far the label leads its best rival, and the rival."""
    others = [j for j in range(len(outputs)) if j != label]
    rival = max(others, key=lambda j: (outputs[j], -j))
    assert is_int32(outputs[label] - outputs[rival])
    return outputs[label] - outputs[rival], rival


class Learnt:
    """P and W, and how often the outputs were wrong."""

    def __init__(self, rule):
        self.rule, size = rule, rule.d + 1
        self.p = [[rule.prior if i == j else 0 for j in range(size)] for i in range(size)]
        self.w = [[0] * rule.outputs for _ in range(size)]
        self.updates = self.wrong = self.adapted_wrong = 0
        self.in_use = False

    def adapted(self, z, logits):
        """Return the outputs with what was learnt added."""
        rule, f, outputs = self.rule, self.rule.features(z), []
        for j, base in enumerate(logits):
            total = sum(row[j] * value for row, value in zip(self.w, f))
            assert is_int32(total + 128)
            change = rounded(total, W_BITS) << rule.unit
            assert is_int32(base + change)
            outputs.append(clamp(base + change, -ONE, ONE - 1))
        return outputs

    def learn(self, z, logits, label):
        """Take one label; return whether it was taken."""
        rule = self.rule
        if self.updates == rule.most_updates:
            return False
        self.updates += 1
        self.wrong += lead_of(logits, label)[0] <= 0
        lead, rival = lead_of(self.adapted(z, logits), label)
        self.adapted_wrong += lead <= 0
        step = min(max(rule.margin - lead, 0) >> (rule.unit + 1), GREATEST_STEP)
        self.update(rule.features(z), label, rival, step)
        return True

    def gains(self, f):
        """Return P f without its last bits, the number of these, the bits of s and 1 / s."""
        sums = [sum(entry * value for entry, value in zip(row, f)) for row in self.p]
        assert is_int32(*sums)
        total = sum(a * b for a, b in zip(sums, f))
        drop = max(max(map(abs, sums)).bit_length() - 15, 0)
        high = max(total >> 16, 0) + 4 * self.rule.c * self.rule.c
        high = max(high, (1 << (2 * drop)) >> 6)
        scale = high.bit_length()
        s = ((high << 16) + (total & 0xFFFF)) >> scale
        assert 1 << 15 <= s < 1 << 16
        return [value >> drop for value in sums], drop, scale, (1 << 31) // (s + 1)

    def update(self, f, label, rival, step):
        """Move P, and W by the step."""
        rule = self.rule
        v, drop, scale, reciprocal = self.gains(f)
        assert 10 <= 15 + scale - 2 * drop <= 31 and 2 <= 7 + scale - drop <= 31
        for r, row in enumerate(self.w):
            gain = rounded(v[r] * reciprocal, 16)
            change = rounded(gain * step, 7 + scale - drop)
            row[label] = clamp(row[label] + change, -rule.w_limit, rule.w_limit)
            row[rival] = clamp(row[rival] - change, -rule.w_limit, rule.w_limit)
            for c in range(r + 1):
                moved = self.p[r][c] - rounded(gain * v[c], 15 + scale - 2 * drop)
                self.p[r][c] = self.p[c][r] = clamp(moved, -rule.p_limit, rule.p_limit)

    def commit(self):
        """Decide whether what was learnt is used."""
        self.in_use = self.adapted_wrong < self.wrong
        return self.in_use
