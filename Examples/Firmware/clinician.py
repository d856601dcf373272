#!/usr/bin/env python3
"""Cut one patient out of a dump, or answer the questions of learn.c with the patient's labels.

usage: clinician.py cut DUMP.npz PATIENT OUTPUT.npz
       clinician.py answer PATIENT.npz COMMAND...

The second form runs COMMAND, types the place of the class that each question is about, and says how many
beats were right before and after. It fails when they are not more.
"""

import re
import subprocess
import sys

import numpy


def cut(dump, patient, output):
    """Write the rows of one group."""
    arrays = dict(numpy.load(dump))
    rows = numpy.flatnonzero(arrays["groups"] == int(patient))
    count = len(arrays["groups"])
    numpy.savez(output, **{
        name: array[rows] if array.ndim and len(array) == count else array
        for name, array in arrays.items()})


def answer(patient, command):
    """Run the program, answer it, and count."""
    arrays = numpy.load(patient)
    labels, names = arrays["labels"], [str(name) for name in arrays["class_names"]]
    right, asked = {"before": 0, "after": 0}, set()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                          bufsize=1) as process:
        for line in process.stdout:
            question = re.match(r"Which class has beat (\d+)", line)
            given = re.match(r"(before|after) (\d+): (.*)$", line)
            if question:
                label = int(labels[int(question[1])])
                asked.add(int(question[1]))
                print(f"{line.rstrip()} {label}", flush=True)
                # QEMU hands a character over when the next one is there.
                process.stdin.write(f"{label}\n\n")
                process.stdin.flush()
            elif given:
                right[given[1]] += given[3] == names[labels[int(given[2])]]
            else:
                print(line, end="", flush=True)
    print(f"{right['before']} of {len(labels)} beats right before, {right['after']} after "
          f"{len(asked)} labels")
    return 0 if process.returncode == 0 and right["after"] > right["before"] else 1


if __name__ == "__main__":
    if sys.argv[1] == "cut":
        cut(*sys.argv[2:5])
    else:
        sys.exit(answer(sys.argv[2], sys.argv[3:]))
