// SPDX-License-Identifier: Apache-2.0
// nextclick simulate: a log of a shop that does not exist, for who has none at hand.
#include <filesystem>
#include <memory>
#include <nextclick/data/simulate/simulator.hpp>
#include <nextclick/data/write/write_clicks.hpp>
#include <nextclick/io/atomic_file.hpp>
#include <string>

#include "../program.hpp"
#include "command.hpp"

namespace {
struct simulate_options {
    std::string file{};
    bool overwrite = false;
    nextclick::data::simulator_options shop{.sessions = 10'000, .items = 1'000};
};
}  // namespace

command_body add_simulate(CLI::App& program) {
    auto how = std::make_shared<simulate_options>();
    CLI::App* command = program.add_subcommand("simulate", "write clicks of a shop that does not exist, to try the other commands on");
    command->add_option("FILE", how->file, "the log, TSV")->required();
    command->add_option("--sessions", how->shop.sessions, "sessions")->check(program::whole_number(1, 100'000'000))->capture_default_str();
    command->add_option("--items", how->shop.items, "items in the shop, rounded down to a multiple of 40")
        ->check(program::whole_number(40, 10'000'000))
        ->capture_default_str();
    command->add_option("--seed", how->shop.seed, "of all that is drawn")
        ->check(program::whole_number(0, 9'000'000'000'000'000))
        ->capture_default_str();
    command->add_flag("--overwrite", how->overwrite, "replace a file that is there");
    return [how] {
        if (how->file == "-") throw program::leave(program::usage, "simulate writes a file: give it a name");
        if (!how->overwrite && std::filesystem::is_regular_file(how->file))
            throw program::leave(program::failed, how->file + " is there already; give another name, or --overwrite");
        nextclick::io::check_writable(how->file);
        const auto log = nextclick::data::simulate(how->shop);
        if (std::filesystem::exists(how->file) && !std::filesystem::is_regular_file(how->file))
            return nextclick::data::write_clicks(log, how->file);  // a pipe, say
        const std::string part = how->file + ".part";
        try {
            nextclick::data::write_clicks(log, part);
        } catch (...) {
            std::filesystem::remove(part);
            throw;
        }
        std::filesystem::rename(part, how->file);
    };
}
