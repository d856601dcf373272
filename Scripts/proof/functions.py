"""CBMC on functions of the runtime: every argument that their callers can give."""

import json
import os
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from proof.pieces import PROOF, ROOT, WORK, copy_sources, read_pieces

HERE = PROOF / "Functions"
INCLUDE = ROOT / "Sources" / "CTesseraRuntime" / "include"
TOOLS = WORK / "cbmc" / "bin"
# Beside what CBMC checks anyway: bounds, overflows of signed integers, shifts, and that loops end.
CHECKS = ["--pointer-overflow-check", "--slice-formula"]
# An int of 16 bits, as on AVR: goto-cc knows none, cbmc does. Fixed widths are named for the preprocessor.
INT_16 = [(f"-U__{name}__", f"-D__{name}__={of}") for name, of in (
    ("INT16_TYPE", "int"), ("UINT16_TYPE", "unsigned int"), ("INT32_TYPE", "long"), ("UINT32_TYPE", "unsigned long"),
    ("INT64_TYPE", "long long"), ("UINT64_TYPE", "unsigned long long"), ("SIZE_TYPE", "unsigned long"),
    ("UINTPTR_TYPE", "unsigned long"), ("INT32_MAX", "0x7FFFFFFFL"), ("UINT32_MAX", "0xFFFFFFFFUL"))]


def facts_of(folder):
    """Return the keys of proof.txt: what is proved, of which functions, and options."""
    facts = {"options": "", "functions": "", "what": "", "loops": "", "direct": "", "checks": "", "variants": "", "contracts": "",
             "int": ""}
    for line in (folder / "proof.txt").read_text().splitlines():
        word, _, rest = line.partition(" ")
        facts[word] = rest
    return facts


def folders(here=HERE):
    """Return the folders of proofs."""
    return sorted(path.parent for path in here.glob("*/proof.txt"))


def call(command, limit):
    """Run a command, `limit` seconds of a processor at most.

    Return its code and what it printed; no code where the time was over.
    """
    try:
        ran = subprocess.run(["prlimit", f"--cpu={limit}", *command], capture_output=True, text=True,
                             timeout=20 * limit)
        return ran.returncode, ran.stdout + ran.stderr
    except subprocess.TimeoutExpired:
        return None, "not done in time"


def run_cbmc(folder, name, faults, limit):
    """Prove a folder's harness in every variant; return the first verdict that is another, and the output.

    With an int of 16 bits as well, where proof.txt says `int 16`; a fault says `job 16` where only that finds it.
    """
    verdict, output = "no answer", ""
    facts = facts_of(folder)
    for bits in [fault.job for fault in faults] or ["", *facts["int"].split()]:
        for variant in facts["variants"].split(";"):
            verdict, output = run_variant(folder, name, faults, variant.split(), limit, bits)
            if verdict != "proved":
                return verdict, output
    return verdict, output


def compile_16(folder, source, program, options, limit):
    """Compile a harness with an int of 16 bits, and loads from the memory of a program; return a code and the output."""
    text, table = source.parent / "proof.i", source.parent / "table.json"
    types = [word for pair in INT_16 for word in pair]
    code, output = call(["gcc", "-E", "-P", "-m32", "-ffreestanding", *types, "-DINT_OF_16_BITS",
                         "-DTESSERA_LOAD(at)=(*(at))", *options, "-o", text, folder / "proof.c"], limit)
    if code == 0:
        code, output = call([TOOLS / "cbmc", "--16", text, "--show-symbol-table", "--json-ui"], limit)
    if code == 0:
        found = [part for part in json.loads(output) if "symbolTable" in part]
        table.write_text(json.dumps(found[0]))
        code, output = call([TOOLS / "symtab2gb", table, "--out", program], limit)
    return code, output


