// SPDX-License-Identifier: Apache-2.0
#include "model.hpp"

#include <nextclick/core/error.hpp>
#include <utility>

#include "../program.hpp"

namespace data = nc::data;

void stored::add_options(std::map<std::string, std::string>& to, std::string_view prefix, const typed_options& options) {
    for (const auto& [name, value] : options) {
        std::string& text = to.try_emplace(std::string(prefix) + name).first->second;
        text += (text.empty() ? "" : "\n") + value;
    }
}

typed_options stored::options_with(const std::map<std::string, std::string>& metadata, std::string_view prefix) {
    typed_options all;
    for (const auto& [key, text] : metadata) {
        if (!key.starts_with(prefix)) continue;
        const std::string name = key.substr(prefix.size());
        for (std::size_t begin = 0; begin <= text.size();) {
            const std::size_t end = std::min(text.find('\n', begin), text.size());
            all.emplace(name, text.substr(begin, end - begin));
            begin = end + 1;
        }
    }
    return all;
}

stored::column_names stored::columns_of(const nc::io::any_recommender& net) {
    column_names names;
    const typed_options set = options_with(net.about().training, setting_prefix);
    const auto text = [&](const char* option, const char* usual) {
        const auto found = set.find(option);
        return found == set.end() ? std::string(usual) : found->second;
    };
    for (const auto& required : net.columns()) {
        if (required.name == "Action") names.action = text("--action", "Action");
        if (required.name == "Dwell") names.dwell = text("--dwell", "Dwell");
    }
    return names;
}

void request_columns(log_options& options, const stored::column_names& names) {
    if (!names.action.empty()) options.read.columns.push_back({names.action, data::column_type::categorical});
    if (!names.dwell.empty()) options.read.columns.push_back({names.dwell, data::column_type::numeric});
}

data::click_log with_model_columns(data::click_log log, const stored::column_names& names) {
    auto parts = std::move(log).release();
    for (data::event_column& column : parts.extra) {
        if (column.name() == names.action) {
            column = data::event_column("Action", column.shared_categories(), {column.codes().begin(), column.codes().end()});
        } else if (column.name() == names.dwell) {
            column = data::event_column("Dwell", std::vector<float>(column.numbers().begin(), column.numbers().end()));
        }
    }
    return data::click_log(std::move(parts));
}

data::click_log read_log_for(const nc::io::any_recommender& net, const std::string& file, log_options& options, const char* label) {
    options.complete(stored::options_with(net.about().training, stored::log_prefix));
    const auto names = stored::columns_of(net);
    request_columns(options, names);
    if (net.has_user_states() && options.read.user.empty())
        throw program::leave(program::usage, "a model of kind " + net.kind() + " has user states: name the users' column (--user)");
    return with_model_columns(read_log(file, options, label), names);
}
