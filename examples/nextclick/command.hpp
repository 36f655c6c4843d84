// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <functional>

/// The commands of the program, one source each. Each function adds a command to the command line and returns its action.
using command_body = std::function<void()>;

command_body add_simulate(CLI::App& program);
command_body add_inspect(CLI::App& program);
command_body add_train(CLI::App& program);
command_body add_update(CLI::App& program);
command_body add_evaluate(CLI::App& program);
command_body add_compare(CLI::App& program);
command_body add_recommend(CLI::App& program);
command_body add_similar(CLI::App& program);
command_body add_serve(CLI::App& program);
