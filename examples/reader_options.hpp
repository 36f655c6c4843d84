// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <nextclick/data/read/read_options.hpp>
#include <vector>

/// The reader of click logs on a command line, and the names of its options in its messages.
/// Adds the options of the reader of click logs to a command line; `read` holds the defaults, and must live until the command line
/// is parsed. Returns the options, so that a program can add requirements and exclusions.
std::vector<CLI::Option*> add_reader_options(CLI::App& app, nextclick::data::read_options& read);
