"""The command line that the exporters share: options, input files, error messages."""

import argparse
import dataclasses
import sys
import zipfile
from pathlib import Path

import numpy as np

from augmentations import METHODS, TransferInputs
from dump_writer import ExportError, head_logits, write_dump

ROW_ARRAYS = ("inputs", "labels", "groups", "parents")


def parser(description, epilog=None):
    """Options of every exporter; each adds those that name its network."""
    made = argparse.ArgumentParser(description=description, epilog=epilog)
    option = made.add_argument
    option("model", metavar="MODEL", help="the teacher")
    option("inputs", metavar="INPUTS", type=Path,
           help="inputs as .npy (N x ...), or a .npz or a directory of .npy that may hold labels, "
                "groups, parents and class_names, too")
    option("--output", required=True, metavar="DUMP",
           help="X.npz, or a directory of .npy shards for a large set")
    for name in ROW_ARRAYS[1:]:
        option(f"--{name}", type=Path, metavar="FILE", help=f"{name} as .npy or .npz")
    option("--class-names", metavar="A,B,C")
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


def run(main):
    """Runs `main`; an error that a person can mend becomes one line and exit code 65."""
    try:
        main()
    except ExportError as error:
        sys.exit(fail(str(error)))
    except FileNotFoundError as error:
        sys.exit(fail(f"{error.filename}: not found", 66))
    except OSError as error:
        sys.exit(fail(str(error), 74))


def fail(message, code=65):
    print("error:", *message.split(), file=sys.stderr)
    return code


def read_arrays(options):
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
    if options.class_names:
        arrays["class_names"] = options.class_names.split(",")
    return arrays


def read_rows(path, stored):
    """Inputs, and the arrays that belong to them, from one file or directory."""
    if path.suffix == ".npy":
        return {"inputs": load(path)}
    if path.is_dir():
        names = {file.stem: file for file in path.glob("*.npy")}
        find = {name: names[stored.get(name, name)] for name in ROW_ARRAYS
                if stored.get(name, name) in names}
        arrays = {name: load(file) for name, file in find.items()}
        text = path / "class_names.txt"
        if text.exists():
            arrays["class_names"] = text.read_text(encoding="utf-8").split("\n")[:-1]
    else:
        archive = load(path)
        names = archive.files
        arrays = {name: member(archive, stored.get(name, name), path)
                  for name in (*ROW_ARRAYS, "class_names") if stored.get(name, name) in names}
        if "inputs" not in arrays and len(names) == 1:
            arrays["inputs"] = member(archive, names[0], path)
    if "inputs" not in arrays:
        raise ExportError(f"{path} has no inputs but {', '.join(sorted(names)) or 'no arrays'}; "
                          "name them with --array inputs=NAME")
    return arrays


def read_one(path, name):
    """An array of a .npy, or of that name in a .npz, or the only one there."""
    loaded = load(path)
    if isinstance(loaded, np.ndarray):
        return loaded
    return member(loaded, loaded.files[0] if len(loaded.files) == 1 else name, path)


def load(path):
    """An array, which stays on the disk, or an archive of arrays."""
    try:
        if path.suffix == ".npz":
            return np.load(path)
        return np.load(path, mmap_mode="r")
    except (ValueError, EOFError, zipfile.BadZipFile) as error:
        if "allow_pickle" in str(error) or "Python objects" in str(error):
            raise ExportError(f"{path} is no array of numbers but pickled Python objects; "
                              "save numbers with numpy.save") from None
        raise ExportError(f"{path} is no .npy or .npz: {error}") from None


def member(archive, name, path):
    try:
        return archive[name]
    except KeyError:
        raise ExportError(f"{path} has no {name} but {', '.join(archive.files)}") from None
    except ValueError:
        raise ExportError(f"{name} in {path} is no array of numbers but pickled Python objects"
                          ) from None


def export_arrays(read_teacher, arrays, options, title):
    """Runs the teacher on these rows and writes the requested dump."""
    teacher = read_teacher(arrays["inputs"])
    if options.macs:
        teacher = dataclasses.replace(teacher, macs=options.macs, uncounted=())
    describe(teacher, title)
    names = {"class_names": arrays.get("class_names")}
    rows = {name: arrays[name] for name in ROW_ARRAYS[1:] if name in arrays}
    inputs = arrays["inputs"]
    if options.augment:
        inputs, rows = transfer_set(teacher, inputs, rows, options)
    elif options.count:
        raise ExportError("--count goes with --augment")
    return write_dump(teacher, inputs, options.output, **rows, **names, batch=options.batch,
                      shard_rows=options.shard_rows, force=options.force)


def describe(teacher, title):
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


def tell(written):
    """One line about the written dump."""
    line = f"wrote {written.path}: {written.rows:,} rows, {written.classes} classes"
    if written.ending:
        head = "head gives" if written.ending == "none" else f"head and {written.ending} give"
        line += f"; {head} the network's outputs to {written.difference:.0e}"
    print(line)


def transfer_set(teacher, inputs, rows, options):
    """Made inputs and their parents; without labels, the teacher's answers are the classes."""
    if "parents" in rows:
        raise ExportError("--augment makes rows of training rows; these have parents already")
    methods = tuple(METHODS) if options.augment == "all" else tuple(options.augment.split(","))
    for name in rows:
        if len(rows[name]) != len(inputs):
            raise ExportError(f"{len(rows[name]):,} {name} for {len(inputs):,} rows of inputs")
    classes = rows["labels"].reshape(-1) if "labels" in rows else answers(teacher, inputs, options)
    groups = None if options.across_groups or "groups" not in rows else rows["groups"].reshape(-1)
    if groups is not None:
        groups = np.unique(groups, return_inverse=True)[1]
    try:
        made = TransferInputs(inputs, classes, groups, methods, options.count, options.seed,
                              teacher.time_axis)
    except ValueError as error:
        raise ExportError(f"--augment: {error}") from None
    return made, {"parents": made.parents}


def answers(teacher, inputs, options):
    """The class that the teacher gives to each row."""
    found = []
    for start in range(0, len(inputs), options.batch):
        activations, outputs = teacher.run(np.asarray(inputs[start:start + options.batch]))
        if teacher.head_name:
            outputs = head_logits(teacher, activations)
        found.append(outputs.argmax(axis=1) if outputs.shape[1] > 1 else outputs[:, 0] > 0)
    return np.concatenate(found).astype(np.int64)


def shaped_rows(inputs, shape):
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
    same = not free and [size for size in row if size > 1] == [size for size in shape if size > 1]
    if not flat and not same:
        wanted, given = (" x ".join("any" if size is None else str(size) for size in sizes)
                         for sizes in (shape, row))
        hint = "; transpose them" if sorted(row) == sorted(map(int, filter(None, shape))) else ""
        raise ExportError(f"the rows of inputs are {given}, the network takes {wanted}{hint}")
    return inputs.reshape(len(inputs), *(size // known if want is None else want for want in shape))
