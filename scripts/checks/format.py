#!/usr/bin/python3
"""Every C++ file is as clang-format writes it (.clang-format)."""

import subprocess
import sys

from source import cpp_files


def main():
    files = [str(path) for path in cpp_files("src", "tests", "fuzz", "bench")]
    done = subprocess.run(["clang-format-19", "--dry-run", "-Werror", "--ferror-limit=1", *files], check=False)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
