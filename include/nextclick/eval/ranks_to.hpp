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

/// Writes every event of an evaluation as a row of a text table.
NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

/// A callback of `evaluate` that writes a TSV with a header:
///     SessionId  Position  ItemId  Outcome  First  Last
/// Position is the number of earlier clicks; Outcome is ranked, unranked, unknown_target or without_query; First and Last are the
/// best and the worst rank of the target among the items of its score, equal without a tie, and empty if it is not ranked. In ids a
/// tab, a line's end and a backslash are written as \t, \n, \r and \\.
/// errors    `file_error` if the file cannot be opened, and at the end of the evaluation if it could not be written
class ranks_to {
public:
    /// Writes to a file, which is replaced at the first event; an evaluation that is refused does not change it.
    explicit ranks_to(const std::filesystem::path& path);
    /// Writes to a stream, which must outlive this object.
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
