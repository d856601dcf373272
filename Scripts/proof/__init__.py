"""What Scripts/prove.py runs: Eva on students, CBMC on functions, and CBMC and z3 on equivalences."""
