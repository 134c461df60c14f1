#!/usr/bin/python3
"""What must not stand in the project: notes to come back later, paths of somebody's machine, private keys."""

import re
import subprocess

from source import ROOT, finish

FORBIDDEN = [
    (re.compile(r"\b(?:TODO|FIX" r"ME|X" r"XX)\b"), "a note to come back later"),
    (re.compile(r"(?<![\w.$}:])/(?:home|root|work|Users)/\w"), "a path of one machine"),
    (re.compile(r"BEGIN (?:OPENSSH |RSA |EC )?PRIVATE KEY"), "a private key"),
]
# The check names what it looks for; seeds and vectors are data.
EXEMPT = ("scripts/checks/words.py", "tests/vectors/", "fuzz/corpus/")


def tracked_files():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0:
        return [ROOT / file for file in listed.stdout.decode().split("\0") if file]
    return [path for path in ROOT.rglob("*") if path.is_file() and "build" not in path.relative_to(ROOT).parts]


def main():
    problems = []
    for path in tracked_files():
        relative = str(path.relative_to(ROOT))
        if relative.startswith(EXEMPT) or not path.is_file():
            continue
        text = path.read_text(errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            problems += [f"{relative}:{number}: {what}: {line.strip()[:80]}"
                         for pattern, what in FORBIDDEN if pattern.search(line)]
    finish(problems)


if __name__ == "__main__":
    main()
