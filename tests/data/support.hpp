// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/click_log.hpp"

/// Helpers of the tests of the data room.
namespace data_test {

/// A temporary directory, removed at the end of the scope.
class scratch {
public:
    scratch() {
        static std::atomic<unsigned> count{0};
        const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
        directory_ = std::filesystem::temp_directory_path() / ("nextclick_data_" + std::to_string(now) + "_" + std::to_string(count++));
        std::filesystem::create_directories(directory_);
    }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    ~scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(directory_, ignored);
    }
    std::filesystem::path operator/(const std::string& name) const { return directory_ / name; }
    std::filesystem::path write(const std::string& name, std::string_view content) const {
        std::ofstream(directory_ / name, std::ios::binary) << content;
        return directory_ / name;
    }

private:
    std::filesystem::path directory_;
};

/// For BOOST_CHECK_EXCEPTION: the message contains all of these words.
struct says {
    std::vector<std::string> words;
    template <class... Words>
    explicit says(const Words&... w) : words{w...} {}
    bool operator()(const std::exception& e) const {
        const std::string message = e.what();
        for (const auto& w : words)
            if (message.find(w) == std::string::npos) {
                BOOST_TEST_MESSAGE("\"" << w << "\" is not in: " << message);
                return false;
            }
        return true;
    }
};

/// The items of a session by name: "a b c".
inline std::string spelled(const nextclick::data::click_log& log, std::size_t session) {
    std::string s;
    for (const auto i : log.items_of(session))
        s += (s.empty() ? "" : " ") + (i == nextclick::no_item ? std::string("?") : log.items().name(i));
    return s;
}
inline std::string spelled(const nextclick::data::click_log& log) {
    std::string s;
    for (std::size_t i = 0; i < log.session_count(); ++i)
        s += (i == 0 ? "" : " | ") + log.session_id(i).to_string() + ": " + spelled(log, i);
    return s;
}

/// The same sessions, ids, times, users and columns, under any numbering.
inline bool same_content(const nextclick::data::click_log& a, const nextclick::data::click_log& b) {
    if (spelled(a) != spelled(b) || a.columns().size() != b.columns().size() || a.has_users() != b.has_users()) return false;
    if (!std::equal(a.time_column().begin(), a.time_column().end(), b.time_column().begin(), b.time_column().end())) return false;
    for (std::size_t s = 0; a.has_users() && s < a.session_count(); ++s)
        if (a.user_id(s).to_string() != b.user_id(s).to_string()) return false;
    for (std::size_t c = 0; c < a.columns().size(); ++c) {
        const auto &x = a.columns()[c], &y = b.columns()[c];
        if (x.name() != y.name() || !x.same_kind(y)) return false;
        for (std::size_t e = 0; e < a.event_count(); ++e) {
            if (x.missing(e) != y.missing(e)) return false;
            if (x.is<nextclick::data::kind::vectors>()) {
                if (!x.missing(e) && !std::ranges::equal(x.vectors()[e], y.vectors()[e])) return false;
                continue;
            }
            if (x.is<nextclick::data::kind::bags>()) {
                const auto spelled = [e](const auto& column) {
                    std::multiset<std::string> terms;
                    const auto bag = column.bags()[e];
                    for (std::size_t t = 0; t < bag.codes.size(); ++t)
                        terms.insert(column.shared_terms()->name(bag.codes[t]) + ' ' + std::to_string(bag.weights[t]));
                    return terms;
                };
                if (spelled(x) != spelled(y)) return false;
                continue;
            }
            if (!x.categorical()) {
                const float p = x.numbers()[e], q = y.numbers()[e];
                if (p != q && !(p != p && q != q)) return false;
                continue;
            }
            const auto name = [e](const auto& column) {
                const auto code = column.codes()[e];
                return code == nextclick::no_item ? std::string("?") : column.categories().name(code);
            };
            if (name(x) != name(y)) return false;
        }
    }
    return true;
}

}  // namespace data_test
