"""Which students are made: one `Run` for each command line."""

import dataclasses

# The dumps of real recordings, on which searches are compared.
REAL = ("ecg5000", "mitbih")
BUDGETS = ("0.75KB", "0.9KB", "1.5KB", "2.5KB", "2.6KB", "5KB")


@dataclasses.dataclass(frozen=True)
class Run:
    """One `tessera compress`. Equal runs are made once."""

    dump: str
    options: tuple = ()
    transfer: bool = True
    # Runs of one journal are one search under other rules, forms or budgets: what one of them has
    # found, the others need not find again. None for a run that shares nothing.
    journal: str | None = None
    # Whether a student is written for every point of the front, too.
    front: bool = False


def default(dump):
    """The default search with the transfer set."""
    return Run(dump, journal="default")


def front(dump):
    """The same, and the students of its front."""
    return Run(dump, journal="default", front=True)


def budget(dump, limit):
    """The default search for students of at most `limit`."""
    return Run(dump, ("--budget", limit), journal="default")


def published(dump, *options, transfer=True):
    """The published grid."""
    return Run(dump, ("--search", "published", *options), transfer=transfer)


def searches(dump):
    """(title, run) of the searches of section 2."""
    yield "default", default(dump)
    for limit in BUDGETS:
        yield f"`--budget {limit}`", budget(dump, limit)
    yield "`--search published`", published(dump)
    yield "the same, one standard error", published(dump, "--rule", "one-standard-error")


def ablation(dump):
    """(title, run) of the steps from the published form to the default search."""
    yield "ridge", published(dump, "--shrink", "zero", transfer=False)
    yield "+ shrinkage", published(dump, "--shrink", "global", transfer=False)
    yield "+ transfer", published(dump, "--shrink", "global")
    yield "+ refinement", Run(dump, ("--form", "regional"), journal="default")
    yield "+ projection", default(dump)


def fold_kinds(dump):
    """(folds, search, run): the same searches with grouped and with random folds."""
    kinds = (("grouped", ()), ("random", ("--no-groups",)))
    for score in ("mse", "agreement"):
        for kind, option in kinds:
            options = ("--search", "published", "--k", "1...16", "--score", score, *option)
            yield kind, f"published, k 1...16, {score}", Run(
                dump, options, transfer=False, journal=f"wide-{kind}")
    yield "grouped", "default", default(dump)
    yield "random", "default", Run(dump, ("--no-groups",))


def seeds(dump, count):
    """The default search under seeds 0 ..< count."""
    return [
        default(dump) if seed == 0 else Run(dump, ("--seed", str(seed))) for seed in range(count)]


def published_structure(dump):
    """(title, run) of ours in the published table."""
    yield "ours, published structure: `--head linear --k 3`", Run(
        dump, ("--head", "linear", "--k", "3"), transfer=False)
    yield "ours, published search, folded head", published(
        dump, "--shrink", "zero", transfer=False)
    yield "ours, default search with the transfer set", default(dump)


def plan(dumps, seed_count):
    """Every run of the page, each once, in the order in which they are made."""
    runs = {}
    for dump in dumps:
        runs.update(dict.fromkeys([*(run for _, run in searches(dump)), front(dump)]))
        if dump not in REAL:
            continue
        runs.update(dict.fromkeys(run for _, run in ablation(dump)))
        runs.update(dict.fromkeys(seeds(dump, seed_count)))
        if dump == "ecg5000":
            runs.update(dict.fromkeys(run for _, run in published_structure(dump)))
        if dump == "mitbih":
            runs.update(dict.fromkeys(run for _, _, run in fold_kinds(dump)))
    return list(runs)
