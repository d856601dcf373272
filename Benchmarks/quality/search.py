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
    """A family's variant that cross-validation chose for one size, with its measures there."""

    family: Any
    variant: Any
    validated: numpy.ndarray


# Cross-validation trains on about so many rows at most: neighbouring beats are much alike.
ENOUGH = 25_000

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


def cross_validate(families, training, fold_count, processes):
    """Return the choices: for each family and size, the best variant by the family's criterion."""
    masks = training.folds(fold_count)
    parts = [training.without(mask).thinned(ENOUGH) for mask in masks]

    def answer(family, part, mask):
        models = family.fit(part, family.variants, 0)
        held_out = training.rows.inputs[mask]
        return {variant: model.predict(held_out) for variant, model in models.items()}

    jobs = [(family, part, mask) for family in families for part, mask in zip(parts, masks)]
    found = together([lambda job=job: answer(*job) for job in jobs], processes)
    judge = measures.Judge(training.rows)
    validated = {}
    for family in families:
        for variant in family.variants:
            answers = numpy.zeros(len(training.rows.inputs), dtype=int)
            for (owner, _, mask), labels in zip(jobs, found):
                if owner is family:
                    answers[mask] = labels[variant]
            validated[family, variant] = judge.judge(answers).point
    return choose(families, validated)


def choose(families, validated):
    """Take the first of the best for each family and size."""
    choices = []
    for family in families:
        index = measures.NAMES.index(family.criterion)
        for size in dict.fromkeys(variant.size for variant in family.variants):
            same = [variant for variant in family.variants if variant.size == size]
            best = max(same, key=lambda variant: validated[family, variant][index])
            choices.append(Choice(family, best, validated[family, best]))
    return choices


def fit_chosen(choices, training, seed_count, processes):
    """Return for each choice its models, one per seed."""
    jobs = []
    for family in dict.fromkeys(choice.family for choice in choices):
        wanted = [choice.variant for choice in choices if choice.family is family]
        for seed in range(seed_count if family.is_random else 1):
            jobs.append((family, wanted, seed))
    found = together(
        [lambda job=job: job[0].fit(training, job[1], job[2]) for job in jobs], processes
    )
    return [
        [
            models[choice.variant]
            for (family, _, _), models in zip(jobs, found)
            if family is choice.family
        ]
        for choice in choices
    ]
