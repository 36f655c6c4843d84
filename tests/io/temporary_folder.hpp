// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <unistd.h>

#include <filesystem>
#include <string>

/// A temporary folder, removed at the end of the test.
struct temporary_folder {
    std::filesystem::path path = std::filesystem::temp_directory_path() / ("nextclick-io-" + std::to_string(::getpid()));
    temporary_folder() { std::filesystem::create_directories(path); }
    ~temporary_folder() { std::filesystem::remove_all(path); }
};

/// Whether an exception's message contains a word.
inline auto says(std::string word) {
    return [word = std::move(word)](const std::exception& e) { return std::string(e.what()).find(word) != std::string::npos; };
}
