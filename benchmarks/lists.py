"""List integrity: how many of the lists of a generated corpus come out as one section with all items, in order.

python -m benchmarks.lists --documents 500
"""

from __future__ import annotations

import argparse

from tests.list_documents import differences, make


def main() -> None:
    """Prints the share of lists that are whole; exits with 1 if any is not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=500)
    options = parser.parse_args()
    total = sum(len(make(seed).lists) for seed in range(options.documents))
    broken = 0
    for seed in range(options.documents):
        for wanted, found in differences(seed):
            broken += 1
            print(f"document {seed}: wanted {wanted}\n  found {found}")
    print(f"{total - broken}/{total} lists of {options.documents} documents whole ({1 - broken / total:.2%})")
    raise SystemExit(1 if broken else 0)


if __name__ == "__main__":
    main()
