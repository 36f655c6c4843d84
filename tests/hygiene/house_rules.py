#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads the sources and reports broken house rules.

house_rules.py ROOT [TESTS_IN_THE_BUILD]
ROOT is the repository; TESTS_IN_THE_BUILD is a list of test files that CMake wrote, relative to ROOT/tests.
"""
import pathlib
import re
import sys

# A room may include rooms of the lines above its own, never of its own line.
LEVELS = [
    ["core"],
    ["simd"],
    ["rows"],
    ["parallel"],
    ["cell", "attention", "loss", "sampler", "data", "optimizer"],
    ["table"],
    ["batch", "input", "pooling", "ranker"],
    ["encoder"],
    ["head", "output"],
    ["objective", "check"],
    ["model", "neighbours"],
    ["baseline", "hybrid"],
    ["filter"],
    ["serve"],
    ["search"],
    ["server"],
    ["eval"],
    ["io"],
    ["train"],
    ["zoo"],
    ["bench"],
    ["nextclick"],
]
# Rooms inside of a room: its own headers, then these, by the same rule.
INNER_LEVELS = {"data": [["read"], ["write", "edit", "simulate"]]}
LEVEL = {room: i for i, rooms in enumerate(LEVELS) for room in rooms}
HEADER_LINES = 300
COLUMNS = 140  # of C++, as in .clang-format
HEAD = "// SPDX-License-Identifier: Apache-2.0\n#pragma once\n"
TOP_LEVEL = {
    "CMakeLists.txt", "include", "examples", "tests", "bench", "docs", "README.md",
    "cmake", "CMakePresets.json", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
}
# Folders of one machine, and network addresses: sources contain neither. Documents may cite.
PLACES = re.compile(r"(?<![\w.$}/])/(?:home|root|work|mnt|Users|tmp/\w)[/\w]*")
NETWORK = re.compile(r"\b(?:https?|ftp|ssh)://\S+|\bgit@\S+")
# A file of the repository as comments and pages name it: folder/name.ending, or a page alone. Capitals stand for any name.
NAMED_FILE = re.compile(r"(?<![\w/.<>{}$*-])(?:(?:[\w.-]+/)+[\w.-]+\.(?:hpp|cpp|md|py|cmake|txt|svg|golden)|[\w-]+\.md)(?![\w/*-])")
READ_BY_PEOPLE = {".md", ".hpp", ".ipp", ".cpp", ".py", ".cmake", ".txt", ".sh"}


def room_of(header, include):
    parts = header.relative_to(include).parts
    return parts[0] if len(parts) > 1 else header.stem


def inner_level(room, inner):
    """-1: a header of the room itself; None: a room inside of it that has no level."""
    found = [i for i, rooms in enumerate(INNER_LEVELS.get(room, [])) if inner in rooms]
    return -1 if inner is None else found[0] if found else None


def header_faults(header, include):
    text, room = header.read_text(), room_of(header, include)
    parts = header.relative_to(include).parts
    inner = parts[1] if len(parts) > 2 else None
    own_level = inner_level(room, inner)
    if own_level is None:
        yield f"room '{room}/{inner}' has no level: add it to INNER_LEVELS in tests/hygiene/house_rules.py"
        return
    if room not in LEVEL:
        yield f"room '{room}' has no level: add it to LEVELS in tests/hygiene/house_rules.py"
        return
    for number, line in enumerate(text.splitlines(), 1):
        included = re.match(r'\s*#\s*include\s*["<]nextclick/([a-z_]+)', line)
        within = re.match(rf'\s*#\s*include\s*["<]nextclick/{room}/(?:([a-z_]+)/)?[a-z_0-9]+\.hpp', line)
        if within and len(parts) > 1 and within[1] != inner and (inner_level(room, within[1]) or 0) >= own_level:
            yield f"line {number}: {line.strip()}: an arrow upwards or sideways"
        if included and included[1] != room and LEVEL.get(included[1], len(LEVELS)) >= LEVEL[room]:
            yield f"line {number}: {line.strip()}: an arrow upwards or sideways"
        if re.match(r'\s*#\s*include\s*"(?!nextclick( needs|/))', line):
            yield f"line {number}: {line.strip()}: write the path from include/"
        if re.match(r"\s*#\s*include\s*<xsimd", line) and room != "simd":
            yield f"line {number}: only simd/ includes xsimd"
        macro = re.match(r"\s*#\s*define\s+(\w+)", line)
        if macro and not macro[1].startswith("NEXTCLICK_"):
            yield f"line {number}: macro {macro[1]} without the prefix NEXTCLICK_"
        if re.search(r"std::(cout|cerr|clog)\b|\b(f|std::)?printf\s*\(|\bputs\s*\(", line):
            yield f"line {number}: the library never prints"
        if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line):
            yield f"line {number}: unfinished"
    if not text.startswith(HEAD):
        yield "must begin with the licence line and #pragma once"
    if text.count("\n") > HEADER_LINES:
        yield f"{text.count(chr(10))} lines, {HEADER_LINES} are allowed: split it"
    if room != "core" and re.search(r"^\s*(inline )?namespace nextclick\b", text, re.MULTILINE):
        yield "opens namespace nextclick itself: write NEXTCLICK_BEGIN_NAMESPACE, then `namespace room {`"
    if text.count("\nNEXTCLICK_BEGIN_NAMESPACE\n") != text.count("\nNEXTCLICK_END_NAMESPACE\n"):
        yield "NEXTCLICK_BEGIN_NAMESPACE without NEXTCLICK_END_NAMESPACE, or the reverse"


LITERALS = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![\w\'])\'(?:\\.|[^\'\\\n])+\'', re.S)
DIRECTIVES = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.M)
IMPLICITLY_INLINE = re.compile(r"\b(?:template|constexpr|consteval)\b")
SCOPE = re.compile(r"\s*(?:(?:inline )?namespace\b|extern\s*$|(?:template\s*<[^{]*>\s*)?(?:struct|class|union|enum)\b[^()]*$)")


def functions_of(text):
    """(line, head) of the function definitions at namespace or class scope; the head is what stands before the body."""
    text = LITERALS.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
    text = DIRECTIVES.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
    scopes, depth, start, in_a_head = 0, 0, 0, False  # depth: of braces within a function or an initialiser
    for at, c in enumerate(text):
        if depth > 0:
            depth += {"{": 1, "}": -1}.get(c, 0)
            if depth == 0:
                start = at + 1
        elif c == "{":
            head = re.sub(r"\bNEXTCLICK_(?:BEGIN|END)_NAMESPACE\b", "", text[start:at])
            if SCOPE.match(head):
                scopes, start, in_a_head = scopes + 1, at + 1, False
                continue
            depth = 1
            of_a_head = in_a_head and re.match(r"\s*(?:[,.)]|$)", head)  # after a {} within what a constructor initialises
            declares = re.sub(r"\boperator\s*[^\s(]+", "operator", head).partition("(")
            in_a_head = bool(declares[1] and "=" not in declares[0]) or bool(of_a_head)
            if in_a_head and not of_a_head:
                yield text.count("\n", 0, start + len(text[start:at]) - len(text[start:at].lstrip())) + 1, head.strip()
        elif c == "}":
            scopes, start, in_a_head = scopes - 1, at + 1, False
        elif c == ";":
            start, in_a_head = at + 1, False


def bodies_faults(bodies, include):
    """x.ipp: the functions of x.hpp that are not templates. The header includes it, where they are not compiled once."""
    header = bodies.with_suffix(".hpp")
    own = header.relative_to(include.parent).as_posix()
    if not header.exists():
        yield f"there is no {own}, which would include it"
        return
    if f'#include "{own}"\n' not in bodies.read_text():
        yield f"must include {own}"
    if not re.search(r"^NEXTCLICK_INLINE |^NEXTCLICK_\w+INSTANCES", bodies.read_text(), re.MULTILINE):
        yield "has no function with NEXTCLICK_INLINE before it"
    for number, head in functions_of(bodies.read_text()):
        if not re.match(r"(?:(?:public|private|protected)\s*:\s*)?NEXTCLICK_INLINE\b", head) and not IMPLICITLY_INLINE.search(head):
            yield f"line {number}: {' '.join(head.split())[:60]}: write NEXTCLICK_INLINE before it"
    included = f'#ifndef NEXTCLICK_KERNELS\n#include "{own[:-4]}.ipp"\n#endif\n'
    if included not in header.read_text() and "_INSTANCES(prefix)" not in header.read_text():
        yield f"{own} must end with the include of it, where NEXTCLICK_KERNELS is not defined"


def json_faults(root, include):
    """The .ipp files that need nlohmann-json are those that cmake/kernels.cmake compiles only where it is found."""
    named = re.search(r'needs_json INCLUDE REGEX "([^"]+)"', (root / "cmake/kernels.cmake").read_text())
    direct = {f.relative_to(include.parent).as_posix(): f.read_text() for f in [*include.rglob("*.hpp"), *include.rglob("*.ipp")]}
    needs = {name for name, text in direct.items() if "#include <nlohmann/" in text}
    included = {name: set(re.findall(r'#include ["<](nextclick/[\w/.]+)[">]', text)) for name, text in direct.items()}
    while more := {name for name, names in included.items() if name not in needs and names & needs}:
        needs |= more
    for name in sorted(n for n in direct if n.endswith(".ipp")):
        if (name in needs) != bool(re.match(named[1], name)):
            yield f"include/{name}: {'needs' if name in needs else 'does not need'} nlohmann-json; correct needs_json in cmake/kernels.cmake"


def family_faults(include):
    """The family header beside a folder includes every header of the folder, except those that need another package."""
    for folder in sorted(p for p in include.iterdir() if p.is_dir()):
        family = include / f"{folder.name}.hpp"
        if folder.name != "core" and not family.exists():
            yield f"{family.relative_to(include.parent)} is missing beside its folder"


def untested(root):
    """tests/hygiene/untested.txt: `room/x.hpp: where it is tested instead, or why nothing can be tested`."""
    file = root / "tests" / "hygiene" / "untested.txt"
    lines = file.read_text().splitlines() if file.exists() else []
    return dict(re.split(r":\s*", line, maxsplit=1) for line in lines if line.strip() and not line.startswith("#"))


def test_faults(root, include, in_the_build):
    excused = untested(root)
    for header in sorted(include.rglob("*.hpp")):
        if header.parent == include:
            continue
        name = header.relative_to(include).as_posix()
        test = (root / "tests" / name).with_name(header.stem + "_test.cpp")
        reason = excused.pop(name, None)
        if test.exists() and reason:
            yield f"tests/hygiene/untested.txt lists {name}, which has a test: remove the line"
        if reason is not None and len(reason) < 10:
            yield f"tests/hygiene/untested.txt gives no reason for {name}"
        if not test.exists() and reason is None:
            yield f"{name}: neither {test.relative_to(root)} nor a line in tests/hygiene/untested.txt"
    for name in excused:
        yield f"tests/hygiene/untested.txt lists {name}, which does not exist"
    if in_the_build is not None:
        for test in sorted((root / "tests").rglob("*_test.cpp")):
            if test.relative_to(root / "tests").as_posix() not in in_the_build:
                yield f"{test.relative_to(root)} is not in the build"


def text_faults(root):
    """Licence lines, and places that exist on one machine only."""
    files = [p for folder in ("include", "examples", "tests", "bench", "cmake", ".ci") for p in (root / folder).rglob("*")]
    for file in sorted([*files, root / "CMakeLists.txt", root / "CMakePresets.json"]):
        if not file.is_file() or "corpus" in file.parts or "golden" in file.parts or file.suffix == ".pyc":
            continue
        text = file.read_text(errors="replace")
        if file.suffix in {".cpp", ".hpp", ".ipp", ".cmake", ".py", ".sh"} and "SPDX-License-Identifier: Apache-2.0" not in text[:300]:
            yield f"{file.relative_to(root)}: no licence line"
        if file.suffix in {".cpp", ".hpp", ".ipp"}:
            for number, line in enumerate(text.splitlines(), 1):
                if len(line) > COLUMNS:
                    yield f"{file.relative_to(root)}: line {number} is wider than {COLUMNS} columns: clang-format-16 -i"
        for found in [*PLACES.findall(text), *NETWORK.findall(text)]:
            yield f"{file.relative_to(root)}: names a place: {found}"


def prose_of(file, text):
    """(number, line) of prose: a whole page, or the comments of a source."""
    for number, line in enumerate(text.splitlines(), 1):
        if file.suffix == ".md":
            yield number, line
        elif file.suffix in {".hpp", ".ipp", ".cpp"}:
            yield number, "".join(line.partition("//")[1:])
        elif line.lstrip().startswith("#"):
            yield number, line


def reference_faults(root):
    """Files that comments and pages name, but that do not exist. A CHANGELOG may name removed files."""
    pages = [p for p in root.glob("*.md") if p.name != "CHANGELOG.md"]
    sources = [p for folder in ("include", "examples", "tests", "bench", "cmake", "docs", ".ci") for p in (root / folder).rglob("*")]
    for file in sorted([*pages, *sources, root / "CMakeLists.txt"]):
        if not file.is_file() or "corpus" in file.parts or "golden" in file.parts or file.suffix not in READ_BY_PEOPLE:
            continue
        from_here = [file.parent, root, root / "include" / "nextclick", root / "include", *(root / top for top in ("docs", "tests"))]
        for number, line in prose_of(file, file.read_text(errors="replace")):
            for name in NAMED_FILE.findall(line):
                any_name = any(re.match(r"[A-Z]{2,}(_|$)", part) for part in pathlib.PurePath(name).parts)
                if not any_name and not any((folder / name).exists() for folder in from_here):
                    yield f"{file.relative_to(root)}: line {number} names {name}, which does not exist"


def layout_faults(root):
    for entry in sorted(root.iterdir()):
        generated = entry.name.startswith((".", "build")) or entry.name == "out" or entry.suffix == ".safetensors"
        if not generated and entry.name not in TOP_LEVEL and ".checkpoint" not in entry.name:
            yield f"{entry.name}: does not belong to the top level"


def order_faults(root):
    """CONTRIBUTING.md lists the rooms in the order of LEVELS."""
    file = root / "CONTRIBUTING.md"
    order = " ← ".join(rooms[0] if len(rooms) == 1 else "{" + ", ".join(rooms) + "}" for rooms in LEVELS)
    if file.exists() and order not in " ".join(file.read_text().split()):
        yield f"CONTRIBUTING.md: the order of the rooms is not {order}"


def faults(root, in_the_build=None):
    include = root / "include" / "nextclick"
    for header in sorted([*include.rglob("*.hpp"), *include.rglob("*.ipp")]):
        yield from (f"{header.relative_to(root)}: {fault}" for fault in header_faults(header, include))
    for bodies in sorted(include.rglob("*.ipp")):
        yield from (f"{bodies.relative_to(root)}: {fault}" for fault in bodies_faults(bodies, include))
    if (root / "cmake/kernels.cmake").exists():
        yield from json_faults(root, include)
    yield from family_faults(include)
    yield from test_faults(root, include, in_the_build)
    yield from text_faults(root)
    yield from reference_faults(root)
    yield from layout_faults(root)
    yield from order_faults(root)


if __name__ == "__main__":
    built = set(pathlib.Path(sys.argv[2]).read_text().split()) if len(sys.argv) > 2 else None
    found = list(faults(pathlib.Path(sys.argv[1]), built))
    print("\n".join(found) or "all house rules are kept")
    sys.exit(bool(found))
