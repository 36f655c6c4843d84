// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <memory>
#include <nextclick/io/any_recommender.hpp>
#include <string>
#include <string_view>

#include "kind.hpp"
#include "log.hpp"

/// What the commands that take a model's file have in common: it tells how its own log was read, and other logs are read in the same
/// way where the command line does not say otherwise.
namespace stored {

inline constexpr std::string_view reading = "log ", setting_of = "setting ";

/// The options of a log, and the settings of a kind, as a file keeps them.
void note(std::map<std::string, std::string>& to, std::string_view what, const typed_options& options);
typed_options noted(const std::map<std::string, std::string>& notes, std::string_view what);

/// The file's columns that are read as those of a model ("Action", "Dwell"), from what was typed or noted.
struct column_names {
    std::string action{}, dwell{};
};
column_names columns_of(const nc::io::any_recommender& net);

}  // namespace stored

/// Asks the reader for these columns.
void request_columns(log_options& how, const stored::column_names& names);
/// The log with these columns under the names that the models know.
nc::data::click_log with_model_columns(nc::data::click_log log, const stored::column_names& names);

/// Reads a log for a model: as its own was, with the columns that it reads. Throws where the model wants users and there are none.
nc::data::click_log read_log_for(const nc::io::any_recommender& net, const std::string& file, log_options& how, const char* who = "log");
