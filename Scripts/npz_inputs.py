#!/usr/bin/env python3
"""Write the array `inputs` of a .npz as raw little-endian float32, with the standard library.

    npz_inputs.py DUMP.npz OUTPUT.f32
"""

import ast
import struct
import sys
import zipfile

CODES = {"<f2": "e", "<f4": "f", "<f8": "d"}


def read_npy(data):
    """Return the header's dictionary and the bytes of the elements."""
    major = data[6]
    size, start = (struct.unpack_from("<H", data, 8)[0], 10) if major == 1 else (
        struct.unpack_from("<I", data, 8)[0], 12)
    return ast.literal_eval(data[start:start + size].decode("latin-1")), data[start + size:]


def main(dump, output):
    """Convert one dump; elements in Fortran order are put row after row."""
    with zipfile.ZipFile(dump) as archive:
        header, raw = read_npy(archive.read("inputs.npy"))
    rows = header["shape"][0]
    count = 1
    for extent in header["shape"]:
        count *= extent
    values = struct.unpack(f"<{count}{CODES[header['descr']]}", raw)
    if header["fortran_order"]:
        values = [value for row in range(rows) for value in values[row::rows]]
    with open(output, "wb") as file:
        file.write(struct.pack(f"<{count}f", *values))


if __name__ == "__main__":
    main(*sys.argv[1:])
