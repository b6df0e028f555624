"""How well files are read: word F1 against their true text.

Run on a folder with a manifest.json, a list of {"file", "truth", "encoding"}; the encoding of a scan is "scan":

    python -m benchmarks.readers FOLDER
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ingest.errors import IngestError
from ingest.parse import parse
from ingest.sources import RawDocument
from vectorstore.text import nfc

_WORD = re.compile(r"[^\W_]+")


def word_f1(found: str, truth: str) -> float:
    """The F1 of the words of `found` against those of `truth`: NFC, lower case, letters and digits, order aside."""
    a, b = (Counter(_WORD.findall(nfc(text).lower())) for text in (found, truth))
    return 2 * (a & b).total() / max(a.total() + b.total(), 1)


def main(arguments: Sequence[str]) -> int:
    """Prints F1 and seconds of each file, and the means of legacy files and of scans."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args(arguments).folder
    scores: dict[str, list[float]] = {"legacy": [], "scans": []}
    for entry in json.loads((folder / "manifest.json").read_text(encoding="utf-8")):
        path = folder / entry["file"]
        truth = (folder / entry["truth"]).read_text(encoding="utf-8")
        started = time.perf_counter()
        try:
            text = parse(RawDocument(str(path), path.name, path.read_bytes())).text
            note = ""
        except IngestError as error:
            text, note = "", str(error)
        elapsed = time.perf_counter() - started
        score = word_f1(text, truth)
        scores["scans" if "scan" in entry["encoding"] else "legacy"].append(score)
        print(f"{score:.3f}  {elapsed:5.1f} s  {entry['encoding']:8} {entry['file']}  {note}".rstrip())
    for kind, found in scores.items():
        if found:
            print(f"{sum(found) / len(found):.3f}  mean of {len(found)} {kind}, worst {min(found):.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
