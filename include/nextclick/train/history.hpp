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

/// A callback of `train` that writes a TSV with one row per epoch:
///     epoch  events  loss  seconds  validation  validation_seconds  best
/// `validation` is empty without a validation, `best` is 1 if the epoch is the best so far. A resumed run keeps the rows of earlier
/// epochs (the seconds of an interrupted epoch count from the resumption); a run from the first epoch starts a new file. The file
/// is replaced atomically after every epoch.
/// errors    the constructor throws `file_error` if the file exists and is not a history, or cannot be written. A later failure does
///           not end the training: `on_message` is called with the reason, and the next epoch writes the missing rows
class history_to {
public:
    explicit history_to(std::filesystem::path path, std::function<void(const std::string&)> on_message = {});

    void operator()(const epoch_end& e);

private:
    static constexpr std::string_view header = "epoch\tevents\tloss\tseconds\tvalidation\tvalidation_seconds\tbest\n";
    std::filesystem::path path_;
    std::function<void(const std::string&)> on_message_;
    std::vector<std::pair<std::size_t, std::string>> rows_;
};

}  // namespace train
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/train/history.ipp"
#endif
