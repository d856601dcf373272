"""Compact residual convolutional networks of 4,455 to 73,343 stored numbers.

K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for image recognition", CVPR 2016, in one
dimension: a convolution, two blocks that each halve the length, global average pooling and a head.
The numbers of a network count the statistics of batch normalisation, as the exporters do.
"""

from torch import nn
from torch.nn.functional import relu

from command import main

STEM, KERNEL = 16, 5
# Name, by its stored numbers with 5 classes: the widths of the blocks and the stem's kernel.
SIZES = {"4455": ((12, 14), 9), "17827": ((22, 38), 5), "73343": ((46, 82), 5)}


def convolution(before, after, kernel, stride=1):
    """A convolution that keeps the length (or divides it by `stride`), normalised."""
    return nn.Sequential(
        nn.Conv1d(before, after, kernel, stride, padding=kernel // 2, bias=False),
        nn.BatchNorm1d(after))


class Block(nn.Module):
    """Two convolutions beside a shortcut; half the length comes out."""

    def __init__(self, before, after):
        super().__init__()
        self.first = convolution(before, after, KERNEL, stride=2)
        self.second = convolution(after, after, KERNEL)
        self.shortcut = convolution(before, after, 1, stride=2)

    def forward(self, signal):
        return relu(self.second(relu(self.first(signal))) + self.shortcut(signal))


class Residual(nn.Module):
    """The network of one size."""

    def __init__(self, widths, stem_kernel, classes):
        super().__init__()
        self.stem = convolution(1, STEM, stem_kernel)
        befores = (STEM, *widths)
        self.blocks = nn.Sequential(*map(Block, befores, widths))
        self.head = nn.Linear(widths[-1], classes)

    def forward(self, rows):
        return self.head(self.blocks(relu(self.stem(rows[:, None]))).mean(2))


def of_size(name):
    """The function that builds the network of that name."""
    return lambda length, classes: Residual(*SIZES[name], classes)


NETWORKS = {name: of_size(name) for name in SIZES}

if __name__ == "__main__":
    main(__doc__, NETWORKS)
