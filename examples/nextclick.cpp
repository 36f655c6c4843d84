// SPDX-License-Identifier: Apache-2.0
// The command line: inspect a log, train, measure, compare, recommend, serve. The commands are in examples/nextclick/*.cpp;
// docs/command-line.md describes them.
#include <nextclick/core/version.hpp>
#include <utility>
#include <vector>

#include "command_line.hpp"
#include "nextclick/command.hpp"

int main(int argc, char** argv) {
    return program::run_program([&] {
        CLI::App app{"Session-based recommendation: which item is clicked next?"};
        app.set_version_flag("--version", NEXTCLICK_VERSION);
        app.require_subcommand(1);
        std::vector<std::pair<CLI::App*, command_body>> commands;
        for (const auto add :
             {add_simulate, add_inspect, add_train, add_update, add_evaluate, add_compare, add_recommend, add_similar, add_serve}) {
            command_body run = add(app);
            commands.emplace_back(app.get_subcommands({}).back(), std::move(run));
        }
        program::parse(app, argc, argv);
        for (const auto& [command, run] : commands)
            if (command->parsed()) run();
    });
}
