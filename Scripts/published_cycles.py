#!/usr/bin/env python3
"""Published cycle counts of other programs beside the model's (Docs/Firmware.md, Cycles).

    Scripts/published_cycles.py --aes CHECKOUT --coremark CHECKOUT
                                               after `swift build -c release --product ModelledCycles`

The first CHECKOUT is one of Ko-/aes-armcortexm: AES in Thumb-2 assembly, so that no compiler stands between
the published counts and ours. Its README has cycles of an STM32L100C (Cortex-M3) and an STM32F407 (Cortex-M4),
which include the call and the reading of the counter. The model has neither. The second is one of
eembc/coremark. It is compiled by arm-none-eabi-gcc, and the published figures are of other compilers. Either may
be left out. Prints Markdown tables.
"""

import argparse
import datetime
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORES = ROOT / "Runtime/Cores"
PORT = Path(__file__).resolve().parent / "published_cycles"
BOARDS = {
    "cortex-m0plus": ("microbit", "microbit"),
    "cortex-m3": ("mps2-an385", "mps2"),
    "cortex-m4": ("mps2-an386", "mps2"),
}

# Function, source, blocks of a call, published cycles of a block.
AES = [
    ("AES_128_keyschedule", "aes128/aes.s", 1, {"cortex-m3": 243.9, "cortex-m4": 254.9}),
    ("AES_128_encrypt", "aes128/aes.s", 1, {"cortex-m3": 639.5, "cortex-m4": 644.7}),
    ("AES_128_encrypt_ctr", "aes128ctr/aes_128_ctr.s", 256, {"cortex-m3": 531.8, "cortex-m4": 537.9}),
]
# CoreMark for each MHz: SAM D21 data sheet; D. Ibrahim, ARM-Based Microcontroller Projects Using MBED, table
# 3.2; ST DS12469 rev 7.
COREMARK = {"cortex-m0plus": 2.46, "cortex-m3": 3.32, "cortex-m4": 3.42}
ALGORITHMS = ["core_list_join.c", "core_matrix.c", "core_state.c", "core_util.c"]


def run(*command):
    """Its output; ends the script with the words of a command that fails."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{command[0]} {command[-1]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def modelled(work, core, function, calls, *compiler):
    """Instructions and the least, usual and most cycles of a call, of a program that fails where it is wrong."""
    machine, board = BOARDS[core]
    image, trace, code = work / "program.elf", work / "trace.txt", work / "code.txt"
    run("arm-none-eabi-gcc", f"-mcpu={core}", "-mthumb", "-ffreestanding", "-nostdlib", f"-I{CORES}",
        f"-L{CORES}", f"-T{CORES}/{board}.ld", CORES / "startup.c", *compiler, "-lgcc", "-o", image)
    symbol = re.search(rf"^(\w+) [Tt] {function}$", run("arm-none-eabi-nm", image), re.MULTILINE)
    if not symbol:
        sys.exit(f"there is no function {function}")
    plugin = f"{work}/trace.so,entry={int(symbol[1], 16) & ~1},calls={calls},output={trace}"
    run("qemu-system-arm", "-M", machine, "-nographic", "-monitor", "none", "-serial", "none",
        "-semihosting-config", "enable=on,target=native", "-plugin", plugin, "-kernel", image)
    code.write_text(run("arm-none-eabi-objdump", "-d", image))
    answer = run(ROOT / ".build/release/ModelledCycles", core, code, trace)
    return [float(word) for word in answer.split()]


def show_aes(work, checkout):
    print("\n| program | core | published | modelled | least to most | difference |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    for function, source, blocks, published in AES:
        for core, cycles in published.items():
            found = modelled(
                work, core, function, 1, "-O1", f"-D{function.upper()}", PORT / "aes.c", checkout / source
            )
            _, least, middle, most = (number / blocks for number in found)
            print(
                f"| `{function}` | {core} | {cycles:.1f} | {middle:.1f} | {least:.1f} to {most:.1f} "
                f"| {100 * (middle / cycles - 1):+.1f} % |"
            )


def show_coremark(work, checkout):
    print("\n| CoreMark for each MHz, -O3 | published | modelled | least to most cycles |")
    print("| --- | ---: | ---: | ---: |")
    sources = [checkout / name for name in ALGORITHMS]
    for core, published in COREMARK.items():
        _, least, middle, most = modelled(
            work, core, "one_iteration", 2, "-O3", "-w", f"-I{PORT}", f"-I{checkout}", PORT / "coremark.c",
            *sources,
        )
        print(f"| {core} | {published} | {1e6 / middle:.2f} | {1e6 / least:.2f} to {1e6 / most:.2f} |")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("--aes", "--coremark"):
        parser.add_argument(name, type=Path, metavar="CHECKOUT")
    options = parser.parse_args()
    tools = [run(tool, "--version").splitlines()[0] for tool in ("arm-none-eabi-gcc", "qemu-system-arm")]
    print(f"{datetime.date.today()}, {platform.machine()}, {', '.join(tools)}")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        run("cc", "-std=c99", "-D_POSIX_C_SOURCE=200809L", "-O2", "-shared", "-fPIC",
            ROOT / "Runtime/QEMU/trace.c", "-o", work / "trace.so")
        if options.aes:
            show_aes(work, options.aes)
        if options.coremark:
            show_coremark(work, options.coremark)


if __name__ == "__main__":
    main()
