"""The seeded fuzzer: `python tests/fuzz/fuzz.py --inputs 1000000 --seed 1`; CI runs a share of it (`test_fuzz.py`)."""
