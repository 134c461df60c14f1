#!/usr/bin/python3
"""Files stay short enough to be read in one go. Over 400 lines is worth a word; over 600 fails, unless the file is
named here with its reason."""

from source import cpp_files, finish, name

WORTH_A_WORD = 400
TOO_LONG = 600
LONGER_FOR_A_REASON = {}


def main():
    problems = []
    for path in cpp_files("src", "tests", "fuzz", "bench"):
        lines = path.read_text().count("\n")
        if lines > LONGER_FOR_A_REASON.get(name(path), TOO_LONG):
            problems.append(f"{name(path)}: {lines} lines, more than {TOO_LONG}")
        elif lines > WORTH_A_WORD:
            print(f"{name(path)}: {lines} lines (a word, no failure)")
    finish(problems)


if __name__ == "__main__":
    main()
