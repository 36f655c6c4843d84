// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nextclick/core/fields.hpp"
#include "nextclick/io/checksum.hpp"
#include "nextclick/parallel/communicator.hpp"
#include "nextclick/train/epoch_walk.hpp"

/// The check that ranks that train together begin with the same weights: they exchange gradients, and each repeats the update.
NEXTCLICK_BEGIN_NAMESPACE
namespace train::detail {

/// Throws `rank_error`, the same on all ranks, if the tensors of a rank differ from those of rank 0; it names the rank and the first such
/// tensor. `hashes`: one of io::detail::checksum for each name, in a row.
void require_equal_tensors(parallel::communicator& ranks, const position& at, std::span<const std::string> names, std::string_view hashes);

/// Compares weights and moments of all ranks.   cost  nothing on a single rank; else one pass over them
template <class Trainer>
void require_equal_start(Trainer& run) {
    if (run.communicator().size() == 1) return;
    std::vector<std::string> names;
    std::string hashes;
    run.visit_packs([&](std::string_view pack, auto& tensors) {
        if (pack != "weights" && !pack.starts_with("moments")) return;
        for_each_parameter(
            [&](std::string_view path, const auto& w) {
                io::detail::checksum sum;
                sum.add({reinterpret_cast<const char*>(w.data.data()), w.data.size() * sizeof w.data[0]});
                names.push_back(std::string(pack) + "." + std::string(path));
                hashes += sum.hex();
            },
            tensors);
    });
    require_equal_tensors(run.communicator(), run.at(), names, hashes);
}

}  // namespace train::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/train/equal_start.ipp"
#endif
