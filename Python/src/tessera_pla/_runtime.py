"""The C99 runtime of a device, in this process: a packed student on many rows."""

from __future__ import annotations

import ctypes
import functools
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .errors import InvalidDataError

F32, I16, I32 = 0, 1, 2  # kinds of windows, as rows.c has them
NAN, NOT_FINITE, NO_MEMORY = 13, 101, 100
SHARE = 4096  # rows that are worth a thread

Integers = npt.NDArray[np.int32]

STATUSES = {
    2: "misaligned", 3: "too short", 4: "no packed student", 5: "of an unknown version",
    6: "of another length than it states", 7: "damaged: its checksum is wrong",
    8: "damaged: its header is invalid", 9: "damaged: its layout is invalid",
    10: "damaged: a parameter is out of range", 15: "damaged: its program is invalid",
    16: "damaged: a section is invalid",
}


class _Answers(ctypes.Structure):
    """Where the answers of `tessera_rows_run` go."""

    _fields_ = [(name, ctypes.c_void_p)
                for name in ("logits", "labels", "regions", "verdicts", "margins")]


@functools.cache
def library() -> ctypes.CDLL:
    """Load the shared library of the package, once."""
    loaded = ctypes.CDLL(str(Path(__file__).parent / "libtessera.so"))
    pointer, size = ctypes.c_void_p, ctypes.c_size_t
    counts = ("window_count", "input_count", "output_count", "region_count")
    for name in counts:
        function = getattr(loaded, f"tessera_{name}")
        function.restype, function.argtypes = size, [pointer]
    loaded.tessera_open.argtypes = [pointer, pointer, size]
    loaded.tessera_output_scale.restype = ctypes.c_float
    loaded.tessera_output_scale.argtypes = [pointer]
    loaded.tessera_rows_model_size.restype = size
    loaded.tessera_rows_has_classes.argtypes = [pointer]
    loaded.tessera_rows_takes.argtypes = [pointer, ctypes.c_int32]
    loaded.tessera_rows_run.argtypes = [pointer, pointer, ctypes.c_int32, size, size, pointer,
                                        pointer]
    return loaded


@dataclass(frozen=True)
class Facts:
    """The counts of an open student."""

    window_count: int
    input_count: int
    output_count: int
    region_count: int
    output_scale: float  # real units for each integer of an output
    has_classes: bool  # whether outputs are logits
    takes_floats: bool
    takes_counts: bool
    takes_integers: bool


class Runtime:
    """A packed student, opened in place.

    Parameters
    ----------
    packed : bytes
        The file of the student.
    """

    def __init__(self, packed: bytes) -> None:
        self._library = library()
        words = -(-max(len(packed), 1) // 8)
        self._blob = np.zeros(words, np.uint64)  # aligned, and alive as long as the model
        self._blob.view(np.uint8)[:len(packed)] = np.frombuffer(packed, np.uint8)
        self._model = np.zeros(-(-self._library.tessera_rows_model_size() // 8), np.uint64)
        self._address = self._model.ctypes.data
        status = self._library.tessera_open(self._address, self._blob.ctypes.data, len(packed))
        if status:
            raise InvalidDataError(f"the student is {STATUSES.get(status, 'invalid')}", 65)
        self.facts = self._read_facts()

    def _read_facts(self) -> Facts:
        call, at = self._library, self._address
        return Facts(
            call.tessera_window_count(at), call.tessera_input_count(at),
            call.tessera_output_count(at), call.tessera_region_count(at),
            float(call.tessera_output_scale(at)), bool(call.tessera_rows_has_classes(at)),
            *(bool(call.tessera_rows_takes(at, kind)) for kind in (F32, I16, I32)))

    def run(self, values: npt.NDArray[Any], kind: int, wanted: str) -> Integers:
        """Answer every row.

        Parameters
        ----------
        values : ndarray of shape (N, window_count)
            Contiguous, of the type that `kind` says.
        kind : int
            F32, I16 or I32.
        wanted : str
            "logits", "labels", "regions", "verdicts" or "margins".

        Returns
        -------
        ndarray of int32, of shape (N, output_count) for logits, otherwise (N,)
        """
        count = len(values)
        shape = (count, self.facts.output_count) if wanted == "logits" else (count,)
        found = np.empty(shape, np.int32)
        answers = _Answers(**{wanted: found.ctypes.data})
        start = values.ctypes.data
        workers = min(len(os.sched_getaffinity(0)), count // SHARE) if count >= 2 * SHARE else 1
        if workers == 1:
            self._run(start, kind, 0, count, answers)
            return found
        ends = np.linspace(0, count, workers + 1).astype(int).tolist()
        with ThreadPoolExecutor(workers) as pool:
            for part in [pool.submit(self._run, start, kind, first, last, answers)
                         for first, last in zip(ends, ends[1:])]:
                part.result()
        return found

    def _run(self, start: int, kind: int, first: int, last: int, answers: _Answers) -> None:
        failed = ctypes.c_size_t(0)
        status = self._library.tessera_rows_run(
            self._address, start, kind, first, last, ctypes.byref(answers), ctypes.byref(failed))
        if status in (NAN, NOT_FINITE):
            raise InvalidDataError(
                f"row {failed.value} of the inputs holds NaN or infinity in single precision", 65)
        if status == NO_MEMORY:
            raise MemoryError("no memory for an inference")
        if status:
            raise InvalidDataError(f"the student does not take row {failed.value} "
                                   f"(status {status} of tessera.h)", 65)
