// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "nextclick/input/concept.hpp"

/// Runs an input by itself.
template <class Input>
struct run_of {
    Input input;
    typename Input::template parameters<nextclick::values<double>> p;
    nextclick::workspace memory;
    typename Input::template tape<double> tape;

    explicit run_of(Input policy = {}, std::size_t items = 5) : input(policy) {
        input.initialise(p, items, nextclick::random_stream{3, 0});
    }
    std::vector<std::vector<double>> forward(const nextclick::event_rows& rows) {
        memory.reset();
        nextclick::pass run{.memory = memory};
        const nextclick::view<const double> x = input.forward(p, run, rows, tape);
        std::vector<std::vector<double>> out;
        for (std::size_t r = 0; r < x.rows; ++r) out.emplace_back(x.row(r).begin(), x.row(r).end());
        return out;
    }
};

inline auto says(std::string words) {
    return [words](const std::exception& e) { return std::string(e.what()).find(words) != std::string::npos; };
}
