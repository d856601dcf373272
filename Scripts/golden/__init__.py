"""Packed students by Docs/Format.md alone: what `Scripts/golden_blobs.py` writes and checks.

`core`, `sections`, `crc32`, `requantize`, `product`, `open`, `standardize`, `input` and `infer`
are the stages of the runtimes, by the same names. So are those of version 2: `header`, `directory`,
`scales`, `kept_inputs`, `program`, `limits`, `verdict`, `adaptation`, `beats`, `wide` and `sizes`. A search for
beats is in the modules that start with `beat_`. `canonical`
is what a host refuses beyond them. `pack` writes a student.

`randomness`, `cases`, `usual` and `crafted` make the students of version 1. `second`,
`second_edges`, `scaled`, `widened`, `windowed`, `reserved` and `limited` make those of version 2. `refused`,
`patches` and the modules that start with `refused` make what a reader refuses, `noncanonical` what
a host alone refuses. `files` are the golden files, `description` is their JSON, and `claims` are
what the page claims.
"""
