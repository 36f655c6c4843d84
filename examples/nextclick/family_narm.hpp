// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kinds.hpp"
#include "network.hpp"

/// Common parts of the kinds of NARM.
namespace family {

template <class Model>
typename Model::policies narm_policies(const settings& s, const nc::data::click_log&) {
    typename Model::policies p{.input = {.inner = {.units = s.width, .deviation = s.deviation}, .probability = s.dropout},
                               .encoder = {.units = s.units, .dropout = s.hidden_dropout}};
    if constexpr (requires { p.pooling.inner.probability; }) {  // read by a bilinear decoder
        p.pooling.inner.probability = s.query_dropout;
        p.pooling.units = s.width;
    } else {
        p.pooling.probability = s.query_dropout;
    }
    if constexpr (requires { p.sampler.drawn; }) p.sampler = {.drawn = {.samples = s.samples, .alpha = s.alpha}, .logq = 1};
    return p;
}

template <class Model>
kind narm(std::string_view name, std::string_view type, std::string_view about) {
    using by = network::trained_by<nc::batch::whole_sessions, Model, narm_policies<Model>, network::adam>;
    std::vector<std::string_view> supports{"--width",         "--units",     "--epochs",         "--batch",
                                           "--rate",          "--dropout",   "--hidden-dropout", "--query-dropout",
                                           "--click-dropout", "--deviation", "--longest",        "--seed"};
    if constexpr (requires(typename Model::policies p) { p.sampler.drawn; }) supports.insert(supports.end(), {"--samples", "--alpha"});
    return {.name = name,
            .type = type,
            .about = about,
            .defaults = {.width = 100, .units = 100, .epochs = 6, .rate = 0.004, .dropout = 0.25, .query_dropout = 0.4, .deviation = 0.1},
            .supports = std::move(supports),
            .validates = true,
            .train = by::train,
            .update = by::update};
}

}  // namespace family
