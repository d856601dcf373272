"""Trains a network on labels (or on another teacher's logits) without a look at the test rows.

The number of epochs is the one with the least cross-entropy on held-out training rows. Then a fresh
network of the same seed learns from all training rows for as many epochs.
"""

import numpy as np
import torch
from torch.nn.functional import cross_entropy, log_softmax, softmax

import beats as rows_of

BATCH, RATE, DECAY, SMOOTHING, NORM = 32, 3e-3, 1e-2, 0.05, 1.0


def fit(build, train, epochs, seed):
    """A network from `build()`, trained on the labels of `train` for at most `epochs`."""
    targets = torch.from_numpy(train.labels).long()
    chosen = rows_of.held_out(train, seed)
    best = best_epochs(build, train.inputs, targets, chosen, label_loss, epochs, seed)
    return trained(build, train.inputs, targets, label_loss, best, seed)


def label_loss(logits, labels):
    return cross_entropy(logits, labels, label_smoothing=SMOOTHING)


def teacher_loss(logits, teacher, temperature=2.0):
    """Cross-entropy with the teacher's softmax, both at a temperature (Hinton et al., 2015)."""
    probabilities = softmax(teacher / temperature, 1)
    return -(probabilities * log_softmax(logits / temperature, 1)).sum(1).mean() * temperature**2


def best_epochs(build, inputs, targets, chosen, loss, epochs, seed):
    """The number of epochs with the least loss on the `chosen` rows; the first of equals."""
    losses = []

    def watch(network):
        losses.append(float(loss(answers(network, inputs[chosen]), targets[chosen])))

    trained(build, inputs[~chosen], targets[~chosen], loss, epochs, seed, watch)
    if not np.isfinite(losses).all():
        raise ArithmeticError("the loss on held-out rows is not finite: the training diverged")
    return int(np.argmin(losses)) + 1


def trained(build, inputs, targets, loss, epochs, seed, watch=None):
    """A new network after `epochs` epochs of AdamW over rows in a seeded order."""
    torch.manual_seed(seed)
    network = build()
    train_on(network, inputs, targets, loss, epochs, watch)
    return network.eval()


def train_on(network, inputs, targets, loss, epochs, watch=None, after_step=None):
    """Trains `network` in place; `after_step(network)` may put weights back."""
    inputs = torch.from_numpy(inputs)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    for _ in range(epochs):
        network.train()
        for batch in torch.randperm(len(inputs)).split(BATCH):
            if len(batch) == 1:  # batch normalisation needs two
                continue
            optimizer.zero_grad()
            loss(network(inputs[batch]), targets[batch]).backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), NORM)
            optimizer.step()
            if after_step:
                after_step(network)
        if watch:
            watch(network.eval())


def answers(network, inputs):
    """Logits of a network in use, N x C."""
    with torch.no_grad():
        return torch.cat([network(part) for part in torch.from_numpy(inputs).split(256)])
