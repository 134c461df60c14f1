#!/usr/bin/python3
"""clang-tidy on the sources of one room. What passed once is not looked at again until it, a header of the project that
it includes, or .clang-tidy changes.

  tidy.py BUILD_FOLDER ROOM [PART PARTS]      only every PARTS-th source, from the PART-th on
"""

import functools
import hashlib
import pathlib
import re
import subprocess
import sys

from source import ROOT, finish, name

TIDY = "clang-tidy-19"
INCLUDE = re.compile(rb'^#include "([^"]+)"', re.MULTILINE)


@functools.cache
def content_of(path):
    return path.read_bytes()


def read_with(path, seen):
    """Adds to `seen` the file and all headers of the project that it reads."""
    if path not in seen and path.exists():
        seen.add(path)
        for header in INCLUDE.findall(content_of(path)):
            read_with(ROOT / "src" / header.decode(), seen)
    return seen


def fingerprint(path):
    digest = hashlib.sha256(content_of(ROOT / ".clang-tidy"))
    for one in sorted(read_with(path, set())):
        digest.update(name(one).encode() + b"\0" + hashlib.sha256(content_of(one)).digest())
    return digest.hexdigest()


def verdict(build, passed, path):
    stamp = passed / fingerprint(path)
    if stamp.exists():
        return []
    done = subprocess.run([TIDY, "-p", str(build), "--quiet", str(path)], capture_output=True, text=True, check=False)
    found = [line for line in done.stdout.splitlines() if line.strip()]
    if done.returncode == 0 and not found:
        stamp.touch()
        return []
    return found or [f"{name(path)}: {TIDY} failed: {done.stderr.strip()[-400:]}"]


def main():
    build, room = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    part, parts = (int(word) for word in (sys.argv[3:5] or ("1", "1")))
    passed = ROOT / "build" / "tidy-passed"
    passed.mkdir(parents=True, exist_ok=True)
    mine = sorted((ROOT / "src" / room).rglob("*.cpp"))[part - 1::parts]
    finish([line for path in mine for line in verdict(build, passed, path)])


if __name__ == "__main__":
    main()
