// SPDX-License-Identifier: Apache-2.0
// nextclick train, nextclick update.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <nextclick/data/edit/filter.hpp>
#include <nextclick/data/edit/split.hpp>
#include <nextclick/eval/evaluate.hpp>
#include <nextclick/eval/known_items.hpp>
#include <nextclick/io/atomic_file.hpp>
#include <optional>
#include <utility>

#include "../command_line.hpp"
#include "../resumable.hpp"
#include "command.hpp"
#include "model.hpp"
#include "report.hpp"

namespace {
namespace data = nc::data;

/// The options of training and updating beside those of the kind.
struct training {
    log_options log{};
    std::string file{}, model{}, unknown{};
    std::size_t min_support = 1, min_length = 1, patience = 0;
    double hold_out = 0, validate = 0;
    std::string epochs_to{};
    bool resume = false, restart = false;

    void add_to(CLI::App& command) {
        command.add_option("--log", file, "the click log; -: standard input")->required()->type_name("FILE");
        command.add_option("--min-support", min_support, "leave out items with fewer clicks")
            ->check(program::whole_number(0, 1'000'000))
            ->capture_default_str();
        command.add_option("--min-length", min_length, "leave out sessions with fewer clicks")
            ->check(program::whole_number(0, 1'000'000))
            ->capture_default_str();
        command.add_option("--hold-out", hold_out, "set this share of the sessions aside, the last ones, and evaluate on them at the end")
            ->check(program::number(0, 0.9));
        command.add_option("--validate", validate, "measure after every epoch with this share of the sessions, and keep the best epoch")
            ->check(program::number(0, 0.9));
        command.add_option("--patience", patience, "end after this number of epochs without a better validation; 0: never")
            ->check(program::whole_number(0, 10'000))
            ->capture_default_str();
        command.add_option("--history-out", epochs_to, "keep the figures of every epoch in this file, as TSV")->type_name("FILE");
        auto* resume_flag = command.add_flag("--resume", resume, "continue an interrupted training");
        command.add_flag("--restart", restart, "discard the checkpoint of an interrupted training")->excludes(resume_flag);
        log.add(command);
    }
};

/// The held-out part keeps its ids: an updated model may have items that the rest of the day lacks. Sessions of one click stay:
/// rules and counts learn from them, and they have no targets to measure.
data::train_test split(data::click_log log, double share, std::uint64_t seed) {
    const data::split_options options{.unknown = data::unknown_items::keep_ids, .min_session_length = 1};
    return log.has_times() ? data::last_fraction(std::move(log), share, options)
                           : data::random_fraction(std::move(log), share, seed, options);
}

/// Adds the options of a kind; they write to `set`.
void add_settings(CLI::App& command, const kind& k, settings& set) {
    for (const setting& s : all_settings) {
        if (std::find(k.supports.begin(), k.supports.end(), s.name) == k.supports.end()) continue;
        std::visit(
            [&](auto member) {
                auto& value = set.*member;
                CLI::Option* o = command.add_option(std::string(s.name), value, std::string(s.about));
                using T = std::remove_cvref_t<decltype(value)>;
                if constexpr (std::is_same_v<T, std::string>)
                    o->required()->type_name("COLUMN");
                else if constexpr (std::is_floating_point_v<T>)
                    o->check(program::number(s.least, s.max))->capture_default_str();
                else
                    o->check(program::whole_number(static_cast<std::uint64_t>(s.least), static_cast<std::uint64_t>(s.max)))
                        ->capture_default_str();
            },
            s.where);
    }
}

/// The settings that a kind uses, as typed.
typed_options as_typed(const kind& k, const settings& set) {
    typed_options all;
    for (const setting& s : all_settings) {
        if (std::find(k.supports.begin(), k.supports.end(), s.name) == k.supports.end()) continue;
        std::visit(
            [&](auto member) {
                const auto& value = set.*member;
                if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, std::string>) {
                    all.emplace(s.name, value);
                } else if constexpr (std::is_floating_point_v<std::remove_cvref_t<decltype(value)>>) {
                    char text[32];
                    std::snprintf(text, sizeof text, "%.9g", value);
                    all.emplace(s.name, text);
                } else {
                    all.emplace(s.name, std::to_string(value));
                }
            },
            s.where);
    }
    return all;
}

/// The logs of a training, split by the options.
struct logs {
    job learn{};
    data::click_log validation{}, held_out{};
};

/// before: the model that is updated, or null.
void prepare(logs& to, training& options, const kind& k, data::click_log log, const nc::io::any_recommender* before = nullptr) {
    if (log.session_count() == 0) throw nc::data_error(options.file + ": no row is a click that can be read");
    if (k.users && !log.has_users())
        throw program::leave(program::usage, std::string(k.name) + " is trained on users: name their column (--user)");
    data::filter_report gone;
    try {
        log = data::filtered(std::move(log), {.min_session_length = options.min_length, .min_item_support = options.min_support}, &gone);
    } catch (const nc::data_error&) {
        throw nc::data_error(options.file + ": nothing is left after --min-support " + std::to_string(options.min_support) +
                             " and --min-length " + std::to_string(options.min_length) + "; give smaller ones");
    }
    if (gone.events > 0)
        std::fprintf(stderr, "filters removed %s clicks, %s sessions and %s items\n", with_commas(gone.events).c_str(),
                     with_commas(gone.sessions).c_str(), with_commas(gone.items).c_str());
    const auto take = [&](double share, data::click_log& part, const char* option) {
        if (share == 0) return;
        const auto one_sided = [&] {
            return nc::data_error(options.file + ": " + option + " leaves no sessions on one side; give another share, or a longer log");
        };
        try {
            auto halves = split(std::move(log), share, to.learn.set.seed);
            log = std::move(halves.train);
            part = std::move(halves.test);
        } catch (const nc::data_error&) {
            throw one_sided();
        }
        if (log.session_count() == 0 || part.session_count() == 0) throw one_sided();
    };
    take(options.hold_out, to.held_out, "--hold-out");
    take(options.validate, to.validation, "--validate");
    if (options.hold_out > 0) {
        try {
            const auto known = before == nullptr ? log.shared_items() : data::all_items_of(before->items(), log.items());
            nc::eval::check_log(*known, to.held_out, {}, "--hold-out");
        } catch (const nc::data_error& e) {
            throw nc::data_error(options.file + ": " + e.what());
        }
    }
    to.learn.log = std::move(log);
    to.learn.validation = options.validate > 0 ? &to.validation : nullptr;
    to.learn.patience = options.patience;
    to.learn.epochs_to = options.epochs_to;
    to.learn.model = options.model;
}

void check_validation(const training& options, const kind& k) {
    if (!k.validates && (options.validate > 0 || options.patience > 0))
        throw program::leave(
            program::usage, std::string(k.name) + " is not trained in epochs that could be validated: leave out --validate and --patience");
    if (options.patience > 0 && options.validate == 0)
        throw program::leave(program::usage, "--patience counts validations: give --validate too");
    if (!k.validates && !options.epochs_to.empty())
        throw program::leave(program::usage, std::string(k.name) + " has no history of epochs: leave out --history-out");
    program::refuse_same_file("--history-out", options.epochs_to, {options.file, options.model});
    if (!k.validates && (options.resume || options.restart))
        throw program::leave(program::usage, std::string(k.name) + " takes no checkpoints: leave out --resume and --restart");
}

/// The checkpoint of a training; for kinds without checkpoints, a check that the file can be written.
struct kept {
    std::optional<program::resumable> run{};
    std::optional<program::interruptible> whole{};
};
void keep_to(kept& keep, const kind& k, const std::string& file, const training& options, const char* suffix, std::string base = {}) {
    if (file == "-") throw program::leave(program::usage, "a model is a file: give it a name");
    program::refuse_same_file(file == options.model ? "--model" : "--out", file, {options.file});
    if (k.validates) {
        keep.run.emplace(file, options.resume, options.restart, suffix, std::move(base));
    } else {
        nc::io::check_writable(file);
        if (std::filesystem::exists(file + suffix))
            std::fprintf(stderr, "%s%s: the checkpoint of an unfinished run of another kind; it is kept; remove it if it is not needed\n",
                         file.c_str(), suffix);
        keep.whole.emplace();
    }
}

void report(const any_pointer& net, const logs& all, const std::string& file) {
    std::fprintf(stderr, "%s: saved\n", file.c_str());
    if (all.held_out.session_count() == 0) return;
    auto options = net->evaluation_options();
    if (net->has_user_states()) options.history = &all.learn.log;
    std::printf("%s", report_of(net->evaluate(all.held_out, options)).c_str());
}

void run_train(training& options, const kind& k, const settings& set) {
    check_validation(options, k);
    kept keep;
    keep_to(keep, k, options.model, options, ".checkpoint");
    const stored::column_names names{set.action, set.dwell};
    request_columns(options.log, names);
    logs all;
    all.learn.keep = keep.run ? &*keep.run : nullptr;
    all.learn.set = set;
    prepare(all, options, k, with_model_columns(read_log(options.file, options.log), names));
    stored::add_options(all.learn.metadata, stored::log_prefix, options.log.typed());
    stored::add_options(all.learn.metadata, stored::setting_prefix, as_typed(k, set));
    all.learn.metadata["kind"] = k.name;
    const auto net = k.train(all.learn);
    keep.whole.reset();  // it is saved
    report(net, all, options.model);
}

/// The kind of a model, with the settings of its training.
const kind& kind_of(const nc::io::any_recommender& net) {
    const auto noted = net.about().training.find("kind");
    const kind* k = noted == net.about().training.end() ? nullptr : find_kind(noted->second);
    if (k == nullptr) k = find_type(net.kind());
    if (k == nullptr) throw nc::argument_error("a model of kind " + net.kind() + " cannot be updated; there are " + kind_names());
    return *k;
}

struct update_options : training {
    std::string out{};
    std::size_t epochs = 1;
    double rate = 0;
    std::optional<std::size_t> seed{};
};

void run_update(update_options& options, bool rate_given, bool epochs_given) {
    const auto before = open_model(options.model);
    const kind& k = kind_of(*before);
    if (k.update == nullptr)
        throw nc::argument_error(options.model + ": " + std::string(k.name) +
                                 " is counted from one log: train it again with all days (tail -n +2 DAY2 | cat DAY1 - | nextclick train " +
                                 std::string(k.name) + " --log - ...)");
    check_validation(options, k);
    if (std::find(k.supports.begin(), k.supports.end(), "--epochs") == k.supports.end() && (rate_given || epochs_given))
        throw program::leave(program::usage, std::string(k.name) + " is not trained in epochs: leave out --epochs and --rate");
    if (options.seed && std::find(k.supports.begin(), k.supports.end(), "--seed") == k.supports.end())
        throw program::leave(program::usage, std::string(k.name) + " draws nothing: leave out --seed");
    if (options.out.empty()) options.out = options.model;
    kept keep;
    keep_to(keep, k, options.out, options, ".update.checkpoint",
            std::to_string(std::hash<std::string>()(nc::io::read_whole(options.model))));
    logs all;
    all.learn.keep = keep.run ? &*keep.run : nullptr;
    all.learn.set = k.defaults;
    CLI::App again;  // the settings of the file, as typed
    add_settings(again, k, all.learn.set);
    const auto set = stored::options_with(before->about().training, stored::setting_prefix);
    std::vector<std::string> words;
    for (const auto& [name, value] : set)
        if (again.get_option_no_throw(name) != nullptr) words.insert(words.end(), {value, name});
    again.parse(words);
    if (options.seed) all.learn.set.seed = *options.seed;
    auto log = read_log_for(*before, options.file, options.log);
    options.model = options.out;
    prepare(all, options, k, std::move(log), &*before);
    for (const auto& [name, text] : before->about().training)  // settings of the earlier training; training itself records changes
        if (name.starts_with(stored::log_prefix) || name.starts_with(stored::setting_prefix) || name == "kind")
            all.learn.metadata[name] = text;
    all.learn.set.epochs = options.epochs;
    all.learn.set.rate = rate_given ? options.rate : all.learn.set.rate / 5;
    if (before->about().contains(data::facts_of(all.learn.log))) std::fprintf(stderr, "the model was trained on this log before\n");
    const auto net = k.update(*before, all.learn);
    keep.whole.reset();
    report(net, all, options.out);
}
}  // namespace

command_body add_train(CLI::App& program) {
    auto options = std::make_shared<training>();
    CLI::App* command = program.add_subcommand("train", "train a model of some kind on a log");
    command->footer("Options of a kind, with its defaults: nextclick train KIND --help");
    command->add_option("--model", options->model, "the model's file")->required()->type_name("FILE");
    options->add_to(*command);
    command->add_option("KIND", options->unknown, "one of the kinds below")->group("");
    std::vector<std::pair<CLI::App*, std::shared_ptr<settings>>> kinds;
    for (const kind* k : all_kinds()) {
        CLI::App* sub = command->add_subcommand(std::string(k->name), std::string(k->about))->group("Kinds")->fallthrough()->ignore_case();
        sub->footer("The options of nextclick train are taken too: nextclick train --help");
        if (!k->type.empty() && find_kind(k->type) == k) sub->alias(std::string(k->type));  // otherwise the name of another kind
        auto set = std::make_shared<settings>(k->defaults);
        add_settings(*sub, *k, *set);
        kinds.emplace_back(sub, std::move(set));
    }
    command->parse_complete_callback([options, kinds, command] {
        for (const auto& [sub, set] : kinds)
            if (sub->parsed() && !options->unknown.empty()) {
                std::string option;
                for (const std::string& word : command->remaining(true))
                    if (option.empty() && word.starts_with("-")) option = word;
                throw program::leave(program::usage, (option.empty() ? "'" + options->unknown + "' is an unexpected argument"
                                                                     : option + " is not an option of nextclick train " + sub->get_name()) +
                                                         "; see nextclick train " + sub->get_name() + " --help");
            }
        if (!options->unknown.empty())
            throw program::leave(program::usage, "'" + options->unknown + "' is not a kind that this program trains; there are " +
                                                     kind_names() + ". Other types are available in C++ only (nextclick/zoo.hpp)");
    });
    return [options, kinds] {
        for (std::size_t n = 0; n < kinds.size(); ++n)
            if (kinds[n].first->parsed()) return run_train(*options, *all_kinds()[n], *kinds[n].second);
        throw program::leave(program::usage, "train: name a kind: " + kind_names());
    };
}

command_body add_update(CLI::App& program) {
    auto options = std::make_shared<update_options>();
    CLI::App* command = program.add_subcommand("update", "continue the training of a model: more days, new items");
    command->add_option("MODEL", options->model, "the model's file")->required()->type_name("FILE");
    command->add_option("--out", options->out, "another file for the new model; without it the file is replaced")->type_name("FILE");
    auto* epochs = command->add_option("--epochs", options->epochs, "passes over the new log, for networks")
                       ->check(program::whole_number(1, 10'000))
                       ->capture_default_str();
    auto* rate = command->add_option("--rate", options->rate, "learning rate, for networks; without it a fifth of that of the training")
                     ->check(program::number(1e-9, 10));
    command->add_option("--seed", options->seed, "seed of all draws; without it that of the training")
        ->check(program::whole_number(0, 9'000'000'000'000'000));
    options->add_to(*command);
    options->log.add_anew(*command);
    return [options, rate, epochs] { run_update(*options, rate->count() > 0, epochs->count() > 0); };
}
