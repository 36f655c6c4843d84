// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/io/atomic_file.hpp"
#include "nextclick/train/events.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train {

/// A callback of `train` that keeps a TSV of the epochs, a row each as soon as it is done:
///     epoch  events  loss  seconds  validation  validation_seconds  best
/// `validation` is empty without one, `best` is 1 where it is the best so far. A run that goes on from a checkpoint goes on with
/// its rows, each epoch once (the seconds of an epoch that was interrupted are those since then); one that starts at the first epoch
/// starts the file anew. The file is replaced as a whole at every epoch and is never seen half-written.
/// errors    the constructor throws `file_error` for what is there and is no history, or cannot be written. What goes wrong later
///           does not end the training: `tell` is called with the reason, and the next epoch writes what is missing
class history_to {
public:
    explicit history_to(std::filesystem::path path, std::function<void(const std::string&)> tell = {});

    void operator()(const epoch_end& e);

private:
    static constexpr std::string_view header = "epoch\tevents\tloss\tseconds\tvalidation\tvalidation_seconds\tbest\n";
    std::filesystem::path path_;
    std::function<void(const std::string&)> tell_;
    std::vector<std::pair<std::size_t, std::string>> rows_;
};

}  // namespace train
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/train/history.ipp"
#endif
