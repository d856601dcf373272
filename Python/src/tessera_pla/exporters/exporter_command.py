"""The command line that the exporters share: options, input files, error messages."""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
import zipfile
from pathlib import Path
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .augmentations import METHODS, TransferInputs
from .dump_writer import Written, recognised, write_dump
from .outputs import FORMS, TASKS, Outputs
from .row_arrays import UNLABELLED, check_labels
from .teacher import Array, ExportError, Teacher

ROW_ARRAYS = ("inputs", "labels", "groups", "parents")
NAMES = ("class_names", "feature_names")


def parser(description: str, epilog: str | None = None) -> argparse.ArgumentParser:
    """Options of every exporter; each adds those that name its network."""
    made = argparse.ArgumentParser(description=description, epilog=epilog)
    option = made.add_argument
    option("model", metavar="MODEL", help="the teacher")
    option("inputs", metavar="INPUTS", type=Path,
           help="inputs as .npy (N x ...), or a .npz or a directory of .npy that may hold labels, "
                "groups, parents, class_names and feature_names, too")
    option("--output", required=True, metavar="DUMP",
           help="X.npz, or a directory of .npy shards for a large set")
    for name in ROW_ARRAYS[1:]:
        option(f"--{name}", type=Path, metavar="FILE", help=f"{name} as .npy or .npz")
    for name in NAMES:
        option(f"--{name.replace('_', '-')}", metavar="A,B,C", help="names, or a file of them")
    option("--no-label", metavar="VALUE",
           help=f"the label of rows without one, beside {UNLABELLED}, NaN, and -1 below 0, 1, ...")
    option("--task", choices=TASKS, help="what the network learnt")
    option("--outputs-are", choices=FORMS, help="with --no-head: what the outputs are")
    option("--answer", metavar="NAME", help="the output to dump where there are several: its name, "
                                            "or its number from 0")
    option("--array", action="append", default=[], metavar="NAME=STORED",
           help="an array under another name: inputs=x_train")
    option("--layer", help="name of the last dense layer; otherwise it is found")
    option("--no-head", action="store_true",
           help="dump the network's outputs alone, without activations and head")
    option("--macs", type=int, metavar="N", help="the teacher's multiply-accumulates, if you know")
    option("--batch", type=int, default=256, metavar="N", help="rows at once (256)")
    option("--shard-rows", type=int, default=65536, metavar="N", help="rows of a shard (65536)")
    option("--force", action="store_true", help="replace a directory that is there")
    option("--augment", metavar="A,B,C",
           help=f"write a transfer set made of INPUTS instead: all, or some of {','.join(METHODS)}")
    option("--count", type=int, metavar="N",
           help="rows to make (5 for each row of INPUTS, 6000 at least, 24000 at most)")
    option("--seed", type=int, default=0, metavar="N", help="fixes what is made (0)")
    option("--across-groups", action="store_true", help="mix rows of different groups, too")
    return made


def run(main: Callable[[], None]) -> None:
    """Runs `main`; an error that a person can mend becomes one line and exit code 65."""
    try:
        main()
    except ExportError as error:
        sys.exit(fail(str(error)))
    except FileNotFoundError as error:
        sys.exit(fail(f"{error.filename}: not found", 66))
    except OSError as error:
        sys.exit(fail(str(error), 74))


def fail(message: str, code: int = 65) -> int:
    print("error:", *message.split(), file=sys.stderr)
    return code


def has_head(options: argparse.Namespace) -> bool:
    """Whether the options ask for a head; numbers of a regression are written without one."""
    return not options.no_head and options.task != "regression"


def read_arrays(options: argparse.Namespace) -> dict[str, Any]:
    """The arrays that the options name: inputs, and labels, groups, parents, class_names if any."""
    for name in ("batch", "shard_rows", "count", "macs"):
        if getattr(options, name) is not None and getattr(options, name) < 1:
            raise ExportError(f"--{name.replace('_', '-')} must be 1 or more")
    if Path(options.output).resolve() == options.inputs.resolve():
        raise ExportError("--output is INPUTS, which would be lost; give another name")
    stored = {}
    for pair in options.array:
        name, equals, other = pair.partition("=")
        if name not in ROW_ARRAYS or not equals:
            raise ExportError(f"--array {pair}: NAME is one of {', '.join(ROW_ARRAYS)}")
        stored[name] = other
    arrays = read_rows(options.inputs, stored)
    for name in ROW_ARRAYS[1:]:
        path = getattr(options, name)
        if path is not None:
            arrays[name] = read_one(path, stored.get(name, name))
    for name in NAMES:
        if getattr(options, name):
            arrays[name] = listed(getattr(options, name))
    return arrays


