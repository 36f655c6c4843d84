// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nextclick/eval/options.hpp>
#include <string>

/// The figures of an evaluation as a table, with remarks.
std::string report_of(const nextclick::eval::result& found);
