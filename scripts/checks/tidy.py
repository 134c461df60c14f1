#!/usr/bin/python3
"""clang-tidy on the sources of one room. What passed once is not looked at again until it, a header it includes, the
command that compiles it or .clang-tidy changes.

  tidy.py BUILD_FOLDER ROOM [PART PARTS]      only every PARTS-th source, from the PART-th on
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

from source import ROOT, finish, name

TIDY = "clang-tidy-19"
PENDING_LIST = ROOT / "scripts/checks/tidy_pending.txt"


def pending():
    return {line for line in PENDING_LIST.read_text().splitlines() if line and not line.startswith("#")}


def commands(build, room):
    prefix = str(ROOT / "src" / room) + "/"
    for entry in json.loads((build / "compile_commands.json").read_text()):
        if entry["file"].startswith(prefix):
            yield pathlib.Path(entry["file"]), entry


def fingerprint(entry):
    """What decides the verdict: the preprocessed source, the command, the rules."""
    words = [word for word in shlex.split(entry["command"]) if not word.endswith("ccache")]
    without_output = [word for index, word in enumerate(words)
                      if word not in ("-c", "-o") and (index == 0 or words[index - 1] != "-o")]
    preprocessed = subprocess.run([*without_output, "-E", "-P"], cwd=entry["directory"], capture_output=True, check=True)
    digest = hashlib.sha256()
    for part in (preprocessed.stdout, re.sub(re.escape(str(ROOT)), "", " ".join(without_output)).encode(),
                 (ROOT / ".clang-tidy").read_bytes(), pathlib.Path(entry["file"]).read_bytes()):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def verdict(build, passed, path, entry):
    stamp = passed / fingerprint(entry)
    if stamp.exists():
        return []
    headers = ["--header-filter=^$"] if pending() else []
    done = subprocess.run([TIDY, "-p", str(build), "--quiet", *headers, str(path)], capture_output=True, text=True,
                          check=False)
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
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("TIDY_JOBS", "1"))) as pool:
        mine = sorted(commands(build, room), key=lambda one: one[0])[part - 1::parts]
        left_out = [path for path, _ in mine if name(path) in pending()]
        print(f"{len(left_out)} of {len(mine)} sources are pending (scripts/checks/tidy_pending.txt)")
        mine = [(path, entry) for path, entry in mine if path not in left_out]
        checks = [pool.submit(verdict, build, passed, path, entry) for path, entry in mine]
    finish([line for check in checks for line in check.result()])


if __name__ == "__main__":
    main()