def listed(text: str) -> list[str]:
    """Names with commas between them, or those of a file, with commas or a line each."""
    if text.endswith((".txt", ".csv")) or os.path.isfile(text):
        text = Path(text).read_text(encoding="utf-8-sig").strip()
    separator = "\n" if "\n" in text else ","
    return [name.strip() for name in text.split(separator)]


def read_rows(path: Path, stored: dict[str, Any]) -> dict[str, Any]:
    """Inputs, and the arrays that belong to them, from one file or directory."""
    if path.suffix == ".npy":
        return {"inputs": load(path)}
    if path.is_dir():
        names = {file.stem: file for file in path.glob("*.npy")}
        find = {name: names[stored.get(name, name)] for name in ROW_ARRAYS
                if stored.get(name, name) in names}
        arrays = {name: load(file) for name, file in find.items()}
        arrays |= {name: load(names[name]) for name in NAMES if name in names}
        text = path / "class_names.txt"
        if text.exists():
            arrays["class_names"] = text.read_text(encoding="utf-8").split("\n")[:-1]
    else:
        archive = load(path)
        names = archive.files
        arrays = {name: member(archive, stored.get(name, name), path)
                  for name in (*ROW_ARRAYS, *NAMES) if stored.get(name, name) in names}
        if "inputs" not in arrays and len(names) == 1:
            arrays["inputs"] = member(archive, names[0], path)
    if "inputs" not in arrays:
        raise ExportError(f"{path} has no inputs but {', '.join(sorted(names)) or 'no arrays'}; "
                          "name them with --array inputs=NAME")
    return arrays


def read_one(path: Path, name: str) -> Array:
    """An array of a .npy, or of that name in a .npz, or the only one there."""
    loaded = load(path)
    if isinstance(loaded, np.ndarray):
        return loaded
    return member(loaded, loaded.files[0] if len(loaded.files) == 1 else name, path)


def load(path: Path) -> Any:
    """An array, which stays on the disk, or an archive of arrays."""
    try:
        if path.suffix == ".npz":
            return np.load(path)
        return np.load(path, mmap_mode="r")
    except (ValueError, EOFError, zipfile.BadZipFile) as error:
        if "allow_pickle" in str(error) or "Python objects" in str(error):
            raise ExportError(f"{path} is no array of numbers but pickled Python objects; "
                              "save numbers, or strings with numpy.save(FILE, array.astype(str))"
                              ) from None
        raise ExportError(f"{path} is no .npy or .npz: {error}") from None


def member(archive: Any, name: str, path: Path) -> Array:
    try:
        array: Array = archive[name]
    except KeyError:
        raise ExportError(f"{path} has no {name} but {', '.join(archive.files)}") from None
    except ValueError:
        raise ExportError(f"{name} in {path} is no array of numbers but pickled Python objects"
                          ) from None
    return array


def export_arrays(read_teacher: Callable[[Any], Teacher], arrays: dict[str, Any],
                  options: argparse.Namespace, title: str) -> Written:
    """Runs the teacher on these rows and writes the requested dump."""
    teacher = read_teacher(arrays["inputs"])
    if options.macs:
        teacher = dataclasses.replace(teacher, macs=options.macs, uncounted=())
    describe(teacher, title)
    given = {name: arrays[name] for name in NAMES if name in arrays}
    given |= {name: getattr(options, name) for name in ("task", "outputs_are", "no_label")}
    rows = {name: arrays[name] for name in ROW_ARRAYS[1:] if name in arrays}
    inputs = arrays["inputs"]
    if options.augment:
        inputs, rows = transfer_set(teacher, inputs, rows, options, given.get("class_names"))
    elif options.count:
        raise ExportError("--count goes with --augment")
    return write_dump(teacher, inputs, options.output, **(given | rows), batch=options.batch,
                      shard_rows=options.shard_rows, force=options.force)


def describe(teacher: Teacher, title: str) -> None:
    """One line about the network, and a warning about layers that were not counted."""
    size = f"{teacher.parameters:,} parameters"
    if teacher.uncounted:
        print(f"warning: multiply-accumulates of {', '.join(teacher.uncounted)} are not known; "
              "teacher_macs is left out, give it with --macs", file=sys.stderr)
    else:
        size += f", {teacher.macs:,} multiply-accumulates"
    head = "no head"
    if teacher.head_name:
        width, classes = teacher.head_weight.shape
        head = f"head {teacher.head_name}, {width} activations, {classes} outputs"
    print(f"{title}: {head}; {size}")


