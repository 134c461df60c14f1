#!/usr/bin/python3
"""Each test that docs/rfc-checklist.md names as a witness exists."""

import re

from source import ROOT, finish, line_of

CHECKLIST = ROOT / "docs" / "rfc-checklist.md"
UNIT_TEST = re.compile(r"^TEST(?:_P|_F)?\((\w+),\s*(\w+)\)", re.MULTILINE)
CLIENT_TEST = re.compile(r"^def (test_\w+)\(", re.MULTILINE)
WITNESS = re.compile(r"`([A-Z]\w+\.[A-Z]\w+|test_\w+\.py::\w+)`")


def existing():
    for path in (ROOT / "tests").glob("*/*_test.cpp"):
        for suite, test in UNIT_TEST.findall(path.read_text()):
            yield f"{suite}.{test}"
    for path in (ROOT / "tests" / "interop").glob("test_*.py"):
        for test in CLIENT_TEST.findall(path.read_text()):
            yield f"{path.name}::{test}"


def main():
    tests, text = set(existing()), CHECKLIST.read_text()
    finish([f"docs/rfc-checklist.md:{line_of(text, witness.start())}: there is no test {witness.group(1)}"
            for witness in WITNESS.finditer(text) if witness.group(1) not in tests])


if __name__ == "__main__":
    main()
