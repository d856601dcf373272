"""A convolutional LSTM over frames of a beat.

X. Shi, Z. Chen, H. Wang, D.-Y. Yeung, W.-K. Wong, W.-C. Woo, "Convolutional LSTM network", NeurIPS
2015, in one dimension: input-to-state and state-to-state are convolutions, and the gates see the
cell through peepholes.
"""

import torch
from torch import nn

from command import main

FRAME, CHANNELS, KERNEL = 10, 8, 3


class ConvLSTM(nn.Module):
    """Frames of 10 samples, a state of 8 channels x 10, and a head over the last state."""

    def __init__(self, length, classes):
        super().__init__()
        self.steps = length // FRAME
        self.gates = nn.Conv1d(1 + CHANNELS, 4 * CHANNELS, KERNEL, padding=KERNEL // 2)
        self.peepholes = nn.Parameter(torch.zeros(3, CHANNELS, FRAME))
        self.head = nn.Linear(CHANNELS * FRAME, classes)

    def forward(self, rows):
        hidden = cell = rows.new_zeros(len(rows), CHANNELS, FRAME)
        to_input, to_forget, to_output = self.peepholes
        for frame in rows.unflatten(1, (self.steps, 1, FRAME)).unbind(1):
            taken, kept, given, new = self.gates(torch.cat([frame, hidden], 1)).chunk(4, 1)
            taken = torch.sigmoid(taken + to_input * cell)
            kept = torch.sigmoid(kept + to_forget * cell)
            cell = kept * cell + taken * torch.tanh(new)
            hidden = torch.sigmoid(given + to_output * cell) * torch.tanh(cell)
        return self.head(hidden.flatten(1))

    def cost(self):
        """Parameters and multiply-accumulates; the peepholes are products, too."""
        parameters = sum(tensor.numel() for tensor in self.parameters())
        step = self.gates.weight.numel() * FRAME + self.peepholes.numel()
        return parameters, self.steps * step + self.head.weight.numel()


if __name__ == "__main__":
    main(__doc__, {"convlstm": ConvLSTM})
