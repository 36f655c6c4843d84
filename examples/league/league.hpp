// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <nextclick/io.hpp>
#include <nextclick/nextclick.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "../options.hpp"
#include "../resumable.hpp"

/// The state that the parts of the league share: the entrants so far, their evaluation, and the files from which a stopped run
/// continues.
namespace nc = nextclick;

/// A line of the table.
struct entrant_result {
    std::string name, family;
    double recall5 = 0, mrr5 = 0, recall20 = 0, mrr20 = 0, coverage = 0, popularity = 0;
    double seconds = 0, events_per_second = 0;  ///< of training, or of building
    double p50 = 0, p90 = 0;                    ///< us per click: push, and the 20 best
    double megabytes = 0;                       ///< weights, index or rules
};

/// Settings of the entrants for a kind of log; chosen on the last tenth of its training part.
struct settings {
    struct net {
        double rate, dropout, second_dropout, alpha;
        std::size_t epochs, batch;
    };
    net gru4rec{.1, .1, 0, .75, 4, 32}, gru4rec_wide{.1, .2, .1, .75, 4, 32}, narm{4e-3, .25, .4, .5, 4, 512},
        narm_wide{3e-3, .35, .5, .5, 4, 512}, stamp{4e-3, .25, 0, .5, 4, 512}, tan{1e-2, .4, 0, .5, 4, 512},
        decoder{3e-3, .25, 0, .5, 3, 512}, other{3e-3, .25, 0, .5, 4, 512};
    std::size_t neighbours = 500, recent = 1000, kept = 100;
    /// The weights of "All together": the summed scores of GRU4Rec, its wide form, NARM and STAMP become shares at a temperature;
    /// those of V-SkNN, its quadratic form and V-STAN are raised to an exponent.
    std::array<double, 4> nets{.3, .3, .2, .2};
    std::array<double, 3> lists{0, .2, 0};
    float temperature = 1, exponent = 1;
    bool true_times = true;  ///< the log has times of clicks, not only their order
};
inline settings settings_of(const example_options& options) {
    settings s;
    if (options.kind == "yoochoose")
        s = {.gru4rec = {.07, .2, .1, .75, 7, 32},
             .gru4rec_wide = {.07, .3, .2, .75, 7, 32},
             .narm = {4e-3, .25, .4, .5, 6, 512},
             .narm_wide = {3e-3, .35, .5, .5, 6, 512},
             .stamp = {4e-3, .25, 0, .5, 6, 512},
             .tan = {1e-2, .4, 0, .5, 8, 512},
             .decoder = {3e-3, .25, 0, .5, 6, 512},
             .true_times = false};
    if (options.kind == "diginetica")
        s = {.gru4rec = {.08, .4, .1, .3, 8, 64},
             .gru4rec_wide = {.08, .5, .2, .3, 8, 64},
             .narm = {4e-3, .4, .4, .3, 7, 512},
             .narm_wide = {3e-3, .5, .5, .3, 7, 512},
             .stamp = {4e-3, .4, 0, .3, 6, 512},
             .tan = {1e-2, .4, 0, .5, 8, 512},
             .decoder = {3e-3, .25, 0, .5, 6, 512},
             .lists = {.22, 0, .23},
             .temperature = 2,
             .exponent = .5f,
             .true_times = false};
    if (options.quick)
        for (auto* net : {&s.gru4rec, &s.gru4rec_wide, &s.narm, &s.narm_wide, &s.stamp, &s.tan, &s.decoder, &s.other}) net->epochs = 1;
    return s;
}

class league {
public:
    /// Before the logs are read: makes the folder. Throws if a stopped league exists and the command line has neither --resume nor
    /// --restart, or if --time-again finds no finished one.
    static void check(const example_options& chosen);
    league(nc::data::train_test data, const example_options& chosen)
        : logs(std::move(data)), options(chosen), set(settings_of(chosen)), folder_(chosen.model), support_(logs.train.item_support()) {
        const auto clicks = [](const nc::data::click_log& log) { return std::to_string(log.event_count()) + " clicks"; };
        key_ = "# " + options.train + " " + options.kind + (options.quick ? " quick" : "") + " seed " +
               std::to_string(options.weights_seed()) + ", " + clicks(logs.train) + ", " + clicks(logs.test) + " to measure, " +
               std::to_string(logs.train.items().size()) + " items, hash " + std::to_string(logs.train.items().hash() % 1'000'000);
        resume();
    }

    const nc::data::train_test logs;
    const example_options options;
    const settings set;

