// SPDX-License-Identifier: Apache-2.0
#include <nextclick/bench/scores.hpp>

int main(int argc, char** argv) {
    nextclick::bench::loss<nextclick::loss::hinge>("hinge", {}, 64);
    return nextclick::bench::run(argc, argv);
}
