// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string>

#include "fuzz/accepted.hpp"
#include "fuzz/checksum.hpp"
#include "nextclick/core/error.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/train/checkpoint.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"

// Any bytes are either a checkpoint from which a run continues, or an error of the library that leaves the run unchanged. Build
// with clang++ -fsanitize=fuzzer,address,undefined; start from tests/fuzz/corpus/checkpoint.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    namespace nc = nextclick;
    using model = nc::zoo::gru4rec<2>;
    static const nc::data::click_log log = toy::chained_log(5, 6);
    model net(log.items(), {.sampler = {.drawn = {.samples = 3}}});
    nc::train::trainer run(net, log, nc::optimizer::adagrad{.rate = 0.1, .momentum = 0.5}, {.epochs = 3, .batch = 2});
    try {
        nc::train::restore(run, nc::io::tensor_file(fuzz::with_checksum({reinterpret_cast<const char*>(bytes), size}), "fuzz"));
        fuzz::accepted = true;
        run.step();
    } catch (const nc::numeric_error&) {  // an error of the step, from weights that are too large
    } catch (const nc::error&) {
        if (run.at().step != 0) __builtin_trap();
    }
    return 0;
}