def tell(written: Written) -> None:
    """One line about the written dump, and one for each thing that was taken for granted."""
    kind = {"regression": "targets", "multilabel": "labels"}.get(written.task, "classes")
    line = f"wrote {written.path}: {written.rows:,} rows, {written.classes} {kind}"
    if written.ending:
        head = "head gives" if written.ending == "none" else f"head and {written.ending} give"
        line += f"; {head} the network's outputs to {written.difference:.0e}"
    print(line)
    for note in written.notes:
        print(f"note: {written.path}: {note}", file=sys.stderr)


def augmentation_options(augment: str, count: int | None, seed: int, batch: int,
                         given: dict[str, Any]) -> argparse.Namespace:
    """The options of a transfer set, for those who have no command line."""
    return argparse.Namespace(augment=augment, count=count, seed=seed, batch=batch,
                              across_groups=False, task=given.get("task"),
                              outputs_are=given.get("outputs_are"),
                              no_label=given.get("no_label"))


def transfer_set(teacher: Teacher, inputs: Any, rows: dict[str, Array],
                 options: argparse.Namespace, class_names: Sequence[str] | None = None
                ) -> tuple[TransferInputs, dict[str, Any]]:
    """Made inputs, and their parents and task; without labels, answers are the classes."""
    if "parents" in rows:
        raise ExportError("--augment makes rows of training rows; these have parents already")
    methods = tuple(METHODS) if options.augment == "all" else tuple(options.augment.split(","))
    for name in rows:
        if len(rows[name]) != len(inputs):
            raise ExportError(f"{len(rows[name]):,} {name} for {len(inputs):,} rows of inputs")
    outputs = recognised(teacher, inputs, options.task, options.outputs_are, rows.get("labels"),
                         class_names)
    classes = classes_of(teacher, outputs, inputs, rows.get("labels"), options, class_names)
    groups = None if options.across_groups or "groups" not in rows else rows["groups"].reshape(-1)
    if groups is not None:
        groups = np.unique(groups, return_inverse=True)[1]
    try:
        made = TransferInputs(inputs, classes, groups, methods, options.count, options.seed,
                              teacher.time_axis)
    except ValueError as error:
        raise ExportError(f"--augment: {error}") from None
    return made, {"parents": made.parents, "task": outputs.task}


def classes_of(teacher: Teacher, outputs: Outputs, inputs: Any, labels: Any,
               options: argparse.Namespace, class_names: Sequence[str] | None) -> Array:
    """The class of each row: its label, or the teacher's answer; one class where there are none."""
    if outputs.task == "regression":
        return np.zeros(len(inputs), np.int64)
    found = np.full(len(inputs), UNLABELLED)
    if labels is not None and outputs.task == "classification":
        found = check_labels(labels, len(inputs), outputs.classes, class_names, outputs.is_two,
                             options.no_label)[0].astype(np.int64)
    if (found == UNLABELLED).any():
        found = np.where(found == UNLABELLED, answers(teacher, outputs, inputs, options), found)
    return found


def answers(teacher: Teacher, outputs: Outputs, inputs: Any, options: argparse.Namespace) -> Array:
    """The class that the teacher gives to each row; of several labels, each set is a class."""
    parts = []
    for start in range(0, len(inputs), options.batch):
        activations, given = teacher.run(np.asarray(inputs[start:start + options.batch]))
        logits = outputs.logits(teacher, activations, given)[0]
        is_one = outputs.task == "classification" and not outputs.is_two
        parts.append(logits.argmax(axis=1) if is_one else logits > 0)
    found = np.concatenate(parts)
    if found.ndim == 1:
        return found
    return np.unique(found, axis=0, return_inverse=True)[1].reshape(-1)


def squeezed(sizes: Sequence[int | None]) -> list[int]:
    """Dimensions without those of 1."""
    return [size for size in sizes if size is not None and size > 1]


def shaped_rows(inputs: Any, shape: Sequence[int | None]) -> Any:
    """Rows in the shape that a network takes; None stands for any length.

    Flat rows are in the network's own order, and dimensions of 1 may be missing. Other shapes
    are refused: numbers in another order would go unnoticed.
    """
    row = inputs.shape[1:]
    if len(row) == len(shape) and all(want in (None, size) for want, size in zip(shape, row)):
        return inputs
    known = int(np.prod([size for size in shape if size]))
    size, free = int(np.prod(row)), sum(want is None for want in shape)
    flat = len(row) == 1 and free < 2 and size % known == 0 and (free or size == known)
    same = not free and squeezed(row) == squeezed(shape)
    if not flat and not same:
        wanted, given = (" x ".join("any" if size is None else str(size) for size in sizes)
                         for sizes in (shape, row))
        hint = "; transpose them" if sorted(row) == sorted(map(int, filter(None, shape))) else ""
        raise ExportError(f"the rows of inputs are {given}, the network takes {wanted}{hint}")
    return inputs.reshape(len(inputs), *(size // known if want is None else want for want in shape))
