#!/usr/bin/python3
"""The rules of coroutines: one co_await per statement and none in a condition, where it hides a suspension in a
decision; no lambda that captures, because the captures die with the lambda while the coroutine lives on."""

import re

from source import code_of, cpp_files, finish, line_of, name

CONDITION = re.compile(r"\b(if|while|for|switch)\s*(?:constexpr\s*)?\(")
LAMBDA = re.compile(r"(?<![\w\])\[])\[(?!\[)(?P<capture>[^\[\]]*)\]\s*(?=[({<])")
SUSPENDS = re.compile(r"\bco_(?:await|return|yield)\b")
PAIRS = {"(": ")", "{": "}", "[": "]", "<": ">"}


def end_of_group(code, start):
    """The position after the bracket that closes the one at `start`."""
    opening, closing = code[start], PAIRS[code[start]]
    depth = 0
    for position in range(start, len(code)):
        if code[position] == opening:
            depth += 1
        elif code[position] == closing:
            depth -= 1
            if depth == 0:
                return position + 1
    return len(code)


def awaits_in_conditions(code):
    for match in CONDITION.finditer(code):
        start = match.end() - 1
        if "co_await" in code[start:end_of_group(code, start)]:
            yield match.start(), f"co_await in the condition of {match.group(1)}"


def crowded_statements(code):
    for match in re.finditer(r"[^;{}]+", code):
        if len(re.findall(r"\bco_await\b", match.group(0))) > 1:
            yield match.start() + match.group(0).index("co_await"), "two co_await in one statement"


def body_of_lambda(code, position):
    """The text between the braces of the lambda whose capture list ends before `position`."""
    while position < len(code) and code[position] != "{":
        if code[position] in ";)]}":
            return ""
        position = end_of_group(code, position) if code[position] in "(<[" else position + 1
    return code[position:end_of_group(code, position)] if position < len(code) else ""


def without_inner_lambdas(body):
    for match in reversed(list(LAMBDA.finditer(body))):
        inner = body_of_lambda(body, match.end())
        if inner:
            start = body.index(inner, match.end())
            body = body[:start] + " " * len(inner) + body[start + len(inner):]
    return body


def capturing_coroutines(code):
    for match in LAMBDA.finditer(code):
        if match.group("capture").strip() and SUSPENDS.search(without_inner_lambdas(body_of_lambda(code, match.end()))):
            yield match.start(), "a coroutine that is a lambda with captures"


def main():
    problems = []
    for path in cpp_files("src", "tests", "bench", "fuzz"):
        code = code_of(path.read_text())
        if "co_" not in code:
            continue
        for rule in (awaits_in_conditions, crowded_statements, capturing_coroutines):
            problems += [f"{name(path)}:{line_of(code, position)}: {what}" for position, what in rule(code)]
    finish(problems)


if __name__ == "__main__":
    main()