def run_variant(folder, name, faults, variant, limit, bits=""):
    """Prove a folder's harness, with faults planted; return the verdict and the output."""
    stand_ins = folder / "stand_ins.txt"
    pieces = read_pieces(stand_ins) if stand_ins.exists() else []
    source = copy_sources(name, [*pieces, *faults])
    facts = facts_of(folder)
    program = source.parent / "program.goto"
    # Objects of a symbolic size need addresses of 64 bits; all else has those of a device.
    width = "-m64" if facts["loops"] or facts["contracts"] else "-m32"
    loads = "-DTESSERA_PROOF" if facts["direct"] else "-DTESSERA_PORTABLE"
    options = [*variant, loads, "-DTESSERA_PROOF", "-I", INCLUDE, "-I", source]
    if bits:
        code, output = compile_16(folder, source, program, options, limit)
    else:
        code, output = call([TOOLS / "goto-cc", width, "-ffreestanding", *options, "-o", program, folder / "proof.c"], limit)
    if code == 0 and facts["contracts"]:  # what stands for functions that have a proof of their own
        replaced = [word for name in facts["contracts"].split() for word in ("--replace-calls", f"{name}:contract_{name}")]
        code, output = call([TOOLS / "goto-instrument", *replaced, program, program], limit)
    if code == 0:  # checks of functions that are not called only take time
        code, output = call([TOOLS / "goto-instrument", "--drop-unused-functions", program, program], limit)
    if code == 0 and facts["loops"]:
        code, output = call([TOOLS / "goto-instrument", "--apply-loop-contracts", program, program],
                            limit)
    if code == 0:
        # An equivalence of integers alone has no use for checks of memory.
        checks = [] if facts["checks"] == "none" else CHECKS
        # Of a fault the first place that is found is enough.
        checks = [*checks, "--stop-on-fail"] if faults else checks
        # Offsets have 27 bits of 32, so a file of 2^25 bytes has no end that is negative.
        checks = [*checks, "--object-bits", "5"] if bits else checks
        options = [*checks, *facts["options"].split()]
        code, output = call([TOOLS / "cbmc", program, *options], limit)
    (source.parent / "log").write_text(output)
    if code is None:
        return "not done in time", output
    if "VERIFICATION SUCCESSFUL" in output:
        return "proved", output
    return ("refuted" if "VERIFICATION FAILED" in output else "no answer"), output


def timed(task):
    """Run CBMC on a folder, with a fault or none; return the verdict, the output and the seconds."""
    folder, fault, name, limit = task
    start = time.monotonic()
    return (*run_cbmc(folder, name, [fault] if fault else [], limit), time.monotonic() - start)


def run_all(tasks):
    """Yield what comes of each task, in their order, of as many at once as there are cores."""
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        yield from zip(tasks, pool.map(timed, tasks))


def prove(limit=200, here=HERE):
    """Prove every folder; return the failures and the number of proofs."""
    failures = 0
    tasks = [(folder, None, f"functions/{folder.name}", limit) for folder in folders(here)]
    for (folder, *_), (verdict, output, seconds) in run_all(tasks):
        failures += verdict != "proved"
        print(f"cbmc {folder.name}: {verdict}, {seconds:.1f} s", flush=True)
        if verdict != "proved":
            print("\n".join(re.findall(r"^.*: FAILURE$|^.*error.*$", output, re.M)[:10]), flush=True)
    return failures, len(tasks)


def plant(limit=200, here=HERE):
    """Plant the fault of every folder; return how many were not found, and how many there are."""
    failures = 0
    tasks = [(folder, fault, f"functions/mutant-{folder.name}-{number}", limit) for folder in folders(here)
             for number, fault in enumerate(read_pieces(folder / "fault.txt"))]
    for (folder, fault, *_), (verdict, _, _) in run_all(tasks):
        failures += verdict != "refuted"
        word = "found" if verdict == "refuted" else f"NOT FOUND, {verdict}"
        print(f"fault in {folder.name}, {fault.why}: {word}", flush=True)
    return failures, len(tasks)
