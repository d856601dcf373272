"""The tables of teachers of other families."""

import dataclasses
import statistics

from .text import number, share, table

PART = "teachers"


@dataclasses.dataclass
class Measured:
    """One teacher and its student: the figures of `tessera evaluate`, and a network's forms.

    Where the student loses much, `seen` is its agreement on the rows that it was fitted to, and
    `larger` has the figures of a student of many more bytes.
    """

    figures: dict
    forms: dict | None = None
    seen: float | None = None
    larger: dict | None = None

    @property
    def loss(self):
        """How much of the teacher's accuracy the student loses; negative where it gains."""
        return self.figures["teacher"]["accuracy"] - self.figures["test"]["accuracy"]


def both(values):
    """Median and least of a score."""
    return f"{share(statistics.median(values))} / {share(min(values))}"


def middle(values):
    """The median of a count; None where one is not known."""
    return None if None in values else number(statistics.median(values))


def families(found):
    """One row for each teacher; `found` has the runs of each title."""
    rows = []
    for title, runs in found.items():
        figures = [run.figures for run in runs]
        teacher = [one["teacher"] for one in figures]
        rows.append([
            title, middle([one.get("parameters") for one in teacher]),
            middle([one.get("macs") for one in teacher]),
            both([one["accuracy"] for one in teacher]),
            both([one["test"]["accuracy"] for one in figures]),
            both([one["test"]["agreement"] for one in figures]),
            f"{max(run.loss for run in runs):+.4f}",
            middle([one["student"]["bytes"] for one in figures]),
            middle([one["student"]["macs"] for one in figures])])
    return table(["teacher", "parameters", "MACs", "accuracy", "student", "agreement",
                  "largest loss", "bytes", "student's MACs"], rows)


def reasons(found, budget):
    """A sentence for each student that loses much: what was measured of the reason."""
    lines = []
    for title, runs in found.items():
        for seed, run in enumerate(runs):
            if run.seen is None:
                continue
            test, larger = run.figures["test"], run.larger
            lines.append(
                f"- {title}, seed {seed}: the student agrees with its teacher on {share(run.seen)} of the "
                f"transfer rows and on {share(test['agreement'])} of the test rows. A student of "
                f"{number(larger['student']['bytes'])} bytes reaches {share(larger['test']['agreement'])}, "
                f"and accuracy {share(larger['test']['accuracy'])} instead of "
                f"{share(test['accuracy'])}. So {budget} are not the reason: the rows do not hold what "
                f"the network does with other beats.")
    return "\n".join([*lines, "", ""]) if lines else ""


def forms(found):
    """Of each network that was made smaller, one row for each form."""
    rows = []
    for title, runs in found.items():
        for form in runs[0].forms or {}:
            figures = [run.forms[form] for run in runs]
            rows.append([title, form, middle([one["bytes"] for one in figures]),
                         middle([one["macs"] for one in figures]),
                         both([one["accuracy"] for one in figures]),
                         both([one["agreement"] for one in figures])])
    return table(["network", "form", "bytes", "MACs", "accuracy", "agreement"], rows, 2)


HEAD = "## Teachers of other families\n\n"


def families_text(budget):
    """What the table of families has."""
    return f"""Each teacher is one short file in `Examples/Teachers`, trained on the labels of the
training rows and exported by its script. Its student is `tessera compress TRAIN --transfer
TRANSFER --budget {budget}`.

- A fifth of the training rows is held out to choose the number of epochs. Then the teacher learns
  from all of them. The test rows choose nothing.
- Scores are *median / least* over seeds. A seed starts the teacher. The student's search keeps
  seed 0.
- *Largest loss* is the teacher's accuracy less the student's, for the worst seed. Below 0 the
  student is more accurate than its teacher.
- Parameters and MACs of a teacher are what its file states or the exporter counts. S4D counts as a
  recurrence, and the circuit (NCP) counts the wires that it has. In the spiking network every
  neuron counts at every step. Of boosting, the parameters are nodes of trees, and there are no
  MACs.

"""


FORMS_TEXT = """### Distillation, pruning and quantisation of the residual networks

Agreement is with the answers of the network itself, in float32.

- *distilled*: a network of the same size learns the logits of the beats' own teacher on training
  and transfer rows. The others, and the students, learn from the network in the first row.
- *pruned*: 80 % of the convolutions' weights are 0, and fine-tuned. Bytes are the weights that are
  left and one bit for each weight. MACs count only weights that are left, which needs sparse
  kernels.
- *int8 weights*: one scale for each output channel, in 4 bytes, and biases of 4 bytes. Activations
  stay float.
- *int8 TFLite*: the file of TensorFlow's converter, with int8 activations. The file holds the
  graph, too. The row is missing where TensorFlow is not installed.
- *student*: the rows of `tessera compare`. *KD alone* and *+ pruning* are float32, and the others
  are packed files. Its search has no budget. Pruning keeps a part of the inputs.

"""
