// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "nextclick/core/error.hpp"
#include "nextclick/eval/ranked_event.hpp"

/// Every event of an evaluation as a row of a text table.
NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

/// A callback of `evaluate` that writes a TSV with a header:
///     SessionId  Position  ItemId  Outcome  First  Last
/// Position counts the clicks before; Outcome is ranked, unranked, unknown_target or without_query; First and Last are the places
/// that the target may have among the items of its score, the same without a tie, and empty if it is not ranked. In ids a tab,
/// a line's end and a backslash are written as \t, \n, \r and \\.
/// errors    `file_error` if the file cannot be opened, and at the end of the evaluation if it could not be written
class ranks_to {
public:
    /// A file, which is replaced at the first event, and written as the evaluation goes: one that is refused leaves it as it was.
    explicit ranks_to(const std::filesystem::path& path) : name_(path.string()), path_(path) {
        std::error_code ignored;
        const bool there = std::filesystem::exists(path, ignored);
        open(std::ios::app);  // changes nothing, and finds what cannot be written
        file_.reset();
        if (!there) std::filesystem::remove(path, ignored);
    }
    /// A stream, which must live as long.
    explicit ranks_to(std::ostream& out) : name_("the stream of ranks"), out_(&out) {}

    void operator()(const ranked_event& e) {
        begin();
        id(e.log->session_id(e.session));
        *out_ << '\t' << e.position() << '\t';
        if (const item_index target = e.log->item_column()[e.event]; target != no_item) id(e.log->items()[target]);
        *out_ << '\t' << name_of(e.what) << '\t';
        if (e.ranked()) *out_ << e.best();
        *out_ << '\t';
        if (e.ranked()) *out_ << e.worst();
        *out_ << '\n';
    }
    void operator()(const result&) {
        begin();
        if (!out_->flush()) throw file_error(name_ + ": not all ranks could be written; is there room on the disk?");
    }

private:
    void open(std::ios::openmode mode) {
        file_ = std::make_unique<std::ofstream>(path_, std::ios::binary | mode);
        if (!*file_) throw file_error(name_ + ": cannot be written: " + std::strerror(errno) + "; check the path and its rights");
    }
    void begin() {
        if (std::exchange(begun_, true)) return;
        if (out_ == nullptr) {
            open(std::ios::trunc);
            out_ = file_.get();
        }
        *out_ << "SessionId\tPosition\tItemId\tOutcome\tFirst\tLast\n";
    }
    void id(const data::item_id& id) {
        if (id.kind() == data::id_kind::integer) {
            *out_ << id.integer();
            return;
        }
        for (const char c : id.string()) switch (c) {
                case '\t':
                    *out_ << "\\t";
                    break;
                case '\n':
                    *out_ << "\\n";
                    break;
                case '\r':
                    *out_ << "\\r";
                    break;
                case '\\':
                    *out_ << "\\\\";
                    break;
                default:
                    *out_ << c;
            }
    }

    std::string name_;
    std::filesystem::path path_;
    std::unique_ptr<std::ofstream> file_;
    std::ostream* out_ = nullptr;
    bool begun_ = false;
};

}  // namespace eval
NEXTCLICK_END_NAMESPACE
