"""Liquid networks: closed-form continuous-time cells (CfC), dense or wired as a circuit (NCP).

R. Hasani, M. Lechner, A. Amini et al., "Closed-form continuous-time neural networks", Nature
Machine Intelligence 4, 2022: the state is h = σ(−f t) g + (1 − σ(−f t)) k, where f, g and k are
layers over input and state. M. Lechner, R. Hasani, A. Amini et al., "Neural circuit policies
enabling auditable autonomy", Nature Machine Intelligence 2, 2020: neurons are sensory, inter,
command and motor neurons, with few wires from each kind to the next, and among command neurons.

A beat comes in as windows of 5 samples, one at each step. Wires may have either sign.
"""

import numpy as np
import torch
from torch import nn

from command import main

WINDOW, HIDDEN, BACKBONE = 5, 24, 32
INTER, COMMAND, MOTOR = 16, 12, 8  # neurons of the circuit
FAN_OUT, FAN_IN, RECURRENT = 6, 6, 24
WIRING_SEED = 7


class ClosedFormCell(nn.Module):
    """A step of B x taken and B x size to B x size; `wires` (size x all) are those there are."""

    def __init__(self, taken, size, wires=None, backbone=0):
        super().__init__()
        self.size, width = size, backbone or taken + size
        self.backbone = nn.Linear(taken + size, backbone) if backbone else None
        self.wires = None if wires is None else nn.Parameter(wires, requires_grad=False)
        self.layers = nn.ModuleList(nn.Linear(width, size) for _ in range(4))

    def forward(self, taken, state, time=1.0):
        joined = torch.cat([taken, state], 1)
        if self.backbone:
            joined = 1.7159 * torch.tanh(0.666 * self.backbone(joined))
        first, second, rate, start = (
            nn.functional.linear(joined, self.wired(layer.weight), layer.bias)
            for layer in self.layers)
        share = torch.sigmoid(rate * time + start)
        return torch.tanh(first) * (1 - share) + share * torch.tanh(second)

    def wired(self, weight):
        return weight if self.wires is None else weight * self.wires

    def cost(self):
        """Parameters, and multiply-accumulates of one step; a wire that is not there has none."""
        dense = self.layers[0].weight.numel()
        wires = 4 * (dense if self.wires is None else int(self.wires.sum()))
        before = self.backbone.weight.numel() if self.backbone else 0
        biases = 4 * self.size + (self.backbone.out_features if self.backbone else 0)
        return wires + before + biases, wires + before


class Liquid(nn.Module):
    """Cells one behind the other over the windows of a beat; the last one's state is read."""

    def __init__(self, cells, length, classes):
        super().__init__()
        self.cells, self.steps = nn.ModuleList(cells), length // WINDOW
        self.head = nn.Linear(cells[-1].size, classes)

    def forward(self, rows):
        states = [rows.new_zeros(len(rows), cell.size) for cell in self.cells]
        for signal in rows.unflatten(1, (self.steps, WINDOW)).unbind(1):
            for place, cell in enumerate(self.cells):
                signal = states[place] = cell(signal, states[place])
        return self.head(signal)

    def cost(self):
        costs = [cell.cost() for cell in self.cells]
        head = self.head.weight.numel()
        return (sum(parameters for parameters, _ in costs) + head + self.head.out_features,
                self.steps * sum(macs for _, macs in costs) + head)


def cfc(length, classes):
    """One dense cell with a backbone."""
    return Liquid([ClosedFormCell(WINDOW, HIDDEN, backbone=BACKBONE)], length, classes)


def ncp(length, classes):
    """The circuit: inter, command and motor neurons, each kind a cell."""
    random = np.random.default_rng(WIRING_SEED)
    to_motor = fan_out_wires(MOTOR, COMMAND, FAN_IN, random).T  # by fan-in
    return Liquid([
        wired_cell(fan_out_wires(WINDOW, INTER, FAN_OUT, random), np.eye(INTER)),
        wired_cell(fan_out_wires(INTER, COMMAND, FAN_OUT, random), recurrent_wires(random)),
        wired_cell(to_motor, np.eye(MOTOR)),
    ], length, classes)


def wired_cell(wires, own):
    """A cell from its wires: from before (sources x targets), and to itself (targets x targets)."""
    both = torch.from_numpy(np.concatenate([wires, own]).T.astype(np.float32))
    return ClosedFormCell(*wires.shape, both)


def fan_out_wires(sources, targets, fan_out, random):
    """Wires (sources x targets, 0 or 1): `fan_out` from each source, one or more to each target."""
    wires = np.zeros((sources, targets))
    for source in range(sources):
        wires[source, random.choice(targets, fan_out, replace=False)] = 1
    for target in np.flatnonzero(wires.sum(0) == 0):
        wires[random.integers(sources), target] = 1
    return wires


def recurrent_wires(random):
    """Command neurons keep their state, and have wires among each other."""
    wires = np.eye(COMMAND)
    wires.flat[random.choice(COMMAND * COMMAND, RECURRENT, replace=False)] = 1
    return wires


if __name__ == "__main__":
    main(__doc__, {"cfc": cfc, "ncp": ncp})
