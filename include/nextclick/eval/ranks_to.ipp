// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/eval/ranks_to.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

NEXTCLICK_INLINE ranks_to::ranks_to(const std::filesystem::path& path) : name_(path.string()), path_(path) {
    std::error_code ignored;
    const bool there = std::filesystem::exists(path, ignored);
    open(std::ios::app);  // checks that the file can be written, without changing it
    file_.reset();
    if (!there) std::filesystem::remove(path, ignored);
}

NEXTCLICK_INLINE void ranks_to::operator()(const ranked_event& e) {
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

NEXTCLICK_INLINE void ranks_to::operator()(const result&) {
    begin();
    if (!out_->flush()) throw file_error(name_ + ": not all ranks could be written; is there room on the disk?");
}

NEXTCLICK_INLINE void ranks_to::open(std::ios::openmode mode) {
    file_ = std::make_unique<std::ofstream>(path_, std::ios::binary | mode);
    if (!*file_) throw file_error(name_ + ": cannot be written: " + std::strerror(errno) + "; check the path and its permissions");
}

NEXTCLICK_INLINE void ranks_to::begin() {
    if (std::exchange(begun_, true)) return;
    if (out_ == nullptr) {
        open(std::ios::trunc);
        out_ = file_.get();
    }
    *out_ << "SessionId\tPosition\tItemId\tOutcome\tFirst\tLast\n";
}

NEXTCLICK_INLINE void ranks_to::id(const data::item_id& id) {
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

}  // namespace eval

NEXTCLICK_END_NAMESPACE
