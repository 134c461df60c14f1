#!/usr/bin/python3
"""clang-tidy on the sources of one room. What passed once is not looked at again until it, a header of the project that
it includes, or .clang-tidy changes.

  tidy.py BUILD_FOLDER ROOM [PART PARTS]      only every PARTS-th batch of sources, from the PART-th on

Nearly all of its time goes into the headers of the system, which it walks through once for each thing it looks at. So it
looks at many sources as if they were one, as far as they define different names; where that does not compile or something
is found, at half as many, and in the end at each alone.
"""

import functools
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from source import ROOT, finish, name

TIDY = "clang-tidy-19"
INCLUDE = re.compile(rb'^#include "([^"]+)"', re.MULTILINE)
MOST_IN_BATCH = 12

UNNAMED = re.compile(r"^namespace \{$(.*?)^\}  // namespace$", re.MULTILINE | re.DOTALL)
# What a line at the left edge of an unnamed namespace defines: a type, a constant, a function or a variable.
TYPE = re.compile(r"(?:struct|class|enum class|enum) (\w+)|using (\w+) =")
CONSTANT = re.compile(r"(?:constexpr|const|static|inline) [^(]*?(\w+)(?:\[\w*\])?\s*(?:=|\{|;)")
OTHER = re.compile(r"[\w:<>,&* \[\]]*?(\w+)\(|[\w:<>,&* ]*?(\w+)(?:\[\])?\s*(?:=|\{|;)")


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


def fingerprint(paths):
    digest = hashlib.sha256(content_of(ROOT / ".clang-tidy"))
    for one in sorted(set().union(*(read_with(path, set()) for path in paths))):
        digest.update(name(one).encode() + b"\0" + hashlib.sha256(content_of(one)).digest())
    return digest.hexdigest()


def own_names(path):
    """What a source defines for itself alone: it cannot be looked at together with one that defines the same."""
    found = set()
    for body in UNNAMED.findall(path.read_text(encoding="utf-8")):
        for line in body.splitlines():
            if not line or line[0] in " }#/)" or line.startswith(("template", "using namespace")):
                continue
            match = TYPE.match(line) or (None if line.startswith("using") else CONSTANT.match(line) or OTHER.match(line))
            if match:
                found.add(next(group for group in match.groups() if group))
    return found


def batches_of(paths):
    batches = []
    for path in paths:
        names = own_names(path)
        for batch, taken in batches:
            if len(batch) < MOST_IN_BATCH and not taken & names:
                batch.append(path)
                taken |= names
                break
        else:
            batches.append(([path], names))
    return [batch for batch, _ in batches]


def command_for(build, path):
    entries = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    return next(entry for entry in entries if entry["file"] == str(path))


def run(folder, path):
    return subprocess.run([TIDY, "-p", str(folder), "--quiet", "--header-filter=/src/[a-z]+/.*", str(path)],
                          capture_output=True, text=True, check=False)


def pass_together(build, batch):
    with tempfile.TemporaryDirectory() as name_of_folder:
        folder = pathlib.Path(name_of_folder)
        whole = folder / "batch.cpp"
        whole.write_text("".join(f'#include "{path}"\n' for path in batch), encoding="utf-8")
        entry = command_for(build, batch[0])
        entry = {**entry, "file": str(whole), "command": entry["command"].replace(str(batch[0]), str(whole))}
        (folder / "compile_commands.json").write_text(json.dumps([entry]), encoding="utf-8")
        (folder / ".clang-tidy").write_bytes(content_of(ROOT / ".clang-tidy"))
        done = run(folder, whole)
        return done.returncode == 0 and not done.stdout.strip()


def pass_alone(build, path):
    done = run(build, path)
    found = [line for line in done.stdout.splitlines() if line.strip()]
    if done.returncode == 0 and not found:
        return []
    return found or [f"{name(path)}: {TIDY} failed: {done.stderr.strip()[-400:]}"]


def found_in(build, batch):
    """Where many together do not do, halves of them may."""
    if len(batch) == 1:
        return pass_alone(build, batch[0])
    if pass_together(build, batch):
        return []
    middle = len(batch) // 2
    return found_in(build, batch[:middle]) + found_in(build, batch[middle:])


def verdict(build, passed, batch):
    stamp = passed / fingerprint(batch)
    if stamp.exists():
        return []
    found = found_in(build, batch)
    if not found:
        stamp.touch()
    return found


def main():
    build, room = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    part, parts = (int(word) for word in (sys.argv[3:5] or ("1", "1")))
    passed = ROOT / "build" / "tidy-passed"
    passed.mkdir(parents=True, exist_ok=True)
    mine = batches_of(sorted((ROOT / "src" / room).rglob("*.cpp")))[part - 1::parts]
    finish([line for batch in mine for line in verdict(build, passed, batch)])


if __name__ == "__main__":
    main()
