"""What a network's outputs are: classes, several labels or numbers; and how they become logits.

The network or an option decides this, so that a training dump and its transfer sets agree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .teacher import Array, ExportError, Teacher, head_logits

TASKS = ("classification", "regression", "multilabel")
FORMS = ("logits", "probabilities", "log-probabilities")
TOLERANCE = 1e-3  # of the outputs' range, as `tessera` has it
FLOOR = 1e-7  # the least probability, and the least distance from 1, of which logarithms are taken


def softmax(logits: Array) -> Array:
    powers: Array = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Array = powers / powers.sum(axis=1, keepdims=True)
    return shares


# Functions that may follow the head.
ENDINGS: dict[str, Callable[[Array], Array]] = {
    "none": lambda logits: logits,
    "softmax": softmax,
    "sigmoid": lambda logits: 0.5 * (1 + np.tanh(0.5 * logits)),
    "log-softmax": lambda logits: np.log(np.maximum(softmax(logits), 1e-300)),
    "hard sigmoid": lambda logits: np.clip(logits / 6 + 0.5, 0, 1),
    "hard sigmoid of slope 0.2": lambda logits: np.clip(logits / 5 + 0.5, 0, 1),
    "tanh": np.tanh,
}
SIGMOIDS = ("sigmoid", "hard sigmoid", "hard sigmoid of slope 0.2")
KNOWN = (*SIGMOIDS, "tanh", "log-softmax", "none")  # that are trusted without a look at numbers


def alone(known: str | None, outputs: Array) -> str:
    """How to dump outputs that no head explains; `known` is the function that gives them, or None.
    """
    is_open = outputs.shape[1] == 1 and outputs.min() >= 0 and outputs.max() <= 1
    if is_open and known not in KNOWN:
        return ("dump the outputs alone, as --no-head --outputs-are probabilities, as --no-head "
                "--outputs-are logits or, where they are numbers, with --task regression")
    return ("dump the outputs alone: --no-head --task classification takes them as those of "
            "classes, --task regression as numbers")


@dataclass(frozen=True)
class Outputs:
    """How the outputs of a teacher are written."""

    task: str
    count: int  # C of the network
    ending: str  # the function that gives them; "none" for logits or numbers
    has_head: bool
    notes: tuple[str, ...] = ()

    @property
    def is_two(self) -> bool:
        """Whether one output decides between two classes."""
        return self.task == "classification" and self.count == 1

    @property
    def classes(self) -> int:
        return 2 if self.is_two else self.count

    def logits(self, teacher: Teacher, activations: Array, outputs: Array
              ) -> tuple[Array, float]:
        """B x C: the logits of one batch, and the difference of head and network."""
        if not self.has_head:
            return logits_of(self.ending, outputs), 0.0
        apart = difference(teacher, self.ending, activations, outputs)
        exact = outputs if self.ending == "none" else head_logits(teacher, activations)
        return exact, apart


def difference(teacher: Teacher, ending: str, activations: Array, outputs: Array) -> float:
    """The largest difference of outputs from the head's, as a share of their range."""
    expected = ENDINGS[ending](head_logits(teacher, activations))
    if expected.shape != outputs.shape:
        return np.inf
    return float(np.abs(expected - outputs).max() / max(1, np.abs(expected).max()))


def explains(teacher: Teacher, activations: Array, outputs: Array) -> tuple[str, float]:
    """The ending that fits best behind the head, and the difference that is left."""
    if activations.ndim != 2 or activations.shape[1] != len(teacher.head_weight):
        return "none", np.inf
    differences = {name: difference(teacher, name, activations, outputs) for name in ENDINGS}
    ending = min(differences, key=lambda name: differences[name])
    return ending, differences[ending]


def find_ending(teacher: Teacher, activations: Array, outputs: Array) -> str:
    """The function after the head: a name in ENDINGS."""
    width, classes = teacher.head_weight.shape
    if activations.ndim != 2 or activations.shape[1] != width:
        shape = " x ".join(map(str, activations.shape[1:]))
        raise ExportError(f"{teacher.head_name} takes {shape} activations for each row and not "
                          f"one vector: {alone(teacher.ending, outputs)}")
    ending, apart = explains(teacher, activations, outputs)
    if not apart <= TOLERANCE:
        raise ExportError(f"the network's outputs ({outputs.shape[1]} for each row) are not those "
                          f"of {teacher.head_name} ({classes}), nor their softmax or sigmoid: "
                          f"{alone(teacher.ending, outputs)}")
    return ending


