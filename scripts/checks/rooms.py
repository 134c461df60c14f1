#!/usr/bin/python3
"""Each room of src/ includes only the rooms that its CMakeLists.txt names, and only one room touches each of the
libraries and system calls that the design gives to one room."""

import re

from source import ROOT, code_of, cpp_files, finish, line_of, name

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)

# What may be included only in one room, and why.
HEADERS = [
    (re.compile(r"openssl/|crypt\.h$"), {"crypto"}, "only crypto/ computes"),
    (re.compile(r"zlib\.h$"), {"compress"}, "only compress/ knows zlib"),
    (re.compile(r"curl/"), {"transfer"}, "only transfer/ knows libcurl"),
    (re.compile(r"asio"), {"net"}, "only net/ knows Asio"),
    (re.compile(r"fstream$"), {"vfs"}, "only vfs/ opens files"),
    (re.compile(r"(format|print)$"), set(), "libstdc++ 12 has none; use fmt"),
]

# A call by its plain or global name, never a member and never Something::name.
OPENS_FILES = re.compile(
    r"(?:(?<![\w.>:])|(?<=\W)::)(?P<call>openat2?|creat|fopen|freopen|fdopen|mkstemp|mkostemp|opendir|fdopendir)\s*\("
    r"|(?<![\w:])::(?P<global>open|rename|renameat|unlink|unlinkat|mkdir|mkdirat|rmdir|link|linkat|symlink)\s*\("
    r"|\b(?P<flag>O_(?:RDONLY|WRONLY|RDWR|CREAT|PATH|TMPFILE)|SYS_open\w*)\b"
    r"|\b(?P<stream>[io]?fstream)\b"
    r"|\bfilesystem::(?P<operation>create_director\w+|remove\w*|rename|copy\w*|resize_file|permissions|last_write_time"
    r"|directory_iterator|recursive_directory_iterator)\b"
)
FILES_ARE_OPENED_IN = {"vfs"}

# Nothing forks or executes: users are virtual and a path is data, never a command line. But a person may name a program
# that asks them (SSH_ASKPASS): at a workstation only, since seccomp forbids it to the router.
PROCESSES_ARE_STARTED_IN = {"src/workstation/askpass.cpp"}
STARTS_PROCESSES = re.compile(r"(?<![\w.>])(?P<call>fork|vfork|posix_spawnp?|execv[pe]*|execl[pe]*|popen|system)\s*\(")


def declared_rooms():
    """The rooms in the tree and what each may include: itself and what its CMakeLists.txt names."""
    rooms = {}
    for path in sorted((ROOT / "src").glob("*/CMakeLists.txt")):
        text = re.sub(r"#[^\n]*", "", path.read_text())
        room = path.parent.name
        named = re.search(r"ferry_room\(\s*%s\b([^)]*)\)" % room, text)
        if named:
            depends = re.search(r"DEPENDS\s+([\w\s]+?)(?:\sLIBRARIES|\sPRECOMPILE|$)", named.group(1))
            rooms[room] = set(depends.group(1).split()) if depends else set()
        else:
            rooms[room] = set(re.findall(r"\bferry_(\w+)", text)) - {"room"}
    return rooms


def cycles(rooms):
    """A room may know only rooms above it, so walking what is allowed must end."""
    done, walking = set(), []

    def walk(room):
        if room in walking:
            yield "src: the rooms know each other in a circle: " + " -> ".join(walking[walking.index(room):] + [room])
        elif room not in done:
            walking.append(room)
            for above in sorted(rooms.get(room, ())):
                yield from walk(above)
            walking.pop()
            done.add(room)

    for room in sorted(rooms):
        yield from walk(room)


def include_problems(path, room, text, rooms):
    for match in INCLUDE.finditer(text):
        kind, header = match.groups()
        where = f"{name(path)}:{line_of(text, match.start())}"
        for pattern, allowed, why in HEADERS:
            if kind == "<" and pattern.match(header) and room not in allowed:
                yield f"{where}: includes <{header}>: {why}"
        if kind == '"':
            other = header.split("/")[0]
            if "/" not in header or other not in rooms:
                yield f'{where}: "{header}" is not named from src/ on as "room/file.h"'
            elif other != room and other not in rooms[room]:
                yield f"{where}: {room}/ may not include {other}/ (src/{room}/CMakeLists.txt)"


def call_problems(path, room, text):
    code = code_of(text)
    if room not in FILES_ARE_OPENED_IN:
        for match in OPENS_FILES.finditer(code):
            yield f"{name(path)}:{line_of(code, match.start())}: {match.group(0).strip(' (')}: only vfs/ opens files"
    starts = () if name(path) in PROCESSES_ARE_STARTED_IN else STARTS_PROCESSES.finditer(code)
    for match in starts:
        yield f"{name(path)}:{line_of(code, match.start())}: {match.group('call')}: nothing starts a process"


def main():
    rooms = declared_rooms()
    problems = list(cycles(rooms))
    for room, above in rooms.items():
        problems += [f"src/{room}/CMakeLists.txt: there is no room {other}" for other in sorted(above - set(rooms))]
    for path in cpp_files("src"):
        room = path.relative_to(ROOT / "src").parts[0]
        if room not in rooms:
            problems.append(f"{name(path)}: src/{room} has no CMakeLists.txt")
            continue
        text = path.read_text()
        problems += include_problems(path, room, text, rooms)
        problems += call_problems(path, room, text)
    finish(problems)


if __name__ == "__main__":
    main()
