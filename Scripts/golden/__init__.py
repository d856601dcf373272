"""Packed students by Docs/Format.md alone: what `Scripts/golden_blobs.py` writes and checks.

`core`, `sections`, `crc32`, `requantize`, `product`, `open`, `standardize`, `input` and `infer`
are the stages of the runtimes, by the same names. `pack` writes a student; `randomness`, `cases`,
`usual`, `crafted` and `refused` make them; `files` are the golden files, `claims` what the page
claims.
"""
