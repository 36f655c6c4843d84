// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "fuzz/accepted.hpp"
#include "fuzz/checksum.hpp"
#include "nextclick/core/error.hpp"
#include "nextclick/io/session_index.hpp"
#include "nextclick/neighbours/live_index.hpp"
#include "nextclick/neighbours/methods.hpp"
#include "nextclick/serve/list_session.hpp"

// Any bytes are either an index that answers and grows, or an error of the library.
// Build with clang++ -fsanitize=fuzzer,address,undefined; start from tests/fuzz/corpus/session_index.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    namespace nc = nextclick;
    using namespace nc::neighbours;
    try {
        const nc::io::tensor_file file(fuzz::with_checksum({reinterpret_cast<const char*>(bytes), size}), "fuzz");
        const auto index = std::make_shared<const session_index>(nc::io::load<session_index>(file));
        fuzz::accepted = true;
        const vsknn<> near(index, {});
        nc::serve::session session(near);
        for (nc::item_index i = 0; i < std::min<std::size_t>(4, index->item_count()); ++i) session.push_index(i);
        if (session.top_indices(20).size() > index->item_count()) std::abort();
        live_index live(index);
        const std::vector<nc::item_index> clicks{0};
        if (index->item_count() > 0) live.add(clicks, 1'000);
        if (live.compacted().session_count() != live.session_count()) std::abort();
    } catch (const nc::error&) {
    }
    return 0;
}
