// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/train/checkpoint.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train::detail {

NEXTCLICK_INLINE found_checkpoint describe_checkpoint(const std::filesystem::path& path) {
    try {
        const auto file = io::tensor_file::open(path);
        const auto numbers = file.values<std::uint64_t>("position");
        const auto setting = [&](const char* name) {
            const auto found = file.metadata().find(std::string(setting_prefix) + name);
            return found == file.metadata().end() ? std::string() : found->second;
        };
        if (numbers.size() != 7 || setting("epochs").empty()) return {"there is a checkpoint of another version", false};
        const std::uint64_t done = numbers[0], best = numbers[5];
        const bool out_of_patience = setting("patience") != "0" && setting("patience") == std::to_string(done - std::min(done, best));
        if (numbers[1] == 0 && (out_of_patience || setting("epochs") == std::to_string(done)))
            return {"there is a run of " + std::to_string(done) + " epochs that ended before its model was saved"};
        return {"there is an unfinished run, in epoch " + std::to_string(done + 1) + " of " + setting("epochs")};
    } catch (const file_error&) {
        return {"there is a file that is not a checkpoint of this version, or a damaged one", false};
    }
}

}  // namespace train::detail
namespace train {

NEXTCLICK_INLINE checkpoints::checkpoints(std::filesystem::path path, checkpoint_options options)
    : path_(std::move(path)), options_(std::move(options)) {
    if (options_.on_unfinished == unfinished::refuse) refuse_existing();
}

NEXTCLICK_INLINE void checkpoints::check_base() const {
    const auto file = io::tensor_file::open(path_);
    const auto found = file.metadata().find(detail::run_base);
    if ((found == file.metadata().end() ? std::string() : found->second) != options_.base)
        file.refuse("this checkpoint belongs to another run: it has another base model");
}

NEXTCLICK_INLINE bool checkpoints::is_there() const {
    std::error_code fault;
    const bool there = std::filesystem::exists(path_, fault);
    if (fault)
        throw file_error(path_.string() + ": its status cannot be read: " + fault.message() + "; check the path and its permissions");
    return there;
}

NEXTCLICK_INLINE void checkpoints::refuse_existing() const {
    if (!is_there()) return;
    const auto [what, usable] = detail::describe_checkpoint(path_);
    throw file_error(path_.string() + ": " + what + "; " + (usable ? options_.resume + " continues it, " : "") + options_.restart +
                     " discards it and starts a new run");
}

NEXTCLICK_INLINE void checkpoints::remove() const {
    std::error_code fault;
    std::filesystem::remove(io::detail::file_behind(path_), fault);  // the file itself, not a link to it
    if (fault) throw file_error(path_.string() + ": the checkpoint cannot be removed: " + fault.message());
}

}  // namespace train

NEXTCLICK_END_NAMESPACE
