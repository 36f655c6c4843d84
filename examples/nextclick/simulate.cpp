// SPDX-License-Identifier: Apache-2.0
// nextclick simulate: a log of a simulated shop.
#include <filesystem>
#include <memory>
#include <nextclick/data/simulate/simulator.hpp>
#include <nextclick/data/write/write_clicks.hpp>
#include <nextclick/io/atomic_file.hpp>
#include <string>

#include "../command_line.hpp"
#include "command.hpp"

namespace {
struct simulate_options {
    std::string file{};
    bool overwrite = false;
    nextclick::data::simulator_options shop{.sessions = 10'000, .items = 1'000};
};
}  // namespace

command_body add_simulate(CLI::App& program) {
    auto options = std::make_shared<simulate_options>();
    CLI::App* command = program.add_subcommand("simulate", "write clicks of a simulated shop, for trying the other commands");
    command->add_option("FILE", options->file, "the log, TSV")->required();
    command->add_option("--sessions", options->shop.sessions, "sessions")
        ->check(program::whole_number(1, 100'000'000))
        ->capture_default_str();
    command->add_option("--items", options->shop.items, "items in the shop, rounded down to a multiple of 40")
        ->check(program::whole_number(40, 10'000'000))
        ->capture_default_str();
    command->add_option("--seed", options->shop.seed, "seed of all draws")
        ->check(program::whole_number(0, 9'000'000'000'000'000))
        ->capture_default_str();
    command->add_flag("--overwrite", options->overwrite, "replace an existing file");
    return [options] {
        if (options->file == "-") throw program::leave(program::usage, "simulate writes a file: give it a name");
        if (!options->overwrite && std::filesystem::is_regular_file(options->file))
            throw program::leave(program::failed, options->file + " exists already; give another name, or --overwrite");
        nextclick::io::check_writable(options->file);
        const auto log = nextclick::data::simulate(options->shop);
        if (std::filesystem::exists(options->file) && !std::filesystem::is_regular_file(options->file))
            return nextclick::data::write_clicks(log, options->file);  // for example a pipe
        const std::string part = options->file + ".part";
        try {
            nextclick::data::write_clicks(log, part);
        } catch (...) {
            std::filesystem::remove(part);
            throw;
        }
        std::filesystem::rename(part, options->file);
    };
}
