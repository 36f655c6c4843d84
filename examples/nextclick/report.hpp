// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nextclick/eval/options.hpp>
#include <string>

/// The figures of an evaluation as a table, and what there is to know beside them.
std::string report_of(const nextclick::eval::result& found);