    /// Whether an entrant of this name has been measured before.
    bool has_entry(std::string_view name) const {
        return std::any_of(results_.begin(), results_.end(), [&](const entrant_result& s) { return s.name == name; });
    }
    /// Builds or trains an entrant, `passes` times over the log, and measures it, unless it was measured before.
    template <class Make>
    void enter(const char* name, const char* family, std::size_t passes, const Make& make, const nc::eval::options& by = {}) {
        if (has_entry(name)) {
            if (options.time_again) measure(name, family, make(), 0, 0);
            return;
        }
        std::printf("%s\n", name);
        const auto start = std::chrono::steady_clock::now();
        const auto entrant = make();
        const double seconds = since(start);
        measure(name, family, entrant, seconds, static_cast<double>(passes * logs.train.event_count()) / seconds, by);
    }
    /// A model with the weights of an earlier run, or trained now; then measured.
    template <class Batcher, class Model, class Optimizer>
    Model trained(const char* name, const char* family, typename Model::policies policies, const Optimizer& optimiser,
                  nc::train::options run, nc::eval::options by = {}) {
        const auto file = folder_ / (std::string(name) + ".safetensors");
        if (has_entry(name) && std::filesystem::exists(file)) {
            auto net = nc::io::load<Model>(file, policies);
            if (options.time_again) measure(name, family, net, 0, 0);
            return net;
        }
        std::printf("%s\n", name);
        program::resumable kept(file.string(), options.resume, options.restart);
        Model net(logs.train.items(), std::move(policies), options.weights_seed());
        run.seed = options.training_seed();
        run.session_order = nc::batch::lanes_are_users<Batcher> || Batcher::carries_states ? run.session_order : nc::train::order::shuffled;
        double seconds = 0, events = 0, epochs = 0;  // of this run, which may continue from a checkpoint
        const auto count = [&](const nc::train::epoch_end& e) {
            seconds += e.seconds;
            events += static_cast<double>(e.events);
            ++epochs;
        };
        nc::train::train<Batcher>(net, logs.train, optimiser, run, progress_bar, count, kept);
        nc::io::save(net, file);
        by.max_length = run.max_length;
        const double whole = epochs > 0 ? static_cast<double>(run.epochs) / epochs : 0;
        measure(name, family, net, seconds * whole, seconds > 0 ? events / seconds : 0, by);
        kept.saved();
        return net;
    }
    /// Measures an existing entrant; if it was measured before, only times its clicks under --time-again.
    template <class Entrant>
    void measure(const char* name, const char* family, const Entrant& entrant, double seconds, double events_per_second,
                 nc::eval::options by = {}) {
        if (has_entry(name)) {
            if (options.time_again) time_again(name, entrant);
            return;
        }
        by.cutoffs = {5, 20};
        by.support = support_;
        const auto found = nc::eval::evaluate(entrant, logs.test, by);
        entrant_result s{name,
                         family,
                         found[5].recall,
                         found[5].mrr,
                         found[20].recall,
                         found[20].mrr,
                         found[20].coverage,
                         found[20].popularity,
                         seconds,
                         events_per_second};
        time_served(entrant, s);
        s.megabytes = bytes_of(entrant) / 1e6;
        results_.push_back(std::move(s));
        keep();
        std::printf("  Recall@20 %.4f  MRR@20 %.4f  %.1f s  p90 %.0f us\n", found[20].recall, found[20].mrr, seconds, results_.back().p90);
    }

    const std::vector<entrant_result>& results() const { return results_; }
    const std::filesystem::path& folder() const { return folder_; }
    const std::string& about() const { return key_; }
    /// After the last entrant: renames the table and removes the files for continuing.
    void finish();

private:
    static double since(std::chrono::steady_clock::time_point start) {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    template <class Entrant>
    void time_served(const Entrant& entrant, entrant_result& s) const {
        if constexpr (requires {
                          typename Entrant::input_type;
                          requires nc::ranks_by_copy<Entrant>;
                      })
            time_clicks(nc::for_ranking(entrant), s);
        else
            time_clicks(entrant, s);
    }
    template <class Entrant>
    void time_again(std::string_view name, const Entrant& entrant) {
        const auto s = std::find_if(results_.begin(), results_.end(), [&](const entrant_result& one) { return one.name == name; });
        time_served(entrant, *s);
        keep();
        std::printf("%-26s p50 %6.0f us  p90 %6.0f us\n", s->name.c_str(), s->p50, s->p90);
    }
    /// Push and top 20 of up to 3,000 clicks of the test log, one after the other.
    template <class Entrant>
    void time_clicks(const Entrant& entrant, entrant_result& s) const {
        const std::vector<nc::item_index> known = nc::data::translation(logs.test.items(), entrant.items());
        nc::serve::session<Entrant> session(entrant);
        std::vector<double> us;
        for (std::size_t n = 0; n < logs.test.session_count() && us.size() < 3'000; ++n) {
            session.new_session();
            for (const nc::item_index item : logs.test.items_of(n)) {
                if (item == nc::no_item || known[item] == nc::no_item) continue;
                const auto start = std::chrono::steady_clock::now();
                session.push_index(known[item]);
                session.top_indices(20);
                us.push_back(since(start) * 1e6);
            }
        }
        if (us.empty()) return;
        std::sort(us.begin(), us.end());
        s.p50 = us[us.size() / 2];
        s.p90 = us[us.size() * 9 / 10];
    }
    template <class Entrant>
    static double bytes_of(const Entrant& entrant) {
        double bytes = 0;
        if constexpr (requires {
                          entrant.weights;
                          typename Entrant::scalar;
                      })
            nc::for_each_parameter(
                [&](std::string_view, const auto& w) { bytes += static_cast<double>(w.data.size() * sizeof(w.data[0])); }, entrant.weights);
        else if constexpr (requires { entrant.sessions().memory_bytes(); })
            bytes = static_cast<double>(entrant.sessions().memory_bytes());
        else if constexpr (requires { entrant.memory_bytes(); })
            bytes = static_cast<double>(entrant.memory_bytes());
        else if constexpr (requires { entrant.parts(); })
            std::apply([&](const auto*... part) { ((bytes += bytes_of(*part)), ...); }, entrant.parts());
        return bytes;
    }
    static std::filesystem::path table_of(const example_options& chosen, bool finished);
    void resume();
    void keep() const;

    std::filesystem::path folder_;
    std::vector<std::uint32_t> support_;
    std::string key_;
    std::vector<entrant_result> results_;
};

/// The entrants, a file of examples/league each.
void enter_baselines(league& all);
void enter_gru4rec(league& all);
void enter_attention(league& all);
void enter_recurrent(league& all);
void enter_users_and_columns(league& all);
void enter_context(league& all);
void enter_together(league& all);  ///< after the entrants that it combines

/// The table as a self-contained page: bars of accuracy, and accuracy against the time of a click.
std::string page_of(const league& all);
