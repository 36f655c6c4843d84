// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <nextclick/data/read/read_options.hpp>
#include <vector>

/// The reader of click logs on a command line, and the names of its options in its messages.
/// Adds what the reader of click logs takes to a command line; the values that `read` has are the defaults, and it must live
/// until the command line is parsed. Returns the options, so that a
/// program may say what they need or exclude.
std::vector<CLI::Option*> add_reader_options(CLI::App& app, nextclick::data::read_options& read);
