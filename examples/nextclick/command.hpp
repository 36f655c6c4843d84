// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <functional>

/// The commands of the program, a source each. Every one adds itself to the command line and returns what it does when it was given.
using action = std::function<void()>;

action add_simulate(CLI::App& program);
action add_inspect(CLI::App& program);
action add_train(CLI::App& program);
action add_update(CLI::App& program);
action add_evaluate(CLI::App& program);
action add_compare(CLI::App& program);
action add_recommend(CLI::App& program);
action add_similar(CLI::App& program);
action add_serve(CLI::App& program);
