"""Writes the activation dump of a teacher in ONNX: the command of tessera_pla.exporters.onnx_dump.

    python onnx_dump.py --help

It needs no installed package, but the clone that it lies in. Imported, it is that module.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Python/src"))
from tessera_pla.exporters import onnx_dump, exporter_command  # noqa: E402

if __name__ == "__main__":
    exporter_command.run(onnx_dump.main)
else:
    sys.modules[__name__] = onnx_dump
