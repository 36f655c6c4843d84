// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <memory>
#include <nextclick/io/any_recommender.hpp>
#include <string>
#include <string_view>

#include "kind.hpp"
#include "log.hpp"

/// Common parts of the commands that take a model's file: the file stores how its own log was read, and other logs are read in the
/// same way unless the command line differs.
namespace stored {

inline constexpr std::string_view log_prefix = "log ", setting_prefix = "setting ";

/// The options of a log, or the settings of a kind, as stored in a file under names with this prefix.
void add_options(std::map<std::string, std::string>& to, std::string_view prefix, const typed_options& options);
typed_options options_with(const std::map<std::string, std::string>& metadata, std::string_view prefix);

/// The file's columns that are read as columns of a model ("Action", "Dwell"), from typed or stored options.
struct column_names {
    std::string action{}, dwell{};
};
column_names columns_of(const nc::io::any_recommender& net);

}  // namespace stored

/// Requests these columns from the reader.
void request_columns(log_options& options, const stored::column_names& names);
/// The log with these columns under the model's names.
nc::data::click_log with_model_columns(nc::data::click_log log, const stored::column_names& names);

/// Reads a log for a model: like the model's own log, with the columns that it reads. Throws if the model needs users and there are
/// none.
nc::data::click_log read_log_for(const nc::io::any_recommender& net, const std::string& file, log_options& options,
                                 const char* label = "log");
