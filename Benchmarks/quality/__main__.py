"""Peers and ours on the same dumps: accuracy, agreement and macro-F1 at equal bytes.

Run from the project's root: `make quality`, or Benchmarks/.venv/bin/python Benchmarks/quality.
"""

import argparse
import functools
import os
import pathlib
import shlex
import sys
import tempfile
import time
import warnings

import numpy

import contest
import data
import forest
import further
import linear
import measures
import page
import perceptron
import search
import students
import tasks

DUMPS = ["../shared/data/ecg5000", "../shared/data/mitbih"]
PAGE = "Benchmarks/RESULTS.md"
SEEDS = 5
TASK_SEEDS = 3


def arguments():
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="quality", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add(
        "--dump",
        action="append",
        metavar="PREFIX",
        help="PREFIX-train.npz, PREFIX-test.npz and, "
        "where it is there, PREFIX-transfer.npz; repeatable (ECG5000 and MIT-BIH)",
    )
    add("--seeds", type=int, help=f"searches, and models of each peer ({SEEDS})")
    add("--folds", type=int, default=5, help="folds that choose the peers (5)")
    add(
        "--quick", action="store_true", help="one seed, two folds, few sizes: a test of the program"
    )
    add(
        "--students",
        metavar="DIR",
        help="students of earlier runs: DIR/NAME-SEED.tessera, the front in DIR/NAME-SEED, and "
        "DIR/NAME-BUDGET-SEED.tessera",
    )
    add(
        "--task",
        action="append",
        choices=list(tasks.TASKS),
        help="a further task; repeatable (with the usual dumps all of them)",
    )
    add("--processes", type=int, default=os.cpu_count(), help="workers that fit peers (all cores)")
    add("--tool", default=".build/release/tessera", help="the built tool")
    add(
        "--output",
        metavar="FILE",
        help=f"the page (the terminal and, with the usual dumps and without --quick, {PAGE})",
    )
    return parser.parse_args()


