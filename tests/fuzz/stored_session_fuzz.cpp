// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <string>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/serve/session.hpp"
#include "nextclick/zoo/gru4rec.hpp"

// Any bytes at all are either the session that these bytes store, or an error of the library. A wrong checksum is put
// right first, so that the checks behind it are reached too.
// Build with clang++ -fsanitize=fuzzer,address,undefined; start from tests/fuzz/corpus/stored_session.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    namespace nc = nextclick;
    using model = nc::zoo::gru4rec<4>;
    static const model net = [] {
        std::vector<std::int64_t> ids(10);
        std::iota(ids.begin(), ids.end(), 100);
        return model(nc::data::vocabulary::from_integers(ids));
    }();
    std::string text(reinterpret_cast<const char*>(bytes), size);
    if (size >= 16) {  // the right checksum: FNV-1a of what follows it
        std::uint64_t h = 0xcbf29ce484222325u;
        for (std::size_t i = 16; i < size; ++i) h = (h ^ bytes[i]) * 0x100000001b3u;
        std::memcpy(text.data() + 8, &h, 8);
    }
    try {
        auto visitor = nc::serve::session<model>::load(net, text);
        if (visitor.save() != text) std::abort();
        visitor.push_index(3);
        if (visitor.top_indices(20).size() > 10) std::abort();
    } catch (const nc::error&) {
    }
    return 0;
}
