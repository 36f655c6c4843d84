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
// right first, so that the checks behind it are reached too. Both kinds of memory: a state, and a window of clicks.
// Build with clang++ -fsanitize=fuzzer,address,undefined; start from tests/fuzz/corpus/stored_session.

namespace {
namespace nc = nextclick;

struct reads_all : nc::pooling::last {
    static constexpr bool looks_back = true;
};
using with_state = nc::zoo::gru4rec<4>;
using with_window = nc::model<nc::input::embedding<4>, nc::encoder::recurrent<nc::cell::gru<>, 4>, reads_all, nc::output::tied<>,
                              nc::loss::cross_entropy, nc::sampler::in_batch>;

template <class Model>
void load(const std::string& text) {
    static const Model net = [] {
        std::vector<std::int64_t> ids(10);
        std::iota(ids.begin(), ids.end(), 100);
        return Model(nc::data::vocabulary::from_integers(ids));
    }();
    try {
        auto visitor = nc::serve::session<Model>::load(net, text);
        if (visitor.save() != text) std::abort();
        visitor.push_index(3);
        if (visitor.top_indices(20).size() > 10) std::abort();
    } catch (const nc::error&) {
    }
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    std::string text(reinterpret_cast<const char*>(bytes), size);
    if (size >= 16) {  // the right checksum: FNV-1a of what follows it
        std::uint64_t h = 0xcbf29ce484222325u;
        for (std::size_t i = 16; i < size; ++i) h = (h ^ bytes[i]) * 0x100000001b3u;
        std::memcpy(text.data() + 8, &h, 8);
    }
    load<with_state>(text);
    load<with_window>(text);
    return 0;
}
