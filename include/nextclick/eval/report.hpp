// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nextclick/eval/breakdown.hpp"
#include "nextclick/eval/compare.hpp"
#include "nextclick/eval/known_items.hpp"
#include "nextclick/eval/options.hpp"

/// Results as text, for whoever prints: the library does not.
NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

namespace detail {
std::string fixed(double x, int digits = 4);
std::string with_interval(double mean, double error);
/// Rows of cells in columns, two spaces apart; the first column to the left, numbers to the right.
std::string in_columns(const std::vector<std::vector<std::string>>& rows);
std::string share_of(std::size_t part, std::size_t all);
/// A day, of ms since 1970.
std::string day_of(std::int64_t ms);
std::string span_of(const data::log_facts& log);
std::string about_ties(ties rule);
}  // namespace detail

/// What a reader of the figures must know beside them, a sentence each: how many events they are of and the rule for ties first, then
/// what is unusual.
std::vector<std::string> remarks(const result& r);

/// The figures as a table, a row a cutoff with 95 % intervals, and the remarks below.
std::string report(const result& r);

/// A row a group, at one cutoff. Throws `argument_error` for a cutoff that was not evaluated.
std::string report(const breakdown& groups, std::size_t k);

/// A row a figure: both models, their difference with its interval, and the p-value of the permutation test.
std::string report(const comparison& c);

}  // namespace eval
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/eval/report.ipp"
#endif
