// SPDX-License-Identifier: Apache-2.0
// nextclick inspect: describes a log or a model's file.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nextclick/data/read/byte_reader.hpp>

#include "../program.hpp"
#include "command.hpp"
#include "model.hpp"

namespace {
namespace data = nc::data;

struct inspect_options {
    std::string file{};
    log_options log{};
};

void inspect_log(inspect_options& options) {
    constexpr std::size_t sample = std::size_t{1} << 20;
    auto [head, source] = data::peek(open_log(options.file), sample);
    const auto binary = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r'; };
    data::read_report report;
    if (std::any_of(head.begin(), head.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(head.size(), 512)), binary))
        read_log(std::move(source), options.file, options.log, report);  // throws, and names the format
    const log_guess guess = guess_log(head, head.size() < sample, options.log.typed());
    if (!guess.shape.empty()) std::printf("%s: %s\n", options.file.c_str(), guess.shape.c_str());
    for (const std::string& r : guess.remarks) std::printf("  %s\n", r.c_str());
    options.log.complete(guess.options);
    const std::string guessed = command_line(options.log.typed());
    if (!guess.complete) {
        std::printf("options so far: %s\n", guessed.empty() ? "none" : guessed.c_str());
        throw program::leave(program::failed, options.file + ": not all options could be guessed; give those that are missing");
    }
    const auto log = read_log(std::move(source), options.file, options.log, report);
    for (const std::string& line : description_of(log, report)) std::printf("%s\n", line.c_str());
    std::printf("options: %s\n", guessed.empty() ? "none, the defaults fit" : guessed.c_str());
}

/// The length of a header in JSON, and its first byte: safetensors.
bool is_model(std::string_view head) { return head.size() > 9 && head[8] == '{' && head[7] == '\0' && head[6] == '\0'; }

void inspect_model(const std::string& file) {
    const auto net = open_model(file);
    const auto& about = net->about();
    const auto noted = about.training.find("kind");
    std::printf("%s: a model of kind %s\n", file.c_str(), noted == about.training.end() ? net->kind().c_str() : noted->second.c_str());
    const auto line = [](const char* name, const std::string& text) {
        if (!text.empty()) std::printf("%-13s %s\n", name, text.c_str());
    };
    line("architecture", net->signature());
    line("loss", net->loss());
    line("sampler", net->sampler());
    line("options", net->options());
    if (about.max_length > 0)
        line("reads",
             std::string("the ") + (about.first_kept ? "first " : "last ") + std::to_string(about.max_length) + " clicks of a session");
    for (const auto& required : net->columns()) line("column", std::string(required.name));
    if (net->has_user_states()) line("users", "kept from session to session");
    const auto& items = net->items();
    std::string examples;
    for (nc::item_index i = 0; i < std::min<std::size_t>(items.size(), 5); ++i) examples += (i == 0 ? "" : ", ") + items.name(i);
    line("items", with_commas(items.size()) + (items.kind() == data::id_kind::integer ? ", integers: " : ", strings: ") + examples +
                      (items.size() > 5 ? ", ..." : ""));
    for (const auto& log : about.logs)
        line("log", with_commas(log.events) + " clicks, " + with_commas(log.sessions) + " sessions, " + with_commas(log.items) + " items" +
                        (log.first ? ", from " + date_of(*log.first) + " to " + date_of(*log.last) + " UTC" : ""));
    line("read with", command_line(stored::options_with(about.training, stored::log_prefix)));
    line("trained with", command_line(stored::options_with(about.training, stored::setting_prefix)));
    for (const auto& [name, value] : about.training)
        if (!name.starts_with(stored::log_prefix) && !name.starts_with(stored::setting_prefix) && name != "kind" && !value.empty())
            line("training", name + " " + value);
    line("version", about.version);
}
}  // namespace

command_body add_inspect(CLI::App& program) {
    auto options = std::make_shared<inspect_options>();
    CLI::App* command = program.add_subcommand("inspect", "describe a log or a model's file");
    command->add_option("FILE", options->file, "a click log, or a model's file; -: standard input")->required();
    options->log.add(*command);
    return [options] {
        if (options->file != "-" && is_model(data::peek(data::open_file(options->file), 16).first)) {
            if (!options->log.typed().empty())
                throw program::leave(program::usage, options->file + " is a model's file: leave out the options for reading logs");
            return inspect_model(options->file);
        }
        inspect_log(*options);
    };
}
