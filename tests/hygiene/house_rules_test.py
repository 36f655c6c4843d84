#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Breaks each rule of house_rules.py once in a small repository, to check that the rule can fail."""
import pathlib
import sys
import tempfile

import house_rules

HEAD = house_rules.HEAD
OPEN = "NEXTCLICK_BEGIN_NAMESPACE\nnamespace cell {}\nNEXTCLICK_END_NAMESPACE\n"
BODIES = '#ifndef NEXTCLICK_KERNELS\n#include "nextclick/simd/sum.ipp"\n#endif\n'
SOUND = {
    "CMakeLists.txt": "", "CMakePresets.json": "{}",
    "include/nextclick/cell.hpp": HEAD + '#include "nextclick/cell/gru.hpp"\n',
    "include/nextclick/cell/gru.hpp": HEAD + '#include "nextclick/simd/dot.hpp"\n' + OPEN,
    "include/nextclick/simd.hpp": HEAD + '#include "nextclick/simd/dot.hpp"\n',
    "include/nextclick/simd/dot.hpp": HEAD + OPEN.replace("cell", "simd"),
    "include/nextclick/simd/sum.hpp": HEAD + OPEN.replace("cell", "simd") + BODIES,
    "include/nextclick/simd/sum.ipp": HEAD + '#include "nextclick/simd/sum.hpp"\n' + "NEXTCLICK_INLINE void f() {}\n",
    "include/nextclick/simd/box.hpp": HEAD + OPEN.replace("cell", "simd") + BODIES.replace("sum", "box"),
    "include/nextclick/simd/box.ipp": HEAD + '#include "nextclick/simd/box.hpp"\nNEXTCLICK_BEGIN_NAMESPACE\nnamespace simd {\n'
    "namespace detail {\n#define NEXTCLICK_TWICE(x) \\\n    void x() {}\nstruct pair {\n    int a = f({1});\n};\nenum class side { left };\n"
    "constexpr int sizes[] = {f(1), 2};\ntemplate <class T>\nvoid none() {}\n}\n\n"
    "NEXTCLICK_INLINE box::box(int a) : a_{a}, b_(a, {1, 2}), c_{} {\n    const auto f = [] { return '}'; };\n}\n"
    "NEXTCLICK_INLINE bool box::operator==(const box&) const {\n    return true;\n}\n"
    "NEXTCLICK_INLINE std::string g() {\n    return R\"({)\";\n}\n}\nNEXTCLICK_END_NAMESPACE\n",
    "cmake/kernels.cmake": "# SPDX-License-Identifier: Apache-2.0\nlist(FILTER needs_json INCLUDE REGEX \"^nextclick/io/\")\n",
    "tests/simd/sum_test.cpp": "// SPDX-License-Identifier: Apache-2.0\n",
    "tests/simd/box_test.cpp": "// SPDX-License-Identifier: Apache-2.0\n",
    "tests/cell/gru_test.cpp": "// SPDX-License-Identifier: Apache-2.0\n",
    "tests/hygiene/untested.txt": "simd/dot.hpp: tests/cell/gru_test.cpp calls it\n",
}
SUM = "include/nextclick/simd/sum.ipp"
GRU, PLACE = "include/nextclick/cell/gru.hpp", "".join(["/ho", "me/someone/x"])
CASES = [
    ("upwards", GRU, SOUND[GRU] + '#include "nextclick/encoder/stack.hpp"\n'),
    ("sideways", GRU, SOUND[GRU] + '#  include <nextclick/loss/bpr.hpp>\n'),
    ("no level", "include/nextclick/cellar/x.hpp", HEAD),
    ("upwards", "include/nextclick/data/log.hpp", HEAD + '#include "nextclick/data/read/x.hpp"\n' + OPEN.replace("cell", "data")),
    ("upwards", "include/nextclick/data/edit/cut.hpp", HEAD + '#include "nextclick/data/write/x.hpp"\n' + OPEN.replace("cell", "data")),
    ("'data/attic' has no level", "include/nextclick/data/attic/x.hpp", HEAD),
    ("from include/", GRU, SOUND[GRU] + '#include "dot.hpp"\n'),
    ("only simd/", GRU, SOUND[GRU] + "#include <xsimd/xsimd.hpp>\n"),
    ("macro MAX", GRU, SOUND[GRU] + "# define MAX 1\n"),
    ("never prints", GRU, SOUND[GRU] + 'inline void f() { std::printf("x"); }\n'),
    ("unfinished", GRU, SOUND[GRU] + "// " + "TO" + "DO\n"),
    ("licence line and", GRU, "#pragma once\n" + OPEN),
    ("split it", GRU, SOUND[GRU] + "\n" * 400),
    ("wider than", GRU, SOUND[GRU] + "//" + " x" * 70 + "\n"),
    ("opens namespace nextclick itself", GRU, HEAD + "namespace nextclick::cell {}\n"),
    ("without NEXTCLICK_END", GRU, HEAD + "NEXTCLICK_BEGIN_NAMESPACE\nnamespace cell {}\n"),
    ("no nextclick/simd/none.hpp", "include/nextclick/simd/none.ipp", SOUND["include/nextclick/simd/sum.ipp"]),
    ("must include nextclick/simd/sum.hpp", SUM, HEAD + "NEXTCLICK_INLINE void f() {}\n"),
    ("has no function", SUM, HEAD + '#include "nextclick/simd/sum.hpp"\n'),
    ("line 5: void g(): write NEXTCLICK_INLINE", SUM, SOUND[SUM] + "void g() {}\n"),
    ("line 6: int box::size() const: write NEXTCLICK_INLINE", SUM, SOUND[SUM] + "// {\nint box::size() const {\n    return 1;\n}\n"),
    ("line 6: std::string g( int x): write NEXTCLICK_INLINE", SUM, SOUND[SUM] + "namespace cell {\nstd::string g(\n    int x) {\n}\n}\n"),
    ("line 5: box::box() : a_: write NEXTCLICK_INLINE", SUM, SOUND[SUM] + "box::box() : a_{1}, b_(2) {}\n"),
    ("line 5: bool box::operator==(const box&) const: write", SUM, SOUND[SUM] + "bool box::operator==(const box&) const {}\n"),
    ("line 6: int size() const: write NEXTCLICK_INLINE", SUM, SOUND[SUM] + "struct box {\n    int size() const { return 1; }\n};\n"),
    ("needs nlohmann-json", SUM, SOUND[SUM] + "#include <nlohmann/json.hpp>\n"),
    ("must end with the include", "include/nextclick/simd/sum.hpp", HEAD + OPEN),
    ("sideways", SUM, SOUND[SUM] + '#include "nextclick/encoder/stack.hpp"\n'),
    ("missing beside its folder", "include/nextclick/loss/bpr.hpp", HEAD),
    ("neither tests", "include/nextclick/cell/lstm.hpp", HEAD + OPEN),
    ("remove the line", "tests/simd/dot_test.cpp", "// SPDX-License-Identifier: Apache-2.0\n"),
    ("gives no reason", "tests/hygiene/untested.txt", "simd/dot.hpp: no\n"),
    ("does not exist", "tests/hygiene/untested.txt", SOUND["tests/hygiene/untested.txt"] + "simd/gone.hpp: a long reason\n"),
    ("not in the build", "tests/cell/deeper/gru_test.cpp", "// SPDX-License-Identifier: Apache-2.0\n"),
    ("no licence line", "bench/cell.cpp", "int main() {}\n"),
    ("names a place", "bench/cell.cpp", f'// SPDX-License-Identifier: Apache-2.0\nauto p = "{PLACE}";\n'),
    ("names a place", "cmake/x.sh", "# SPDX-License-Identifier: Apache-2.0\ncurl http" + "://example.org/x\n"),
    ("names simd/gone.hpp", GRU, SOUND[GRU] + "// As in " + "simd/gone.hpp.\n"),
    ("names docs/gone.md", "docs/page.md", "See docs/" + "gone.md.\n"),
    ("top level", "notes.txt", "x"),
]


def faults_of(files):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        return list(house_rules.faults(root, {"cell/gru_test.cpp", "simd/sum_test.cpp", "simd/box_test.cpp"}))


failures = [f"the sound repository has faults: {fault}" for fault in faults_of(SOUND)]
for words, file, text in CASES:
    found = faults_of({**SOUND, file: text})
    if not any(words in fault for fault in found):
        failures.append(f"'{words}' goes unnoticed; found: {found}")
print("\n".join(failures) or f"{len(CASES)} broken rules, all noticed")
sys.exit(bool(failures))