def read_outputs(teacher: Teacher, rows: Array, task: str | None = None, form: str | None = None,
                 two_labels: bool = False) -> Outputs:
    """What the outputs for `rows` are.

    `task` is one of TASKS and `form` one of FORMS, or None for what can be known of the network.
    `two_labels` says that labels or names are of two classes: then one output is theirs.
    """
    activations, outputs = teacher.run(rows)
    count, has_head = outputs.shape[1], bool(teacher.head_name)
    if task == "regression":
        return Outputs(task, count, "none", False, (
            "activations are the outputs, as numbers; there are no logits of classes",))
    if has_head and form:
        raise ExportError("--outputs-are goes with --no-head: a head gives the logits itself")
    ending = (find_ending(teacher, activations, outputs) if has_head
              else ending_of(teacher.ending, outputs, form))
    found = task or task_of(ending, count, form, two_labels)
    if count == 1 and ending in ("softmax", "log-softmax"):
        raise ExportError("a softmax of one output is 1 for every row: train the network with a "
                          "sigmoid, or with two outputs")
    return Outputs(found, count, ending, has_head, notes(found, count, ending, has_head))


def ending_of(known: str | None, outputs: Array, form: str | None) -> str:
    """The function that gives outputs without a head, as known, as stated, or as they look."""
    one_sum = outputs.min() >= 0 and np.allclose(outputs.sum(axis=1), 1, atol=1e-3)
    is_within = outputs.min() >= 0 and outputs.max() <= 1
    if form == "probabilities" and not is_within:
        raise ExportError(f"outputs are {outputs.min():.3g} ... {outputs.max():.3g} and no "
                          "probabilities: give --outputs-are logits")
    if form in ("logits", "log-probabilities"):
        return "none" if form == "logits" else "log-softmax"
    if known in KNOWN:
        return known
    if outputs.shape[1] > 1 and one_sum:
        return "softmax"
    if outputs.shape[1] > 1 and outputs.max() <= 1e-3 and np.allclose(
            np.exp(outputs.astype(np.float64)).sum(axis=1), 1, atol=1e-3):
        return "log-softmax"
    if is_within and outputs.shape[1] == 1 and form is None:
        raise ExportError("the one output is in 0 ... 1, and may be a probability, a logit or a "
                          "number: give --outputs-are probabilities, --outputs-are logits or "
                          "--task regression")
    return "sigmoid" if is_within else "none"


def task_of(ending: str, count: int, form: str | None, two_labels: bool) -> str:
    """The task of a network with these outputs."""
    if count > 1 and ending in SIGMOIDS:
        raise ExportError(f"the network is multi-label: of its {count} outputs in 0 ... 1, several "
                          "may hold for one row, and a student answers one class. Give --task "
                          "multilabel for outputs that are decided one by one, or --task "
                          "classification for classes of which one holds")
    is_open = ending == "tanh" or (count == 1 and ending == "none")
    if is_open and not (form or (count == 1 and two_labels)):
        what = "one output" if count == 1 else f"{count} outputs"
        after = "a tanh" if ending == "tanh" else "no sigmoid"
        raise ExportError(f"the network has {what} with {after}, for classes or for numbers: give "
                          "--task classification or --task regression")
    return "classification"


def notes(task: str, count: int, ending: str, has_head: bool) -> tuple[str, ...]:
    """One line for each thing that was taken for granted."""
    lines = []
    if task == "classification" and count == 1:
        place = "0.5" if ending in SIGMOIDS else "0"
        lines.append(f"one output became the logits 0 and z of two classes: class 1 where the "
                     f"output is above {place}")
    if not has_head and ending != "none":
        lines.append(f"outputs of a {ending} became logits by the logarithm, with probabilities of "
                     f"{FLOOR:.0e} at least")
    if task == "multilabel":
        lines.append("activations are the logits of the labels, each decided at 0; there are no "
                     "logits of classes")
    return tuple(lines)


def logits_of(ending: str, outputs: Array) -> Array:
    """Logits for outputs that `ending` gave, up to a constant in each row."""
    if ending == "none":
        return outputs
    exact = outputs.astype(np.float64)
    if ending == "log-softmax":
        return np.maximum(exact, np.log(FLOOR))
    shares = (exact + 1) / 2 if ending == "tanh" else exact
    if not (shares.min() >= -TOLERANCE and shares.max() <= 1 + TOLERANCE):
        raise ExportError(f"outputs are {outputs.min():.3g} ... {outputs.max():.3g} in some rows "
                          "and no probabilities: give --outputs-are logits")
    if ending == "softmax":
        return np.log(np.maximum(shares, FLOOR))
    shares = np.clip(shares, FLOOR, 1 - FLOOR)
    odds = np.log(shares) - np.log1p(-shares)
    return odds / 2 if ending == "tanh" else odds


def two_classes(logits: Array) -> Array:
    """One logit z as the logits 0 and z of a softmax; the same probabilities."""
    return np.concatenate([np.zeros_like(logits), logits], axis=-1)
