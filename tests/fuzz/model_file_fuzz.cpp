// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "fuzz/accepted.hpp"
#include "fuzz/checksum.hpp"
#include "nextclick/core/error.hpp"
#include "nextclick/input.hpp"
#include "nextclick/io/model_file.hpp"
#include "nextclick/serve/session.hpp"
#include "nextclick/zoo/gru4rec.hpp"

// Any bytes are either a model that answers, or an error of the library. The target corrects a wrong checksum first, so that the
// checks after it are reached.
// Build with clang++ -fsanitize=fuzzer,address,undefined; start from tests/fuzz/corpus/model_file.

namespace {

namespace nc = nextclick;
namespace io = nc::io;
namespace input = nc::input;
using plain = nc::zoo::gru4rec<2>;
/// With columns and a table of items.
using rich = nc::model<input::join<input::embedding<2>, input::categorical<"Action", 1>, input::bag<"Title", 1>,
                                   input::of_item<input::join<input::categorical<"Action", 1>, input::numeric<"Price">,
                                                              input::vector<"Image", 2>, input::bag<"Title", 1>>>>,
                       nc::encoder::recurrent<nc::cell::gru<>, 2>, nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy,
                       nc::sampler::in_batch>;

template <class Model>
void serve(const io::tensor_file& file) {
    const auto net = io::load<Model>(file);
    fuzz::accepted = true;
    nc::serve::session session(net);
    session.push_index(0);
    if (session.top_indices(3).size() != std::min<std::size_t>(3, net.item_count())) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    try {
        const io::tensor_file file(fuzz::with_checksum({reinterpret_cast<const char*>(bytes), size}), "fuzz");
        std::size_t total = 0;
        for (const auto& [name, tensor] : file.tensors()) total += tensor.bytes.size();
        if (total > size) std::abort();
        const auto signature = file.metadata().find("nextclick.signature");
        if (signature != file.metadata().end() && signature->second == rich::signature())
            serve<rich>(file);
        else
            serve<plain>(file);
    } catch (const nc::error&) {
    }
    return 0;
}
