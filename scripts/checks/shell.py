#!/usr/bin/python3
"""Every shell script passes shellcheck, stops at its first error and says what it does with --help."""

import subprocess

from source import ROOT, finish, name


def scripts():
    for path in sorted((ROOT / "scripts").iterdir()) + [ROOT / ".ci" / "run"]:
        if path.is_file() and "bash" in path.read_text().split("\n", 1)[0]:
            yield path


def main():
    problems = []
    for path in scripts():
        linted = subprocess.run(["shellcheck", "--external-sources", "--source-path=SCRIPTDIR/..", str(path)],
                                cwd=ROOT, capture_output=True, text=True, check=False)
        problems += linted.stdout.splitlines()
        if "set -euo pipefail" not in path.read_text():
            problems.append(f"{name(path)}: no set -euo pipefail")
        if path.parent.name == "scripts":
            helped = subprocess.run([str(path), "--help"], capture_output=True, text=True, check=False, timeout=30)
            if helped.returncode != 0 or len(helped.stdout.splitlines()) < 2:
                problems.append(f"{name(path)}: --help does not say what it does")
    finish(problems)


if __name__ == "__main__":
    main()
