"""Eva on golden students, with all values of a caller at once."""

import os
import re
import subprocess

from proof.pieces import PROOF, ROOT, WORK, copy_sources, read_pieces

HERE = PROOF / "Students"
INCLUDE = ROOT / "Sources" / "CTesseraRuntime" / "include"
GOLDEN = ROOT / "Tests" / "Fixtures" / "Golden"
# Where a function answers in two ways, Eva goes on with each of them apart.
APART = ("tessera_open:0,tessera_stream_start:0,tessera_beat_start:0,tessera_adapt_begin:0,"
         "tessera_counts_f32:0,tessera_infer:0,tessera_infer_wide:0,count_floats:full,largest:full")
LEARNING = ("learn_all", "keep_all")
# An int of 32 bits; and one of 16 bits, with loads from the memory of the program as on AVR.
MACHINES = {"32": ("gcc_x86_32", ""), "avr": ("gcc_x86_16", "-DLOADS_FROM_PROGRAM ")}
# Every loop turn by turn; NaN and the infinities are values.
OPTIONS = ["-eva-min-loop-unroll", "20000", "-eva-slevel", "50", "-eva-ilevel", "64",
           "-warn-special-float", "none", "-eva-show-progress", "-eva-no-results",
           "-eva-msg-key=-iteration,-partition",
           "-kernel-warn-key", "asm:clobber=inactive"]
# The intervals of events are read where they were written, which Eva cannot see of a sorted list.
SET_MEMORY = ("v2-program-events-k2-c2", "v2-program-kept-wide-n5-k2-c3")


def jobs():
    """Yield every student with each of its jobs."""
    for line in (HERE / "students.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            student, *names = line.split()
            for name in names:
                yield student, name


def build_sizes():
    """Build the program that prints a student's sizes, with plain C and the runtime as it is."""
    WORK.mkdir(parents=True, exist_ok=True)
    program = WORK / "sizes"
    subprocess.run(["gcc", "-std=c11", "-O1", "-DTESSERA_PORTABLE", "-I", INCLUDE, HERE / "sizes.c",
                    ROOT / "Runtime" / "C99" / "tessera.c", "-o", program], check=True)
    return program


def run_eva(sizes, source, student, job, limit, machine="32", logs="students"):
    """Run a job on a student for a machine, `limit` seconds of a processor at most.

    Return its alarms, its seconds and what Eva printed.
    """
    folder = WORK / f"{logs}-{machine}" / f"{student}-{job}"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "student.h", "w") as header:
        subprocess.run([sizes, GOLDEN / f"{student}.tessera"], stdout=header, check=True)
    name, loads = MACHINES[machine]
    flags = (f"{loads}-DTESSERA_PORTABLE -DJOB={job} -DMEMORY_IS_SET={int(student in SET_MEMORY)} "
             f"-I{INCLUDE} -I{source} -I{folder} -include __fc_builtin.h")
    apart = APART + (",begin_anywhere:full" if job in LEARNING else "")
    before = os.times()
    try:
        ran = subprocess.run(["prlimit", f"--cpu={limit}", "frama-c", "-eva", HERE / "student.c",
                              f"-cpp-extra-args={flags}", "-eva-split-return-function", apart, "-machdep", name, *OPTIONS],
                             capture_output=True, text=True, timeout=20 * limit)
        output = ran.stdout + ran.stderr
    except subprocess.TimeoutExpired:
        output = "not done in time"
    (folder / "log").write_text(output)
    after = os.times()
    seconds = after.children_user - before.children_user
    return alarms_of(output), seconds, output


def reached():
    """Return how many jobs of the last run went through each function."""
    counts = {}
    for student, job in jobs():
        log = WORK / "students-32" / f"{student}-{job}" / "log"
        for name in set(re.findall(r"computing for function (\w+)", log.read_text())):
            counts[name] = counts.get(name, 0) + 1
    return counts


def alarms_of(output):
    """Return the number of alarms; None where Eva did not finish the job."""
    found = re.search(r"(\d+) alarms? generated", output)
    checks = re.findall(r"check got status (?:unknown|invalid)", re.sub(r"\s+", " ", output))
    if not found or "show_each_finished" not in output or "rror:" in output.replace("0 errors", ""):
        return None
    return int(found.group(1)) + len(checks)


def prove(limit=120):
    """Run every job on every machine; return the failures and the number of runs."""
    sizes = build_sizes()
    source = copy_sources("students", read_pieces(HERE / "stand_ins.txt"))
    failures = count = 0
    for machine in MACHINES:
        for student, job in jobs():
            alarms, seconds, _ = run_eva(sizes, source, student, job, limit, machine)
            count += 1
            failures += alarms != 0
            what = "not finished" if alarms is None else f"{alarms} alarms"
            print(f"eva, {machine}, {student} {job}: {what}, {seconds:.1f} s", flush=True)
    return failures, count


def plant(limit=120):
    """Plant each fault; return how many gave no alarm, and how many there are."""
    sizes = build_sizes()
    stand_ins = read_pieces(HERE / "stand_ins.txt")
    faults = read_pieces(HERE / "mutants.txt")
    failures = 0
    for fault in faults:
        # A fault in a piece that has a stand-in takes the place of both.
        source = copy_sources("mutant", [*stand_ins, fault])
        student, job, *machine = fault.job.split()
        _, seconds, output = run_eva(sizes, source, student, job, limit, *(machine or ["32"]), logs="faults")
        found = "[eva:alarm]" in output
        failures += not found
        print(f"fault, {fault.why}: {'found' if found else 'NOT FOUND'}, {seconds:.1f} s", flush=True)
    return failures, len(faults)
