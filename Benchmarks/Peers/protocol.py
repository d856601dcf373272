"""One JSON object per line: requests on standard input, answers on standard output.

A request names what to `do`; the answer is what that function returns, with the most memory that
this process ever had resident. An error becomes the answer `{"error": ...}`.
"""

import json
import os
import sys
import time


def peak_bytes():
    """Return VmHWM, the largest resident set of this process, in bytes."""
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmHWM"):
                return int(line.split()[1]) * 1024
    return None


def timed(body):
    """Return the wall-clock seconds of `body()`, and its result."""
    start = time.perf_counter()
    result = body()
    return time.perf_counter() - start, result


def serve(actions, version):
    """Answer requests until standard input ends.

    `actions` maps the values of `do` to functions of the request; `hello` is answered with the
    name and version of the peer.
    """
    actions = {**actions, "hello": lambda request: {"note": version}}
    # Libraries print. Their output must not look like an answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = actions[request["do"]](request)
        except Exception as error:  # the other side decides what an error means
            answer = {"error": f"{type(error).__name__}: {error}"}
        answer["peakBytes"] = peak_bytes()
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
