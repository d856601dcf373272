"""The files of a dump: one .npz, or a directory of .npy shards for sets of any size."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from .teacher import Array, ExportError

NPZ_LIMIT = 2 << 30  # bytes; beyond, a directory of shards is written without holding it


class NpzSink:
    """Collects the parts of arrays and writes one .npz under a temporary name first."""

    def __init__(self, path: Path, force: bool) -> None:
        self.path, self.bytes = path, 0
        self.parts: dict[str, list[Array]] = {}
        path.parent.mkdir(parents=True, exist_ok=True)

    def append(self, name: str, block: Array) -> None:
        self.bytes += block.nbytes
        if self.bytes > NPZ_LIMIT:
            raise ExportError(f"{self.path} would have more than 2 GB; write a directory of "
                              "shards: an --output without .npz")
        self.parts.setdefault(name, []).append(block)

    def finish(self, constants: dict[str, Any]) -> None:
        arrays: dict[str, Any] = {name: np.concatenate(parts)
                                  for name, parts in self.parts.items()}
        partial = self.path.with_name(self.path.name + ".partial.npz")
        np.savez(partial, **arrays, **constants)
        os.replace(partial, self.path)

    def abandon(self) -> None:
        self.parts = {}


class DirectorySink:
    """Writes arrays as .npy shards of `shard_rows` rows; one block of rows is in memory."""

    def __init__(self, path: Path, force: bool, count: int, shard_rows: int) -> None:
        if path.exists() and (not path.is_dir() or any(path.iterdir())) and not force:
            raise ExportError(f"{path} is there already; --force replaces it")
        if path.is_dir() and not all(is_of_dump(file) for file in path.iterdir()):
            raise ExportError(f"{path} holds other files than arrays and is left alone")
        self.path, self.count, self.shard_rows = path, count, shard_rows
        self.shards: dict[str, Array] = {}
        self.rows: dict[str, int] = {}
        self.partial = path.with_name(path.name + ".partial")
        shutil.rmtree(self.partial, ignore_errors=True)
        self.partial.mkdir(parents=True)

    def append(self, name: str, block: Array) -> None:
        while len(block):
            start = self.rows.get(name, 0)
            number, offset = divmod(start, self.shard_rows)
            if offset == 0:
                self.shards[name] = self.shard(name, number, block)
            part = block[:self.shard_rows - offset]
            self.shards[name][offset:offset + len(part)] = part
            self.rows[name] = start + len(part)
            block = block[len(part):]

    def shard(self, name: str, number: int, block: Array) -> Array:
        """A new file for the rows of shard `number`, filled from the front."""
        total = -(-self.count // self.shard_rows)
        stem = name if total == 1 else f"{name}-{number:05}-of-{total:05}"
        rows = min(self.shard_rows, self.count - number * self.shard_rows)
        return np.lib.format.open_memmap(self.partial / f"{stem}.npy", mode="w+",
                                         dtype=block.dtype, shape=(rows, *block.shape[1:]))

    def finish(self, constants: dict[str, Any]) -> None:
        self.shards = {}  # flushes
        for name, value in constants.items():
            if name == "class_names":
                text = "".join(f"{class_name}\n" for class_name in value)
                (self.partial / "class_names.txt").write_text(text, encoding="utf-8")
            else:
                np.save(self.partial / f"{name}.npy", value)
        if self.path.exists():
            shutil.rmtree(self.path)
        self.partial.rename(self.path)

    def abandon(self) -> None:
        self.shards = {}
        shutil.rmtree(self.partial, ignore_errors=True)


def is_of_dump(file: Path) -> bool:
    return file.suffix == ".npy" or file.name == "class_names.txt"
