// SPDX-License-Identifier: Apache-2.0
// Gives the files of a folder to a fuzz target, in any build: the target ends the process where a promise is broken.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

int main(int, char** argv) {
    std::size_t files = 0;
    for (const auto& file : std::filesystem::directory_iterator(argv[1])) {
        std::ifstream in(file.path(), std::ios::binary);
        const std::vector<char> content((std::istreambuf_iterator<char>(in)), {});
        std::printf("%s\n", file.path().c_str());
        std::fflush(stdout);
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(content.data()), content.size());
        ++files;
    }
    return files > 0 ? 0 : 1;
}
