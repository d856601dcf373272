"""The command of every teacher in PyTorch: train it, and write its three activation dumps.

    python s4d.py --output out/s4d            # train.npz, transfer.npz and test.npz
"""

import argparse
import dataclasses
import sys
from pathlib import Path

import numpy as np
import torch

import beats as rows_of
from training import answers, fit

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Python/src"))
from tessera_pla.exporters.dump_writer import write_dump  # noqa: E402
from tessera_pla.exporters.torch_dump import read_teacher  # noqa: E402

PARTS = ("train", "transfer", "test")


def arguments(description, networks, also=None):
    """The options that all teachers have, and those in `also` (name: help)."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--beats", default=str(rows_of.BUNDLED), metavar="PREFIX",
                        help="PREFIX-train.npz, -transfer.npz, -test.npz (the bundled beats)")
    parser.add_argument("--output", type=Path, required=True, metavar="PATH")
    parser.add_argument("--epochs", type=int, default=40, help="the most (40)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--network", choices=networks, default=networks[0])
    for name, text in (also or {}).items():
        parser.add_argument(name, required=True, help=text)
    return parser.parse_args()


def main(description, networks):
    """Trains one of `networks` (name: function of length and classes) and writes its dumps."""
    options = arguments(description, list(networks))
    torch.set_num_threads(1)  # the same figures on every machine's number of cores
    train = rows_of.read(options.beats, "train")
    shape = train.inputs.shape[1], train.class_count
    network = fit(lambda: networks[options.network](*shape), train, options.epochs, options.seed)
    for part in PARTS:
        export(network, rows_of.read(options.beats, part), options.output / f"{part}.npz")
    arrays = {name: values.numpy() for name, values in network.state_dict().items()}
    np.savez(options.output / "weights.npz", **arrays)
    print(f"{options.network}: accuracy {accuracy(network, options.beats):.4f} on the test rows")


def export(network, rows, path):
    """Writes the dump of one part. A network that states its own cost is taken at its word."""
    teacher = read_teacher(network, rows.inputs)
    if hasattr(network, "cost"):
        parameters, macs = network.cost()
        teacher = dataclasses.replace(teacher, parameters=parameters, macs=macs, uncounted=())
    return write_dump(teacher, rows.inputs, path, labels=rows.labels, groups=rows.groups,
                      parents=rows.parents, class_names=rows.class_names)


def accuracy(network, prefix):
    test = rows_of.read(prefix, "test")
    return float((answers(network, test.inputs).argmax(1).numpy() == test.labels).mean())