def say(text):
    """Report the progress."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def learnt(choice, models):
    """Return the models of one choice, one per seed, as a contender."""
    return contest.Contender(
        choice.family.name,
        choice.variants[0].size,
        students.counted(map(str, choice.variants)),
        max(model.byte_count for model in models),
        choice.validated,
        lambda inputs: [model.predict(inputs) for model in models],
    )


class Dump:
    """One dump: everything is chosen and fitted before the test split is read."""

    def __init__(self, prefix, options, tool):
        """Read the rows for training."""
        self.prefix, self.options, self.tool = prefix, options, tool
        self.name = pathlib.Path(prefix).name
        self.training = data.read_training(prefix)
        self.seeds = range(options.seeds or (1 if options.quick else SEEDS))
        self.fold_count = 2 if options.quick else options.folds
        self.processes = options.processes
        dump = data.test_path(prefix)
        # One student may serve several budgets.
        self.labels = functools.cache(lambda student: tool.labels(student, dump))

    def families(self):
        """Return the peers that learn in this process."""
        training, budgets = self.training, contest.BUDGETS
        widths = [2, 8] if self.options.quick else perceptron.HIDDEN
        trees = [3, 10] if self.options.quick else forest.TREES
        return [
            linear.Logistic(),
            *perceptron.families(training, [] if self.options.quick else budgets, widths),
            *(forest.Forest(training, budgets, kind, trees) for kind in (False, True)),
        ]

    def train(self):
        """Choose and fit everything; return the peers and ours."""
        say(f"{self.name}: choosing peers")
        choices = search.cross_validate(
            self.families(), self.training, self.fold_count, self.seeds, self.processes
        )
        say(f"{self.name}: fitting peers")
        fitted = search.fit_chosen(choices, self.training, self.seeds, self.processes)
        peers = [learnt(choice, models) for choice, models in zip(choices, fitted)]
        say(f"{self.name}: fitting students")
        for has_transfer, student in self.tool.published(self.prefix):
            name = "published PLA" + (", transfer rows too" if has_transfer else "")
            peers.append(self.packed(name, [student]))
        return peers, *self.ours()

    def ours(self):
        """Return our students at each budget, and those that the search chooses without one."""
        found = [self.front_of(seed) for seed in self.seeds]
        ours = {}
        for budget in contest.BUDGETS:
            # The smallest of a front shows whether a search within the budget has an answer.
            if all(contest.fitting(front, budget) for _, front in found):
                chosen = [self.chosen_within(budget, seed) for seed in self.seeds]
                ours[budget] = self.packed(f"Tessera within {page.kilobytes(budget)}", chosen)
        return ours, self.packed("Tessera, no budget", [chosen for chosen, _ in found])

    def front_of(self, seed):
        """Return the choice of a search without a budget, and its front."""
        folder = self.options.students
        if folder:
            return students.read_pareto(folder, self.prefix, seed)
        return self.tool.pareto(self.prefix, seed)

    def chosen_within(self, budget, seed):
        """Return the choice of a search within a budget."""
        folder = self.options.students
        if folder:
            return students.read_within(folder, self.prefix, seed, budget)
        return self.tool.within(self.prefix, seed, budget)

    def packed(self, name, chosen):
        """Return packed students, one per seed, as a contender."""
        return contest.packed(name, chosen, self.labels)

    def markdown(self):
        """Return the section of this dump. The test split is read here, once."""
        peers, ours, free = self.train()
        say(f"{self.name}: opening the test split")
        test = data.read_test(self.prefix)
        judge = measures.Judge(test, 200 if self.options.quick else 2000)
        unknown = numpy.full(len(measures.NAMES), numpy.nan)
        teacher = contest.Contender("teacher", "", "", 0, unknown, lambda inputs: [test.teacher])

        def tested(model):
            return contest.tested(model, test.inputs, judge)

        peers = list(map(tested, peers))
        ours = {budget: tested(model) for budget, model in ours.items()}
        others = [tested(teacher), *ours.values(), tested(free)]
        facts = self.facts(test, judge)
        return "\n".join([facts, *self.tables(peers, ours), page.entry_table([*others, *peers])])

    def facts(self, test, judge):
        """Return rows, seeds, folds and units."""
        training = self.training
        grouped = training.rows.groups is not None
        transfer = 0 if training.transfer is None else len(training.transfer.inputs)
        units = "rows" if test.groups is None else "groups"
        return (
            f"{len(training.rows.inputs):,} training rows, {transfer:,} "
            f"transfer rows, {len(test.inputs):,} test rows; {training.feature_count} inputs, "
            f"{training.class_count} classes. Peers chosen by {self.fold_count} "
            f"{'folds of groups' if grouped else 'folds'}; {len(self.seeds)} seeds; "
            f"intervals from {len(judge.draws):,} draws of {judge.unit_count:,} test {units}.\n"
        )

    def tables(self, peers, ours):
        """Return the duels."""
        networks = [peer for peer in peers if peer.model.name.startswith("MLP")]
        for title, pick in [
            ("by cross-validation on training rows", contest.best_validated),
            ("by its test score, in hindsight", contest.best_tested),
        ]:
            best, best_network = (contest.duels(ours, among, pick) for among in (peers, networks))
            yield page.verdict_line(best, f"the best peer {title}") + page.verdict_line(
                best_network, f"the best MLP {title}"
            )
            yield page.duel_table(best, best_network)


def measure_dumps(options, command, tool):
    """Measure the dumps; return {name: its part of the page}."""
    parts = {}
    for prefix in options.dump or DUMPS:
        start, name = time.time(), pathlib.Path(prefix).name
        try:
            section = Dump(prefix, options, tool).markdown()
        except data.NoDump as missing:
            section = f"skipped: no dump {missing}\n"
        parts[name] = f"{page.head(command, time.time() - start, f'### {name}')}\n{section}"
        print(parts[name], flush=True)
    return parts


def measure_tasks(options, command, tool):
    """Measure the further tasks; return their part of the page."""
    start, sections = time.time(), []
    seed_count = options.seeds or (1 if options.quick else TASK_SEEDS)
    for name in options.task or tasks.TASKS:
        say(name)
        sections.append(further.markdown(name, tool.folder, tool, seed_count, options.quick))
        print(sections[-1], flush=True)
    head = page.head(command, time.time() - start, further.INTRODUCTION)
    return "\n".join([head, *sections])


def main():
    """Measure dumps and tasks, and write the page."""
    options = arguments()
    # Fits that stop early are wanted: how early is chosen by cross-validation.
    warnings.filterwarnings("ignore", module="sklearn")
    command = f"python Benchmarks/quality {shlex.join(sys.argv[1:])}".rstrip()
    output = options.output or (None if options.quick or options.dump else PAGE)
    with tempfile.TemporaryDirectory() as folder:
        tool = students.Tool(options.tool, pathlib.Path(folder))
        if options.dump or not options.task:
            parts = measure_dumps(options, command, tool)
            if output:
                page.put(output, **parts)
        if options.task or not options.dump:
            text = measure_tasks(options, command, tool)
            if output:
                page.put(output, tasks=text)


if __name__ == "__main__":
    try:
        main()
    except students.Failure as failure:
        sys.exit(f"error: {failure}")
