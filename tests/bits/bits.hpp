// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <bit>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "nextclick/io/atomic_file.hpp"
#include "nextclick/io/model_file.hpp"
#include "nextclick/nextclick.hpp"

/// The results of training, to the bit: a line for every tensor of a model and its optimiser after fifty steps, for the ranks of
/// the next clicks of its log, for the 20 best of some sessions, and for its file. A change of the library that must not change
/// results changes no line.
namespace bits {

namespace nc = nextclick;

constexpr std::size_t steps = 50;

class hash {
public:
    void word(std::uint32_t w) { h_.word(w); }
    template <class T>
    void numbers(const T& all) {
        for (const auto x : all) h_.word(std::bit_cast<std::conditional_t<sizeof x == 4, std::uint32_t, std::uint64_t>>(x));
    }
    void text(std::string_view t) {
        for (const char c : t) h_.word(static_cast<unsigned char>(c));
    }
    void print(std::string_view entry, std::string_view what) const {
        std::printf("%.*s  %.*s  %016llx\n", static_cast<int>(entry.size()), entry.data(), static_cast<int>(what.size()), what.data(),
                    static_cast<unsigned long long>(h_.value));
    }

private:
    nc::data::detail::fnv1a h_;
};

/// Sessions of returning users, with actions, dwell times, and whether the session ends in a purchase.
inline nc::data::click_log shop() {
    auto columns = nc::data::simulate({.sessions = 900, .items = 120, .users = 90, .categories = 12, .max_session_length = 24}).release();
    const nc::random_stream random{5, 1};
    std::vector<float> buys(columns.item.size());
    for (std::size_t s = 0; s + 1 < columns.session_begin.size(); ++s)
        for (std::uint32_t e = columns.session_begin[s]; e < columns.session_begin[s + 1]; ++e)
            buys[e] = random.uniform(s) < 0.3 ? 1.0f : 0.0f;
    columns.extra.emplace_back("Purchase", std::move(buys));
    return nc::data::click_log(std::move(columns));
}

/// The rank of every next click, and the 20 best answers to the first sessions.
template <class Model>
void print_answers(std::string_view entry, const Model& net, const nc::data::click_log& log, nc::eval::options options) {
    hash ranks;
    nc::eval::evaluate(net, log, options, [&](const nc::eval::ranked_event& e) {
        ranks.word(static_cast<std::uint32_t>(e.higher));
        ranks.word(static_cast<std::uint32_t>(e.same));
    });
    ranks.print(entry, "ranks");
    hash best;
    const auto& ranking = nc::for_ranking(net);
    nc::serve::session session(ranking, {.max_length = 30});
    for (std::size_t s = 0; s < 40; ++s) {
        session.new_session();
        for (const auto item : log.items_of(s)) {
            session.push_index(item);
            for (const auto& answer : session.top_indices(20)) {
                best.word(answer.item);
                best.word(std::bit_cast<std::uint32_t>(answer.score));
            }
        }
    }
    best.print(entry, "top 20");
}

/// Trains `net` and prints the results. Calls prepare(run) before the first step.
template <class Batcher, class Model, class Rule, class Prepare>
Model trained(std::string_view entry, Model net, const nc::data::click_log& log, const Rule& rule, nc::train::options options,
              const Prepare& prepare) {
    options.epochs = 100;
    options.seed = 3;
    nc::train::trainer<Model, Rule, Batcher> run(net, log, rule, options);
    prepare(run);
    nc::train::train(run, [done = std::size_t{0}](const nc::train::step_end<decltype(run)>&) mutable {
        return ++done == steps ? nc::train::stop : nc::train::decision::proceed;
    });
    run.visit_packs([&](std::string_view pack, auto& tensors) {
        if (pack == "best") return;
        nc::for_each_parameter(
            [&](std::string_view name, const auto& w) {
                hash h;
                h.numbers(w.data);
                h.print(entry, std::string(pack) + "." + std::string(name));
            },
            tensors);
    });
    hash lanes;
    lanes.numbers(run.lane_states());
    lanes.print(entry, "lanes");
    print_answers(
        entry, net, log,
        {.list_metrics = false, .max_length = options.max_length, .history = nc::batch::lanes_are_users<Batcher> ? &log : nullptr});
    const std::filesystem::path file = "bits.safetensors";
    nc::io::save(net, file);
    hash bytes;
    bytes.text(nc::io::read_whole(file));
    bytes.print(entry, "file");
    std::filesystem::remove(file);
    return net;
}
template <class Batcher, class Model, class Rule>
Model trained(std::string_view entry, Model net, const nc::data::click_log& log, const Rule& rule,
              nc::train::options options = {.batch = 16}) {
    return trained<Batcher>(entry, std::move(net), log, rule, std::move(options), [](auto&) {});
}
template <class Model>
Model fresh(const nc::data::click_log& log, typename Model::policies p = {}) {
    p.input = nc::input::fitted(std::move(p.input), log);
    return Model(log.items(), std::move(p), 9);
}

void items(const nc::data::click_log& log);
void attention(const nc::data::click_log& log);
void columns(const nc::data::click_log& log);
void users_and_lists(const nc::data::click_log& log);
void policies(const nc::data::click_log& log);

}  // namespace bits
