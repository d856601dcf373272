"""Choosing peers by cross-validation on training rows, and fitting the chosen ones."""

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy
from threadpoolctl import threadpool_limits

import measures


@dataclass(frozen=True)
class Choice:
    """What cross-validation chose for one size of a family: a variant per seed.

    `validated` has the measures of these variants: the median over seeds.
    """

    family: Any
    variants: list
    validated: numpy.ndarray


# Cross-validation trains on about so many rows at most: neighbouring beats are much alike.
ENOUGH = 10_000

# The functions that worker processes run: forked, they share everything without a copy.
_jobs = []


def run(index):
    """Run one of the jobs in a worker."""
    return _jobs[index]()


def together(jobs, processes):
    """Run functions in worker processes with one BLAS thread each; results in their order."""
    _jobs[:] = jobs
    with threadpool_limits(1):
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(processes, mp_context=context) as pool:
            results = []
            for result in pool.map(run, range(len(jobs))):
                results.append(result)
                if sys.stderr.isatty():
                    print(f"\r{len(results)} of {len(jobs)}", end="\r", file=sys.stderr)
            return results


def cross_validate(families, training, fold_count, seeds, processes):
    """Return the choices: for each family, size and seed the best variant by its criterion.

    Each seed has folds of its own, those of `tessera`, and starts the models that are fitted there.
    """
    splits = [(seed, mask) for seed in seeds for mask in training.folds(fold_count, seed)]

    def answer(family, seed, mask):
        part = training.without(mask).thinned(ENOUGH)
        models = family.fit(part, family.variants, seed)
        held_out = training.rows.inputs[mask]
        return {variant: model.predict(held_out) for variant, model in models.items()}

    jobs = [(family, *split) for family in families for split in splits]
    found = together([lambda job=job: answer(*job) for job in jobs], processes)
    judge = measures.Judge(training.rows)
    choices = []
    for family in families:
        mine = [(job, labels) for job, labels in zip(jobs, found) if job[0] is family]
        validated = {}
        for seed in seeds:
            for variant in family.variants:
                answers = numpy.zeros(len(training.rows.inputs), dtype=int)
                for (_, owner, mask), labels in mine:
                    if owner == seed:
                        answers[mask] = labels[variant]
                validated[seed, variant] = judge.validate(answers)
        choices += choose(family, seeds, validated)
    return choices


def choose(family, seeds, validated):
    """Take the first of the best for each size and seed."""
    index = measures.NAMES.index(family.criterion)
    choices = []
    for size in dict.fromkeys(variant.size for variant in family.variants):
        same = [variant for variant in family.variants if variant.size == size]
        best = [max(same, key=lambda one: validated[seed, one][index]) for seed in seeds]
        scores = [validated[seed, variant] for seed, variant in zip(seeds, best)]
        choices.append(Choice(family, best, numpy.median(scores, axis=0)))
    return choices


def fit_chosen(choices, training, seeds, processes):
    """Return for each choice its models, one per seed."""
    jobs = []
    for family in dict.fromkeys(choice.family for choice in choices):
        mine = [choice for choice in choices if choice.family is family]
        for place, seed in enumerate(seeds):
            wanted = list(dict.fromkeys(choice.variants[place] for choice in mine))
            jobs.append((family, wanted, seed))
    found = together(
        [lambda job=job: job[0].fit(training, job[1], job[2]) for job in jobs], processes
    )
    fitted = {(family, seed): models for (family, _, seed), models in zip(jobs, found)}
    return [
        [fitted[choice.family, seed][variant] for seed, variant in zip(seeds, choice.variants)]
        for choice in choices
    ]
