// SPDX-License-Identifier: Apache-2.0
// nextclick evaluate, nextclick compare: full ranking of every next click of a log.
#include <algorithm>
#include <cstdio>
#include <limits>
#include <memory>
#include <nextclick/eval/breakdown.hpp>
#include <nextclick/eval/compare.hpp>
#include <nextclick/eval/ranks_to.hpp>
#include <nextclick/eval/report.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "../command_line.hpp"
#include "command.hpp"
#include "model.hpp"
#include "report.hpp"

std::string report_of(const nc::eval::result& found) { return nc::eval::report(found); }

namespace {
namespace data = nc::data;
namespace eval = nc::eval;

struct measuring {
    log_options log{};
    std::string file{}, history{};
    std::vector<std::size_t> cutoffs{1, 5, 10, 20};
    double max_unknown = 0.9;
    bool last_only = false;

    void add_to(CLI::App& command) {
        command.add_option("--log", file, "the click log to measure with; -: standard input")->required()->type_name("FILE");
        command.add_option("--history", history, "a log of the same users from before, for models with user states (hrnn)")
            ->type_name("FILE");
        command.add_option("--cutoffs", cutoffs, "lengths of the measured lists")
            ->delimiter(',')
            ->allow_extra_args(false)
            ->check(program::whole_number(1, 1'000'000))
            ->capture_default_str();
        command
            .add_option("--max-unknown", max_unknown,
                        "refuse a log with a larger share of clicks on items unknown to the model; 1: refuse none")
            ->check(program::number(0, 1))
            ->capture_default_str();
        command.add_flag("--last-only", last_only, "only the last click of each session");
        log.add(command);
        log.add_anew(command);
    }
};

/// A log, and the history before it, for one model.
struct measured {
    data::click_log log{}, history{};
    eval::options options{};

    /// `alone`: the history is for this model, and an error if the model takes none.
    measured(const nc::io::any_recommender& net, const measuring& chosen, bool alone) {
        log_options reading = chosen.log;
        log = read_log_for(net, chosen.file, reading);
        options = net.evaluation_options();
        options.cutoffs = chosen.cutoffs;
        options.last_only = chosen.last_only;
        options.max_unknown = chosen.max_unknown;
        options.spelling = [](std::string_view field, std::string_view value) {
            return field == "max_unknown" ? "--max-unknown " + std::string(value) : std::string();
        };
        if (net.about().contains(data::facts_of(log)))
            std::fprintf(stderr, "the model was trained on these clicks: the figures do not hold for other clicks\n");
        if (chosen.history.empty()) return;
        if (!net.has_user_states()) {
            if (!alone) return;
            throw program::leave(program::usage, "a model of kind " + net.kind() + " has no user states: leave out --history");
        }
        log_options before = chosen.log;
        history = read_log_for(net, chosen.history, before, "history");
        options.history = &history;
    }
};

struct evaluate_options : measuring {
    std::string model{}, by{}, ranks{};
};

void run_evaluate(const evaluate_options& chosen) {
    program::refuse_same_file("--ranks", chosen.ranks, {chosen.model, chosen.file, chosen.history});
    const auto net = open_model(chosen.model);
    const measured on(*net, chosen, true);
    std::optional<eval::breakdown> groups;
    if (chosen.by == "position") groups = eval::by_position();
    if (chosen.by == "length") groups = eval::by_session_length();
    if (chosen.by == "popularity") groups = eval::by_popularity(net->about().support);
    std::optional<eval::ranks_to> ranks;
    if (!chosen.ranks.empty()) ranks.emplace(chosen.ranks);
    const auto found = net->evaluate(on.log, on.options, [&](const eval::ranked_event& e) {
        if (groups) (*groups)(e);
        if (ranks) (*ranks)(e);
    });
    if (ranks) (*ranks)(found);
    std::printf("%s", report_of(found).c_str());
    if (groups) std::printf("\n%s", eval::report(*groups, *std::max_element(chosen.cutoffs.begin(), chosen.cutoffs.end())).c_str());
}

struct compare_options : measuring {
    std::vector<std::string> models{};
    eval::compare_options by{};
};

void run_compare(const compare_options& chosen) {
    if (chosen.models.size() < 2) throw program::leave(program::usage, "compare: give the files of two models or more");
    if (chosen.file == "-" || chosen.history == "-")
        throw program::leave(program::usage,
                             "compare reads its logs once per model, with the options of that model's own log: give files, not -");
    std::vector<eval::session_sums> sums(chosen.models.size());
    for (std::size_t n = 0; n < chosen.models.size(); ++n) {
        const auto net = open_model(chosen.models[n]);
        measured on(*net, chosen, false);
        on.options.list_metrics = false;  // only coverage and popularity need them, which compare does not report
        on.options.support.clear();
        auto found = net->evaluate(on.log, on.options, std::ref(sums[n]));
        for (auto& at : found.at) at.coverage = at.popularity = std::numeric_limits<double>::quiet_NaN();
        std::printf("%s (%s)\n%s\n", chosen.models[n].c_str(), net->kind().c_str(), report_of(found).c_str());
    }
    const std::size_t pairs = sums.size() * (sums.size() - 1) / 2;
    for (std::size_t a = 0; a < sums.size(); ++a)
        for (std::size_t b = a + 1; b < sums.size(); ++b) {
            std::printf("A: %s, B: %s\n%s\n", chosen.models[a].c_str(), chosen.models[b].c_str(),
                        eval::report(eval::compare(sums[a], sums[b], chosen.by)).c_str());
        }
    if (pairs > 1) std::printf("%zu pairs: for a statement about all of them, multiply each p-value by %zu (Bonferroni)\n", pairs, pairs);
}
}  // namespace

command_body add_evaluate(CLI::App& program) {
    auto chosen = std::make_shared<evaluate_options>();
    CLI::App* command = program.add_subcommand("evaluate", "rank every next click of a log");
    command->add_option("MODEL", chosen->model, "the model's file")->required()->type_name("FILE");
    chosen->add_to(*command);
    command->add_option("--by", chosen->by, "figures by position, length (of the session) or popularity (of the item) too")
        ->check(CLI::IsMember({"position", "length", "popularity"}));
    command->add_option("--ranks", chosen->ranks, "write the rank of every next click to this file, as TSV")->type_name("FILE");
    return [chosen] { run_evaluate(*chosen); };
}

command_body add_compare(CLI::App& program) {
    auto chosen = std::make_shared<compare_options>();
    CLI::App* command = program.add_subcommand("compare", "compare models, with intervals and p-values");
    command->add_option("MODELS", chosen->models, "the files of two models or more")->required()->type_name("FILE");
    chosen->add_to(*command);
    command->add_option("--resamples", chosen->by.resamples, "resamples of the bootstrap and of the permutation test")
        ->check(program::whole_number(1, 10'000'000))
        ->capture_default_str();
    command->add_option("--seed", chosen->by.seed, "seed of the resamples")
        ->check(program::whole_number(0, 9'000'000'000'000'000))
        ->capture_default_str();
    return [chosen] { run_compare(*chosen); };
}
