// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "fuzz/accepted.hpp"
#include "nextclick/core/error.hpp"
#include "nextclick/hybrid/weighted.hpp"
#include "nextclick/neighbours/methods.hpp"
#include "nextclick/serve/hybrid_session.hpp"
#include "nextclick/serve/list_session.hpp"
#include "nextclick/serve/session.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "nextclick/zoo/hrnn.hpp"
#include "toy.hpp"

// Any bytes are either the session that they store, or an error of the library. The target corrects a wrong checksum first, so that
// the checks after it are reached. Every kind of session: a state, and a window of clicks, without and with users; the clicks of a
// method that ranks by lists; both, of a hybrid.
// Build with clang++ -fsanitize=fuzzer,address,undefined; start from tests/fuzz/corpus/stored_session.

namespace {
namespace nc = nextclick;

struct reads_all : nc::pooling::last {
    static constexpr nextclick::history::need reads = {nextclick::history::session::window};
};
using with_state = nc::zoo::gru4rec<4>;
template <class Encoder>
using windowed = nc::model<nc::input::embedding<4>, Encoder, reads_all, nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::in_batch>;
using with_window = windowed<nc::encoder::recurrent<nc::cell::gru<>, 4>>;
using of_users = nc::zoo::hrnn_tied<nc::encoder::hrnn::all, 4, 3>;
using window_of_users = windowed<of_users::encoder_type>;
using lists = nc::neighbours::knn<nc::neighbours::similarity::cosine, nc::neighbours::score::plain>;
const lists& near() {
    static const lists net(std::make_shared<const nc::neighbours::session_index>(toy::chained_log(10, 20)));
    return net;
}
template <class Model>
const Model& made() {
    static const Model net(toy::numbered_items(10));
    return net;
}

template <class Net>
void load(const Net& net, const std::string& text) {
    try {
        auto session = nc::serve::session<Net>::load(net, text);
        fuzz::accepted = true;
        if (session.save() != text) std::abort();
        session.push_index(3);
        if (session.top_indices(20).size() > 10) std::abort();
    } catch (const nc::error&) {
    }
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    std::string text(reinterpret_cast<const char*>(bytes), size);
    if (size >= 16) {  // the right checksum: FNV-1a of the bytes after it
        std::uint64_t h = 0xcbf29ce484222325u;
        for (std::size_t i = 16; i < size; ++i) h = (h ^ bytes[i]) * 0x100000001b3u;
        std::memcpy(text.data() + 8, &h, 8);
    }
    load(made<with_state>(), text);
    load(made<with_window>(), text);
    load(made<of_users>(), text);
    load(made<window_of_users>(), text);
    load(near(), text);
    static const nc::hybrid::weighted both(nc::hybrid::part{near(), nc::hybrid::scaling::none{}, 0.5},
                                           nc::hybrid::part{made<with_state>(), nc::hybrid::scaling::none{}, 0.5});
    load(both, text);
    return 0;
}
