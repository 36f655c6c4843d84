// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nextclick/data/click_log.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "settings.hpp"

namespace program {
class resumable;
}

NEXTCLICK_BEGIN_NAMESPACE
namespace io {
class any_recommender;
}
NEXTCLICK_END_NAMESPACE

/// The kinds of models and methods that can be trained, each compiled by itself (kind_*.cpp).
namespace nc = nextclick;
using any_pointer = std::shared_ptr<const nc::io::any_recommender>;

/// The inputs of a training or an update.
struct job {
    nc::data::click_log log{};  ///< the training log
    const nc::data::click_log* validation = nullptr;
    settings set{};
    std::size_t patience = 0;
    std::filesystem::path model{};                  ///< the file
    std::string epochs_to{};                        ///< a file for the figures of every epoch; empty: none
    program::resumable* keep = nullptr;             ///< of kinds that learn in epochs
    std::map<std::string, std::string> metadata{};  ///< for the file: the options for reading its log, and the settings of the training
};

/// A kind, its defaults, and the options that it uses.
struct kind {
    std::string_view name{}, type{}, about{};  ///< type: the name of the C++ type, if it has another
    settings defaults{};
    std::vector<std::string_view> supports{};
    bool users = false;      ///< it needs a column of users
    bool validates = false;  ///< it learns in epochs, which --validate can measure
    any_pointer (*train)(job&) = nullptr;
    /// Updates a model with more sessions and items. Null: the kind is counted from one log.
    any_pointer (*update)(const nc::io::any_recommender&, job&) = nullptr;
};

/// All kinds, in the order of the help page.
std::span<const kind* const> all_kinds();
/// The kind of that name, written with underscores, dashes or capitals; null if there is none.
const kind* find_kind(std::string_view name);
/// The kind whose models are of a C++ type of that name (`kind_name`); null if there is none.
const kind* find_type(std::string_view type);
/// "gru4rec, narm, ...".
std::string kind_names();

/// The model or method of a file. Throws `file_error` for an unknown kind, with the known names.
/// `concurrent_scans`: see any_options.
any_pointer open_model(const std::filesystem::path& file, std::size_t concurrent_scans = 0);
