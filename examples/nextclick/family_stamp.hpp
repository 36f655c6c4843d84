// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kinds.hpp"
#include "network.hpp"

/// Common parts of the kinds of STAMP and its halves.
namespace family {

template <class Model>
typename Model::policies stamp_policies(const settings& s, const nc::data::click_log&) {
    typename Model::policies p{.input = {.probability = s.dropout}};
    if constexpr (requires { p.input.inner.inner; }) {
        p.input.inner.inner = {.units = s.width, .deviation = s.deviation};
        p.input.inner.max_norm = s.max_norm;
    } else {
        p.input.inner = {.units = s.width, .deviation = s.deviation};
    }
    if constexpr (requires { p.pooling.a; })
        p.pooling.a.units = p.pooling.b.units = s.width;
    else
        p.pooling.units = s.width;
    if constexpr (requires { p.sampler.drawn; }) p.sampler = {.drawn = {.samples = s.samples, .alpha = s.alpha}, .logq = 1};
    return p;
}

template <class Model>
kind stamp(std::string_view name, std::string_view type, std::string_view about) {
    using by = network::trained_by<nc::batch::whole_sessions, Model, stamp_policies<Model>, network::adam>;
    std::vector<std::string_view> supports{"--width",         "--epochs",    "--batch",   "--rate", "--dropout",
                                           "--click-dropout", "--deviation", "--longest", "--seed"};
    if constexpr (requires(typename Model::policies p) { p.sampler.drawn; }) supports.insert(supports.end(), {"--samples", "--alpha"});
    if constexpr (requires(typename Model::policies p) { p.input.inner.max_norm; }) supports.push_back("--longest-row");
    return {.name = name,
            .type = type,
            .about = about,
            .defaults = {.width = 100, .epochs = 6, .rate = 0.004, .dropout = 0.25, .deviation = 0.05},
            .supports = std::move(supports),
            .validates = true,
            .train = by::train,
            .update = by::update};
}

}  // namespace family
