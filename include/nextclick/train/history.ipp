// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/train/history.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train {

NEXTCLICK_INLINE history_to::history_to(std::filesystem::path path, std::function<void(const std::string&)> on_message)
    : path_(std::move(path)), on_message_(std::move(on_message)) {
    io::check_writable(path_);
    std::error_code none;
    if (!std::filesystem::is_regular_file(path_, none) || std::filesystem::file_size(path_, none) == 0) return;
    const std::string text = io::read_whole(path_);
    if (!text.starts_with(header))
        throw file_error(path_.string() + ": is not a history of a training, and would be replaced; give another path");
    for (std::string_view rest = std::string_view(text).substr(header.size()); !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size() - 1) + 1;
        std::size_t epoch = 0;
        std::from_chars(rest.data(), rest.data() + end, epoch);
        if (epoch > 0 && rest[end - 1] == '\n') rows_.emplace_back(epoch, rest.substr(0, end));
        rest.remove_prefix(end);
    }
}

NEXTCLICK_INLINE void history_to::operator()(const epoch_end& e) {
    std::erase_if(rows_, [&](const auto& row) { return row.first >= e.epoch; });
    const auto number = [](double x) {
        std::array<char, 32> text;
        return std::isnan(x) ? std::string() : std::string(text.data(), std::to_chars(text.data(), text.data() + text.size(), x).ptr);
    };
    rows_.emplace_back(e.epoch, std::to_string(e.epoch) + '\t' + std::to_string(e.events) + '\t' + number(e.loss) + '\t' +
                                    number(e.seconds) + '\t' + number(e.validation) + '\t' + number(e.validation_seconds) + '\t' +
                                    (e.best ? '1' : '0') + '\n');
    std::string text(header);
    for (const auto& row : rows_) text += row.second;
    try {
        io::write_atomically(path_, std::array{std::string_view(text)});
    } catch (const file_error& fault) {
        if (on_message_) on_message_(fault.what());
    }
}

}  // namespace train

NEXTCLICK_END_NAMESPACE
