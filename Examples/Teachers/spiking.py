"""A spiking network of leaky integrate-and-fire neurons, trained with a surrogate gradient.

E. O. Neftci, H. Mostafa, F. Zenke, "Surrogate gradient learning in spiking neural networks", IEEE
Signal Processing Magazine 36(6), 2019; the surrogate is the fast sigmoid of F. Zenke, S. Ganguli,
"SuperSpike", Neural Computation 30, 2018. A beat is a constant current for some steps. The head
reads how often each neuron of the last layer fired.
"""

import torch
from torch import nn

from command import main

NEURONS, STEPS = 64, 8
LEAK, THRESHOLD, STEEPNESS = 0.9, 1.0, 10.0


class Spike(torch.autograd.Function):
    """1 above 0, else 0; backwards the slope 1 / (1 + 10 |v|)²."""

    @staticmethod
    def forward(context, above):
        context.save_for_backward(above)
        return (above > 0).to(above.dtype)

    @staticmethod
    def backward(context, gradient):
        above, = context.saved_tensors
        return gradient / (1 + STEEPNESS * above.abs()) ** 2


def fire(potential, current):
    """One step of neurons: the potential after a reset, and the spikes (0 or 1)."""
    potential = LEAK * potential + current
    spikes = Spike.apply(potential - THRESHOLD)
    return potential - THRESHOLD * spikes, spikes


class Spiking(nn.Module):
    """Two layers of neurons over some steps, and a head over their rates."""

    def __init__(self, length, classes):
        super().__init__()
        self.enter, self.between = nn.Linear(length, NEURONS), nn.Linear(NEURONS, NEURONS)
        self.head = nn.Linear(NEURONS, classes)

    def forward(self, rows):
        current = self.enter(rows)
        first = second = count = torch.zeros_like(current)
        for _ in range(STEPS):
            first, spikes = fire(first, current)
            second, spikes = fire(second, self.between(spikes))
            count = count + spikes
        return self.head(count / STEPS)

    def cost(self):
        """Parameters and multiply-accumulates, as if every neuron fired at every step."""
        parameters = sum(tensor.numel() for tensor in self.parameters())
        return parameters, (self.enter.weight.numel() + STEPS * self.between.weight.numel()
                            + self.head.weight.numel())


if __name__ == "__main__":
    main(__doc__, {"spiking": Spiking})
