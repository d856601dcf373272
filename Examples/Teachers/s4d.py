"""A diagonal state-space network, S4D.

A. Gu, A. Gupta, K. Goel, C. Ré, "On the parameterization and initialization of diagonal state
space models", NeurIPS 2022. Each channel has a linear system of N complex states, s' = A s + u, y
= Re(C s). A is diagonal and starts as S4D-Lin: −1/2 + iπn. The system is discretised by a
zero-order hold. Its answer to a whole beat is a convolution with its answer to an impulse. SiLU
stands where the paper has GELU, whose gradient has NaN in some builds of PyTorch 1.13.
"""

import math

import torch
from torch import nn

from command import main

CHANNELS, STATES, BLOCKS = 16, 8, 2  # a state stands for itself and its conjugate
SHORTEST, LONGEST = 1e-3, 1e-1  # steps of time


class DiagonalStateSpace(nn.Module):
    """One system for each channel: B x H x L in and out."""

    def __init__(self, channels=CHANNELS, states=STATES):
        super().__init__()
        spread = torch.rand(channels, 1) * math.log(LONGEST / SHORTEST)
        self.log_step = nn.Parameter(spread + math.log(SHORTEST))
        self.log_decay = nn.Parameter(torch.full((channels, states), math.log(0.5)))
        frequencies = math.pi * torch.arange(states, dtype=torch.float32)
        self.frequency = nn.Parameter(frequencies.repeat(channels, 1))
        self.readout = nn.Parameter(torch.randn(channels, states, 2) * math.sqrt(0.5))
        self.skip = nn.Parameter(torch.randn(channels))

    def discrete(self):
        """Logarithms of the states' change over a step, and their weights in the output (H x N)."""
        rate = torch.complex(-self.log_decay.exp(), self.frequency)
        step = self.log_step.exp() * rate
        return step, torch.view_as_complex(self.readout) * (step.exp() - 1) / rate

    def kernel(self, length):
        """The answer to an impulse, H x L."""
        rate, weight = self.discrete()
        powers = (rate[:, :, None] * torch.arange(length)).exp()
        return 2 * (weight[:, :, None] * powers).real.sum(1)

    def forward(self, signal):
        length = signal.shape[-1]
        reversed_kernel = self.kernel(length).flip(1)[:, None]
        past = nn.functional.pad(signal, (length - 1, 0))
        answer = nn.functional.conv1d(past, reversed_kernel, groups=len(self.skip))
        return answer + self.skip[:, None] * signal


class Block(nn.Module):
    """A system, a gated mixture of the channels, a shortcut and layer normalisation."""

    def __init__(self, channels=CHANNELS):
        super().__init__()
        self.system = DiagonalStateSpace(channels)
        self.mix, self.norm = nn.Linear(channels, 2 * channels), nn.LayerNorm(channels)

    def forward(self, signal):
        mixed = self.mix(nn.functional.silu(self.system(signal)).transpose(1, 2))
        return self.norm(nn.functional.glu(mixed) + signal.transpose(1, 2)).transpose(1, 2)


class S4D(nn.Module):
    """Blocks over time, their mean, and the head."""

    def __init__(self, length, classes):
        super().__init__()
        self.length, self.enter = length, nn.Linear(1, CHANNELS)
        self.blocks = nn.Sequential(*[Block() for _ in range(BLOCKS)])
        self.head = nn.Linear(CHANNELS, classes)

    def forward(self, rows):
        return self.head(self.blocks(self.enter(rows[:, :, None]).transpose(1, 2)).mean(2))

    def cost(self):
        """Parameters and multiply-accumulates, run step by step as a device would.

        A complex state costs 4 for its change and 2 for the real part that it adds to the output.
        """
        parameters = sum(tensor.numel() for tensor in self.parameters())
        block = CHANNELS * (6 * STATES + 1) + CHANNELS * 2 * CHANNELS
        steps = self.length * (CHANNELS + BLOCKS * block)
        return parameters, steps + self.head.weight.numel()


if __name__ == "__main__":
    main(__doc__, {"s4d": S4D})
