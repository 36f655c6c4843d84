// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <system_error>

#include "program.hpp"

/// The command line of a program by CLI11: parsing, and checks of options. Kept apart from program.hpp because CLI11 takes longer to
/// compile than the rest of most programs.
namespace program {

/// Parses the command line. --help is printed and ends the program with 0, an error is explained and ends it with 2.
inline void parse(CLI::App& app, int argc, char** argv) {
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        throw leave(app.exit(e) == 0 ? 0 : usage);
    }
}

/// A number in a closed interval; nan and text that is not a number are refused.
inline CLI::Validator number(double least, double max) {
    const auto show = [](double x) {
        char text[32];
        std::snprintf(text, sizeof text, "%.6g", x);
        return std::string(text);
    };
    const std::string range = show(least) + " to " + show(max);
    return CLI::Validator(
        [=](const std::string& text) -> std::string {
            double x = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), x);
            const bool is_number = error == std::errc() && end == text.data() + text.size();
            return is_number && x >= least && x <= max ? "" : "'" + text + "' is not a number from " + range;
        },
        range);
}
/// A share below 1, such as a probability of dropout.
inline CLI::Validator below_one() {
    return CLI::Validator(
        [](const std::string& text) -> std::string {
            const std::string problem = number(0, 1)(text);
            return problem.empty() && std::strtod(text.c_str(), nullptr) < 1 ? "" : "'" + text + "' is not a number from 0 to less than 1";
        },
        "0 to less than 1");
}
/// A whole number in a closed interval, without a sign.
inline CLI::Validator whole_number(std::uint64_t least, std::uint64_t max) {
    const std::string range = std::to_string(least) + " to " + std::to_string(max);
    return CLI::Validator(
        [=](const std::string& text) -> std::string {
            std::uint64_t x = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), x);
            const bool is_number = error == std::errc() && end == text.data() + text.size();
            return is_number && x >= least && x <= max ? "" : "'" + text + "' is not a whole number from " + range;
        },
        range);
}

/// An existing log: a file, or "-" for standard input.
inline CLI::Validator log_file() {
    return CLI::Validator([](std::string& text) { return text == "-" ? std::string() : CLI::ExistingFile(text); }, "FILE");
}

}  // namespace program
