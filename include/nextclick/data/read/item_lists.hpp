// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/edit.hpp"
#include "nextclick/data/id_column.hpp"
#include "nextclick/data/read/read_options.hpp"
#include "nextclick/data/read/text_fields.hpp"
#include "nextclick/data/scan.hpp"

/// Rows with a list of items each.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// Calls f(item) with the text of each item of a list. A blank as separator matches any number of blanks and tabs; around any other
/// separator blanks are ignored, and two adjacent separators enclose an empty item.
template <class F>
void for_each_item(std::string_view list, char separator, const F& f) {
    if (separator == ' ') {
        for (std::size_t at = 0; at < list.size(); ++at) {
            if (is_blank(list[at])) continue;
            const std::size_t begin = at;
            while (at < list.size() && !is_blank(list[at])) ++at;
            f(list.substr(begin, at - begin));
        }
        return;
    }
    if (trimmed(list).empty()) return;
    for (std::size_t begin = 0;;) {
        const std::size_t end = std::min(list.find(separator, begin), list.size());
        const std::string_view item = trimmed(list.substr(begin, end - begin));
        f(item.empty() ? list.substr(begin, 0) : item);
        if (end == list.size()) return;
        begin = end + 1;
    }
}

/// Makes each list a session of the log: provides its id while events are read, and at the end selects the lists to keep and
/// assigns their users. memory: 8 bytes a list and its owner's id, twice
class item_lists {
public:
    /// `ids`: the type of the final session ids.
    item_lists(const read_options& options, id_type ids) : options_(options), type_(ids) {}

    /// The options for reading the events of lists, whose sessions are first identified by number.
    static read_options numbered(read_options options);

    /// Reads the list of a row: calls f(item) for each item, or counts an empty list; returns false for a bad row, and `fault`
    /// then returns the reason. `owner` is the user or session that may have only one list, null if there is none; `id` is the
    /// session's id, null if it is the line number.
    template <class F>
    bool take(std::string_view list, char separator, const std::string_view* owner, const std::string_view* id, std::uint64_t line,
              read_report& report, const F& f) {
        list = trimmed(list);
        if (is_missing(list)) return ++report.empty_lists, true;
        for (const std::string_view* const text : {owner, id})
            if (text != nullptr && is_missing(*text))
                return wrong_ = shown(*text) + " is not an id; fill it in, or set " + options_.spelled("on_bad_row", "bad_rows::skip"),
                       false;
        if (std::int64_t number = 0; id != nullptr && type_ == id_type::integer && scan_id(*id, number) != scanned::ok)
            return wrong_ = shown(*id) + " is not an integer id; if such ids are intended, set " +
                            options_.spelled("session_ids", "id_type::string"),
                   false;
        if (list.front() == '[' || list.front() == '(' || list.front() == '{')
            return wrong_ = "the list is in brackets, " + shown(list) + "; leave them out (for example by sed 's/[][]//g')", false;
        const item_index known = owner == nullptr ? no_item : owner_index_.find(owners_, *owner);
        if (known != no_item && options_.on_repeated_list == repeated_lists::stop) return wrong_ = repeated(*owner, line_of_[known]), false;
        owner_of_.push_back(owner == nullptr ? no_item : owner_index_.insert(owners_, *owner));
        if (owners_.size() > line_of_.size()) line_of_.push_back(line);
        const std::string number = std::to_string(line);
        ids_.push_back(id == nullptr ? std::string_view(number) : *id);
        for_each_item(list, separator, f);
        return true;
    }
    const std::string& fault() const { return wrong_; }
    /// The session id of the current list's events.
    std::string_view session();
    /// Sets the final session ids and removes lists replaced by later ones: later in time, or in the file if times are equal or
    /// missing.
    click_log close(click_log log, read_report& report) &&;

private:
    std::string repeated(std::string_view owner, std::uint64_t line) const;
    static std::size_t row(const log_columns& parts, std::size_t session) {
        return static_cast<std::size_t>(parts.session_ids.integer(session));
    }
    void keep_last(log_columns& parts, read_report& report) const;

    const read_options& options_;
    id_type type_;
    id_column owners_{id_kind::string}, ids_{id_kind::string};
    id_index owner_index_;
    std::vector<std::uint64_t> line_of_;  ///< line of an owner's first list
    std::vector<item_index> owner_of_;    ///< owner of a list
    std::string wrong_;
    std::array<char, 24> room_{};
};

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/item_lists.ipp"
#endif
