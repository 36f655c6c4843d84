// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

/// The options of all kinds; each kind uses some of them, and has its own defaults.
struct settings {
    std::size_t width = 100, units = 100, user_units = 32;
    std::size_t epochs = 5, batch = 512, samples = 2048, max_length = 0;
    double rate = 0.004, momentum = 0, dropout = 0.25, hidden_dropout = 0, query_dropout = 0, click_dropout = 0, alpha = 0.5, deviation = 0;
    double regularisation = 0, max_norm = 1;
    std::size_t neighbours = 500, recent = 1000, kept = 100, last_clicks = 1, steps = 10;
    double days = 5, distance = 2.05, rarity = 0, back = 0;
    std::size_t seed = 42;
    std::string action{}, dwell{};  ///< the log's columns of actions and of dwell times in seconds
};

struct setting {
    std::string_view name{}, about{};
    std::variant<std::size_t settings::*, double settings::*, std::string settings::*> where;
    double least = 0, max = 0;  ///< of numbers
};

/// In the order of the help page.
inline constexpr setting all_settings[] = {
    {"--action", "the log's column of actions (view, cart, ...)", &settings::action},
    {"--dwell", "the log's column of dwell times, in seconds", &settings::dwell},
    {"--width", "width of the item vectors", &settings::width, 1, 4096},
    {"--units", "units of the network", &settings::units, 1, 4096},
    {"--user-units", "units of the network over a user's sessions", &settings::user_units, 1, 4096},
    {"--epochs", "passes over the log", &settings::epochs, 1, 10'000},
    {"--batch", "sessions in parallel, or targets of a step", &settings::batch, 1, 65'536},
    {"--rate", "learning rate", &settings::rate, 1e-9, 10},
    {"--momentum", "momentum", &settings::momentum, 0, 0.999},
    {"--dropout", "dropout of the item vectors", &settings::dropout, 0, 0.99},
    {"--hidden-dropout", "dropout of the state", &settings::hidden_dropout, 0, 0.99},
    {"--query-dropout", "dropout of the query", &settings::query_dropout, 0, 0.99},
    {"--click-dropout", "share of the clicks that are left out in training", &settings::click_dropout, 0, 0.99},
    {"--samples", "negative items drawn in each step", &settings::samples, 1, 1'000'000},
    {"--alpha", "negatives are drawn by popularity to this power", &settings::alpha, 0, 2},
    {"--deviation", "deviation of the normal distribution of initial item vectors; 0: Glorot-uniform", &settings::deviation, 0, 10},
    {"--longest-row", "maximum norm of the rows of clicks; longer ones are clipped", &settings::max_norm, 1e-6, 1000},
    {"--regularisation", "L2 regularisation of factors and biases", &settings::regularisation, 0, 10},
    {"--longest", "maximum number of clicks of a session that are read, the last ones; 0: all", &settings::max_length, 0, 65'535},
    {"--neighbours", "number of neighbours, the most similar sessions", &settings::neighbours, 1, 1'000'000},
    {"--recent", "neighbours are chosen among this number of the most recent sessions that share an item", &settings::recent, 1,
     100'000'000},
    {"--days", "days over which the similarity falls by a factor of e; 0: no decay", &settings::days, 0, 100'000},
    {"--distance", "clicks from the last shared item over which a score falls by a factor of e; 0: no decay", &settings::distance, 0,
     100'000},
    {"--back", "clicks since the newest shared item over which a score falls by a factor of e; 0: no decay", &settings::back, 0, 100'000},
    {"--rarity", "weight of an item's rarity; 0: none", &settings::rarity, 0, 1000},
    {"--kept", "items that are kept of each list", &settings::kept, 1, 1'000'000},
    {"--last-clicks", "clicks of the session that are used, the last ones", &settings::last_clicks, 1, 1000},
    {"--steps", "maximum distance between the clicks of a rule", &settings::steps, 1, 1000},
    {"--seed", "seed of all draws", &settings::seed, 0, 9e15}};
