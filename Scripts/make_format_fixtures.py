#!/usr/bin/env python3
"""Writes the fixtures of ActivationFormatsTests: python3 Scripts/make_format_fixtures.py

Needs NumPy. The output is the same on every run.
"""

import io
import json
import pickle
import shutil
import struct
import zipfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent / "Tests/Fixtures/Formats"
DATE = (1980, 1, 1, 0, 0, 0)


def npy(array, version=None):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.asanyarray(array), version=version)
    return buffer.getvalue()


def npz(path, arrays, method=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            info = zipfile.ZipInfo(name + ".npy", DATE)
            info.compress_type = method
            archive.writestr(info, array if isinstance(array, bytes) else npy(array))


def brain_bits(values):
    """bfloat16 by truncation; exact for the values used here."""
    return (np.asarray(values, "<f4").view("<u4") >> 16).astype("<u2")


SAFE_TYPES = {"<f2": "F16", "<f4": "F32", "<f8": "F64", "|i1": "I8", "<i2": "I16", "<i4": "I32",
              "<i8": "I64", "|u1": "U8", "<u2": "U16", "<u4": "U32", "<u8": "U64", "|b1": "BOOL"}


def safetensors(path, arrays, metadata=None, types=None):
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for name, array in arrays.items():
        array = np.asarray(array)
        raw = array.tobytes()
        header[name] = {"dtype": (types or {}).get(name, SAFE_TYPES[array.dtype.str]),
                        "shape": list(array.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def element_types():
    """Every type, order and byte order of the array whose value (r, a, b) is 6 r + 3 a + b,
    less 7 for signed integers, as quarters for floats, modulo 2 for Booleans."""
    folder = ROOT / "types"
    folder.mkdir()
    index = np.arange(30).reshape(5, 2, 3)
    safe, safe_types = {}, {}
    for code in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1", "V2"]:
        values = {"f": (index - 7) / 4, "i": index - 7, "u": index, "b": index % 2 == 1,
                  "V": (index - 7) / 4}[code[0]]
        for order, mark in [("little", "<"), ("big", ">")]:
            for layout in "CF":
                if code == "V2":
                    bits = brain_bits(values).astype(mark + "u2")
                    raw = npy(np.asarray(bits, order=layout)).replace(mark.encode() + b"u2", mark.encode() + b"V2")
                else:
                    raw = npy(np.asarray(values.astype(mark + code), order=layout))
                (folder / f"{code}-{order}-{layout}.npy").write_bytes(raw)
        if code == "V2":
            safe[code], safe_types[code] = brain_bits(values), "BF16"
        else:
            safe[code] = values.astype("<" + code)
    safetensors(ROOT / "types.safetensors", safe, types=safe_types)
    # Taller than one tile, so that tiles and blocks are crossed.
    tall = np.arange(450, dtype="<f4").reshape(150, 3)
    (ROOT / "tall-F.npy").write_bytes(npy(np.asfortranarray(tall)))
    for version in [(1, 0), (2, 0), (3, 0)]:
        (ROOT / f"version{version[0]}.npy").write_bytes(npy(tall[:4], version))


def dump():
    """One dump of 12 samples in every container."""
    random = np.random.default_rng(7)
    inputs = (random.integers(-8, 9, (12, 3, 2)) / 4).astype("<f4")
    activations = (random.integers(-8, 9, (12, 4)) / 4).astype("<f4")
    weight = (random.integers(-8, 9, (4, 3)) / 4).astype("<f4")
    bias = np.array([0.5, -0.25, 1], "<f4")
    logits = activations @ weight + bias
    labels = logits.argmax(1).astype("<i4")
    arrays = {
        "inputs": inputs, "activations": activations, "logits": logits, "labels": labels,
        "groups": np.arange(12, dtype="<i8") // 4 + (1 << 60),
        "parents": np.stack([np.arange(12), np.full(12, -1)], 1).astype("<i4"),
        "head_weight": weight, "head_bias": bias, "teacher_parameters": np.int64(507205),
        "teacher_macs": np.int64(69996160)}
    names = ["normal", "ventricular", "größer, andere"]
    named = arrays | {"class_names": np.array(names)}
    npz(ROOT / "dump.npz", named)
    npz(ROOT / "dump-deflated.npz", named, zipfile.ZIP_DEFLATED)
    npz(ROOT / "dump-transposed.npz", arrays | {"head_weight": np.asfortranarray(weight).T.copy()})
    limit, zipfile.ZIP64_LIMIT = zipfile.ZIP64_LIMIT, 16
    npz(ROOT / "dump-zip64.npz", named)
    zipfile.ZIP64_LIMIT = limit
    safetensors(ROOT / "dump.safetensors", arrays, {"class_names": json.dumps(names)})
    np.savetxt(ROOT / "inputs-only.csv", inputs.reshape(12, 6), "%.9g", ",")

    folder = ROOT / "dump"
    folder.mkdir()
    for name, array in arrays.items():
        if name != "inputs":
            (folder / f"{name}.npy").write_bytes(npy(array))
    parts = [inputs[:5], np.asfortranarray(inputs[5:6]), inputs[6:].astype(">f4")]
    for number, part in enumerate(parts):
        (folder / f"inputs-{number:05}-of-00003.npy").write_bytes(npy(part))
    (folder / "class_names.txt").write_text("\n".join(names) + "\n")
    (folder / "notes.md").write_text("Files that are no arrays are ignored.\n")

    columns, header = [], []
    for name in ["inputs", "activations", "logits", "parents"]:
        table = arrays[name].reshape(12, -1)
        titles = names if name == "logits" else range(table.shape[1])
        header += [f'"{name}.{title}"' if "," in str(title) else f"{name}.{title}" for title in titles]
        columns.append(table.astype("f8"))
    columns += [labels[:, None].astype("f8"), arrays["groups"][:, None] - (1 << 60)]
    lines = [",".join(header + ["labels", "groups", "note"])]
    lines += [",".join([f"{v:.9g}" for v in row] + ["fine"]) for row in np.hstack(columns)]
    (ROOT / "dump.csv").write_text("\n".join(lines) + "\n")

    folder = ROOT / "dump-csv"
    folder.mkdir()
    for name, array in arrays.items():
        # CSV numbers are float64, which holds no integers beyond 2 to the 53.
        array = array - (1 << 60) if name == "groups" else array
        table = array.reshape(len(array), -1) if array.ndim else array.reshape(1, 1)
        titles = ",".join(f'"{title}"' for title in names) if name == "logits" else ""
        np.savetxt(folder / f"{name}.csv", table, "%d" if array.dtype.kind == "i" else "%.9g", ",",
                   header=titles, comments="", encoding="utf-8")


def hostile():
    """Archives to damage, and archives that lie or ask for too much."""
    zeros = npy(np.zeros(20_000_000, "u1"))
    small = {"inputs": np.ones((2, 2), "<f4"), "logits": np.ones((2, 2), "<f4")}
    npz(ROOT / "small.npz", small)
    npz(ROOT / "small-deflated.npz", small, zipfile.ZIP_DEFLATED)
    npz(ROOT / "bomb.npz", small | {"labels": zeros}, zipfile.ZIP_DEFLATED)
    # Announces 17 bytes less than it inflates to, in both places.
    path = ROOT / "liar.npz"
    data = npy(np.ones((2, 2), "<f4"))
    npz(path, {"inputs": data + bytes(17), "logits": small["logits"]}, zipfile.ZIP_DEFLATED)
    raw = path.read_bytes()
    true, false = struct.pack("<I", len(data) + 17), struct.pack("<I", len(data))
    assert raw.count(true) == 2
    path.write_bytes(raw.replace(true, false))
    npz(ROOT / "bzip2.npz", small, zipfile.ZIP_BZIP2)
    path = ROOT / "twice.npz"
    npz(path, small | {"others": small["inputs"]})
    path.write_bytes(path.read_bytes().replace(b"others.npy", b"inputs.npy"))
    npz(ROOT / "objects.npz", small | {
        "activations": npy_objects(np.array([[1, 2], [3]], dtype=object))})
    (ROOT / "lists.npy").write_bytes(npy_objects(np.array([[1, 2], [3]], dtype=object)))
    words = ["N", "S", "V"]
    (ROOT / "words.npy").write_bytes(npy_objects(np.array(words, np.dtypes.StringDType())))
    for protocol in (2, 3, 4):
        # Protocol 2 writes bytes as a call of a function, which is refused.
        values = [None, "x", b"y" if protocol > 2 else "y", 7, -300, 1 << 40, 0.5, True]
        (ROOT / f"objects-{protocol}.npy").write_bytes(
            npy_pickle(np.array(values, dtype=object), protocol))


def npy_pickle(array, protocol):
    """The file that numpy.save wrote with another protocol of pickle."""
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        buffer, {"descr": "|O", "fortran_order": False, "shape": array.shape})
    return buffer.getvalue() + pickle.dumps(array, protocol=protocol)


def npy_objects(array):
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=True)
    return buffer.getvalue()


if __name__ == "__main__":
    shutil.rmtree(ROOT, ignore_errors=True)
    ROOT.mkdir(parents=True)
    element_types()
    dump()
    hostile()
    total = sum(path.stat().st_size for path in ROOT.rglob("*") if path.is_file())
    print(f"{total} bytes")
    assert total < 300_000
