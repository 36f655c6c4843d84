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

/// Results as text. The library itself does not print.
NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

namespace detail {
std::string fixed(double x, int digits = 4);
std::string with_interval(double mean, double error);
/// Formats rows of cells as columns, two spaces apart; the first column is left-aligned, the others right-aligned.
std::string in_columns(const std::vector<std::vector<std::string>>& rows);
std::string share_of(std::size_t part, std::size_t all);
/// The date of a time in ms since 1970.
std::string day_of(std::int64_t ms);
std::string span_of(const data::log_facts& log);
std::string about_ties(ties rule);
}  // namespace detail

/// Remarks on the metrics, a sentence each: first the number of events and the rule for ties, then anything unusual.
std::vector<std::string> remarks(const result& r);

/// A table of the metrics, one row per cutoff with 95 % confidence intervals, followed by the remarks.
std::string report(const result& r);

/// One row per group, at one cutoff. Throws `argument_error` for a cutoff that was not evaluated.
std::string report(const breakdown& groups, std::size_t k);

/// One row per metric: both models, their difference with its confidence interval, and the p-value of the permutation test.
std::string report(const comparison& c);

}  // namespace eval
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/eval/report.ipp"
#endif
