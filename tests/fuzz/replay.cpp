// SPDX-License-Identifier: Apache-2.0
// Passes the files of a folder to a fuzz target, in any build: the target ends the process if a guarantee is broken. With "formats"
// after the folder every file must be accepted, except those whose name begins with "refused", which must not.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <vector>

#include "fuzz/accepted.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

int main(int argc, char** argv) {
    const bool formats = argc > 2 && argv[2] == std::string_view("formats");
    std::size_t files = 0;
    for (const auto& file : std::filesystem::directory_iterator(argv[1])) {
        std::ifstream in(file.path(), std::ios::binary);
        const std::vector<char> content((std::istreambuf_iterator<char>(in)), {});
        std::printf("%s\n", file.path().c_str());
        std::fflush(stdout);
        fuzz::accepted = false;
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(content.data()), content.size());
        if (formats && fuzz::accepted == file.path().filename().string().starts_with("refused")) {
            std::printf("%s: that should not be\n", fuzz::accepted ? "read" : "refused");
            return 1;
        }
        ++files;
    }
    return files > 0 ? 0 : 1;
}
