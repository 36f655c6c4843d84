// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "fuzz/accepted.hpp"
#include "fuzz/checksum.hpp"
#include "nextclick/baseline/item_to_item.hpp"
#include "nextclick/baseline/popularity.hpp"
#include "nextclick/core/error.hpp"
#include "nextclick/io/load_any.hpp"
#include "nextclick/neighbours/methods.hpp"
#include "nextclick/zoo/gru4rec.hpp"

// Any bytes are either a method or a model that answers, of any kind and width, or an error of the library. The target corrects a
// wrong checksum first, so that the checks after it are reached.
// Build with clang++ -fsanitize=fuzzer,address,undefined; start from tests/fuzz/corpus/ranker_file.

namespace {
namespace nc = nextclick;
namespace io = nc::io;
using all = io::kinds<nc::zoo::gru4rec<nc::dynamic>, nc::neighbours::stan, nc::neighbours::sfsknn<>, nc::baseline::sequential_rules,
                      nc::baseline::session_popularity>;
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    try {
        const io::tensor_file file(fuzz::with_checksum({reinterpret_cast<const char*>(bytes), size}), "fuzz");
        const io::any_pointer net = io::load_any<all>(file);
        fuzz::accepted = true;
        nc::serve::session session(*net);
        for (nc::item_index i = 0; i < net->items().size() && i < 5; ++i) session.push_at(net->items()[i], 1000 * i);
        if (session.top(3).size() > 3) std::abort();
        if (net->options().empty()) std::abort();
    } catch (const nc::error&) {
    }
    return 0;
}
