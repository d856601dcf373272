"""What else makes a residual network smaller: distillation, pruning, and weights of eight bits.

    python smaller.py --network 4455 --teacher out/4455 --output out/4455/smaller.json

--teacher is what residual.py wrote for the same network, beats and seed.

- distilled: a fresh network of this size learns the logits of the beats' own teacher on training
  and transfer rows (G. Hinton, O. Vinyals, J. Dean, "Distilling the knowledge in a neural
  network", 2015).
- pruned: the smallest 80 % of all convolutions' weights are 0, and the others go on learning (S.
  Han, J. Pool, J. Tran, W. Dally, "Learning both weights and connections", NeurIPS 2015).
- int8 weights: symmetric, one scale for each output channel; activations stay float (R.
  Krishnamoorthi, "Quantizing deep convolutional networks for efficient inference", 2018).
"""

import copy
import json

import numpy as np
import torch
from torch import nn

import beats as rows_of
from command import arguments
from residual import NETWORKS
from training import answers, best_epochs, label_loss, teacher_loss, train_on, trained

PRUNED = 0.8
FINE_TUNING = 4  # a quarter of the epochs


def load(name, shape, path):
    """The network of that name with the weights of residual.py."""
    network = NETWORKS[name](*shape)
    with np.load(path) as arrays:
        network.load_state_dict({key: torch.from_numpy(arrays[key]) for key in arrays})
    return network.eval()


def distilled(build, train, transfer, epochs, seed):
    """A network that learnt logits; transfer rows with a held-out parent judge no epoch."""
    chosen = rows_of.held_out(train, seed)
    inputs = np.concatenate([train.inputs, transfer.inputs])
    logits = torch.from_numpy(np.concatenate([train.logits, transfer.logits]))
    mixed = chosen[transfer.parents].any(1)
    fitted = np.concatenate([~chosen, ~mixed])
    judging = np.concatenate([chosen, np.zeros_like(mixed)])
    used = fitted | judging
    epochs = max(1, epochs * len(train.inputs) // len(inputs))  # about as many steps
    best = best_epochs(build, inputs[used], logits[used], judging[used], teacher_loss, epochs, seed)
    return trained(build, inputs, logits, teacher_loss, best, seed)


def convolutions(network):
    return [module for module in network.modules() if isinstance(module, nn.Conv1d)]


def pruned(network, train, epochs, seed):
    """A copy whose least weights are 0, after some more epochs of the others."""
    network = copy.deepcopy(network)
    sizes = torch.cat([layer.weight.detach().abs().flatten() for layer in convolutions(network)])
    least = sizes.kthvalue(int(PRUNED * len(sizes))).values
    kept = [layer.weight.detach().abs() > least for layer in convolutions(network)]

    def clear(network):
        with torch.no_grad():
            for layer, mask in zip(convolutions(network), kept):
                layer.weight *= mask

    torch.manual_seed(seed)
    clear(network)
    labels = torch.from_numpy(train.labels).long()
    train_on(network, train.inputs, labels, label_loss, max(1, epochs // FINE_TUNING),
             after_step=clear)
    return network.eval()


def with_int8_weights(network):
    """A copy whose weights are integers of −127...127 times a scale for each output channel."""
    network = copy.deepcopy(network)
    with torch.no_grad():
        for layer in [*convolutions(network), network.head]:
            rows = layer.weight.flatten(1)
            scale = rows.abs().amax(1, keepdim=True).clamp_min(1e-12) / 127
            layer.weight.copy_(((rows / scale).round() * scale).view_as(layer.weight))
    return network


def folded_bytes(network, bytes_per_weight, sparse=False):
    """Weights and, for each output channel, a bias (and a scale of int8 weights), in 4 bytes.

    Normalisation is folded into the convolutions. A sparse layer has one bit for each weight, too.
    """
    total = 0
    for layer in [*convolutions(network), network.head]:
        weights, channels = layer.weight, len(layer.weight)
        is_sparse = sparse and layer is not network.head
        stored = int(weights.count_nonzero()) if is_sparse else weights.numel()
        total += stored * bytes_per_weight + (-(-weights.numel() // 8) if is_sparse else 0)
        total += channels * (4 if bytes_per_weight == 4 else 8)
    return total


def macs(network, length, sparse=False):
    """Multiply-accumulates of a row; of a sparse network by weights that are not 0."""
    total = network.head.weight.numel()

    def count(layer, _, output):
        nonlocal total
        weights = layer.weight.count_nonzero() if sparse else layer.weight.numel()
        total += int(weights) * output.shape[-1]

    hooks = [layer.register_forward_hook(count) for layer in convolutions(network)]
    answers(network, np.zeros((1, length), np.float32))
    for hook in hooks:
        hook.remove()
    return total


def figures(network, reference, test, bytes_per_weight=4, sparse=False):
    """Accuracy, agreement with the answers of the network itself, bytes and work."""
    labels = answers(network, test.inputs).argmax(1).numpy()
    return {"accuracy": float((labels == test.labels).mean()),
            "agreement": float((labels == reference).mean()),
            "bytes": folded_bytes(network, bytes_per_weight, sparse),
            "macs": macs(network, test.inputs.shape[1], sparse)}


def main():
    options = arguments(__doc__, list(NETWORKS), also={"--teacher": "what residual.py wrote"})
    torch.set_num_threads(1)
    train, transfer = (rows_of.read(options.beats, part) for part in ("train", "transfer"))
    shape = train.inputs.shape[1], train.class_count
    network = load(options.network, shape, f"{options.teacher}/weights.npz")
    student = distilled(lambda: NETWORKS[options.network](*shape), train, transfer,
                        options.epochs, options.seed)
    sparse = pruned(network, train, options.epochs, options.seed)
    test = rows_of.read(options.beats, "test")
    reference = answers(network, test.inputs).argmax(1).numpy()
    forms = {
        "the network": figures(network, reference, test),
        "distilled": figures(student, reference, test),
        "distilled, int8 weights": figures(with_int8_weights(student), reference, test, 1),
        "pruned": figures(sparse, reference, test, 4, True),
        "int8 weights": figures(with_int8_weights(network), reference, test, 1),
        "pruned, int8 weights": figures(with_int8_weights(sparse), reference, test, 1, True),
    }
    options.output.write_text(json.dumps(forms, indent=1) + "\n", encoding="utf-8")
    for name, found in forms.items():
        print(f"{name}: accuracy {found['accuracy']:.4f}, {found['bytes']:,} bytes")


if __name__ == "__main__":
    main()
