"""What the checks have in common: the files of the project, C++ text without comments and literals, reporting."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

_COMMENT_OR_LITERAL = re.compile(
    r'R"(?P<delimiter>[^()\\\s]{0,16})\(.*?\)(?P=delimiter)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'"
    r"|//[^\n]*"
    r"|/\*.*?\*/",
    re.DOTALL,
)


def code_of(text):
    """The same text with comments and literals blanked, so that positions and line numbers stay."""

    def blank(match):
        found = match.group(0)
        return re.sub(r"[^\n]", " ", found) if found.startswith("/") else _blank_literal(found)

    return _COMMENT_OR_LITERAL.sub(blank, text)


def _blank_literal(literal):
    inside = re.sub(r"[^\n]", " ", literal[1:-1])
    return literal[0] + inside + literal[-1]


def cpp_files(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".cpp", ".h"):
                yield path


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def name(path):
    return str(path.relative_to(ROOT))


def finish(problems):
    """Prints the problems, one a line, and ends the program: status 1 if there are any."""
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)
