// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

#include "nextclick/core/error.hpp"
#include "nextclick/data/read/read_vectors.hpp"

// Any bytes are either vectors of items or an error of the library, and the same one for any split of the bytes. Build with clang++
// -fsanitize=fuzzer,address,undefined; start from tests/fuzz/corpus/read_vectors. The first byte chooses options, the rest is the
// file.

namespace read_vectors_fuzz {

namespace data = nextclick::data;

/// A hash of the table, or the message.
inline std::string outcome(const data::byte_reader& source, const data::vector_options& options) {
    try {
        const data::item_attributes table = data::read_vectors(source, "fuzz", options);
        const data::vector_rows& rows = table.column("Vector").vectors();
        if (rows.size() != table.size() || rows.size() == 0 || table.bare_items() != 0) std::abort();
        return std::to_string(table.hash()) + ' ' + std::to_string(table.items().hash());
    } catch (const nextclick::error& e) {
        return e.what();
    }
}

inline int run(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
    data::vector_options options;
    options.max_line = 4096;
    options.max_width = 64;
    if ((bytes[0] & 1) != 0) options.item_ids = data::id_type::string;
    if ((bytes[0] & 2) != 0) options.separator = ' ';
    const std::string at_once = outcome(data::from_memory(text), options);
    const data::byte_reader whole = data::from_memory(text);
    const std::size_t step = 1 + size % 13;
    const std::string in_bits = outcome([&](std::span<char> to) { return whole(to.first(std::min(to.size(), step))); }, options);
    if (at_once != in_bits) std::abort();
    return 0;
}

}  // namespace read_vectors_fuzz

#ifndef BOOST_TEST_DYN_LINK  // a test replays the corpus with its own main
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) { return read_vectors_fuzz::run(bytes, size); }
#endif
