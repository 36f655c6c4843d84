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
    explicit ranks_to(const std::filesystem::path& path);
    /// A stream, which must live as long.
    explicit ranks_to(std::ostream& out) : name_("the stream of ranks"), out_(&out) {}

    void operator()(const ranked_event& e);
    void operator()(const result&);

private:
    void open(std::ios::openmode mode);
    void begin();
    void id(const data::item_id& id);

    std::string name_;
    std::filesystem::path path_;
    std::unique_ptr<std::ofstream> file_;
    std::ostream* out_ = nullptr;
    bool begun_ = false;
};

}  // namespace eval
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/eval/ranks_to.ipp"
#endif
