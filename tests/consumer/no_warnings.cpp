// SPDX-License-Identifier: Apache-2.0
// A user's file with many warnings enabled, where the headers of the library are not system headers; headers of other libraries come
// first.
#include <immintrin.h>

#include <Eigen/Dense>
#include <xsimd/xsimd.hpp>
//
#include <nextclick/io.hpp>
#include <nextclick/nextclick.hpp>
#include <nextclick/zoo.hpp>

namespace nc = nextclick;

int main() {
    const auto log = nc::data::simulate({});
    nc::zoo::gru4rec<8> net(log.items());
    nc::train::train(net, log, nc::optimizer::adagrad{.rate = 0.1}, {.epochs = 1});
    nc::io::save(net, "no_warnings.safetensors");
    const nc::zoo::narm<8, 8> other(log.items());
    nc::serve::session session(other);
    return nc::eval::evaluate(net, log).events == 0 || !session.top(20).empty();
}
