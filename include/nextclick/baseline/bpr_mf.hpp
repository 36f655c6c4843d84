// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/kind_name.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/encoder/none.hpp"
#include "nextclick/input/embedding.hpp"
#include "nextclick/loss/bpr.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/output/tied.hpp"
#include "nextclick/pooling/mean.hpp"
#include "nextclick/sampler/uniform.hpp"
#include "nextclick/simd/vector.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace baseline {

/// BPR-MF (Rendle et al., UAI 2009; docs/models.md 4.6): the score is the product of the mean factors of the session's items with the
/// factors of an item, plus its bias. A model like any other, except that `learn_bpr_mf` trains it.
template <std::size_t Width = 100>
using bpr_mf = model<input::embedding<Width>, encoder::none, pooling::mean, output::tied<biased>, loss::bpr, sampler::uniform>;

/// With the published 10 epochs at a rate of 0.01 the factors remain close to their initial values (docs/neighbours.md).
struct bpr_mf_options {
    std::size_t epochs = 30;
    double rate = 0.2;
    double regularisation = 0;  ///< of the factors and biases, per sample
    double deviation = 0.05;    ///< standard deviation of the initial factors
    std::uint64_t seed = 1;
    bool warm_start = false;  ///< items continue from their present factors; factors of sessions are always drawn again
};

/// Learns factors of sessions and items, initialised from N(0, deviation). For every click i of a session u, in random order, and an item j
/// drawn from all others: a gradient step on softplus(-(x_ui - x_uj)), x_ui = s_u . v_i + b_i. The factors of sessions are discarded
/// afterwards. Negatives are drawn from items, not from clicks as in published code, and biases are learned. One thread.
/// progress(epoch, mean loss) is called after every epoch. Throws `numeric_error` if the loss is not finite, `argument_error`
/// for fewer than 2 items.
/// cost    a dot product and three rows written a click; memory of the factors of all sessions
template <std::size_t Width, class Progress>
void learn_bpr_mf(bpr_mf<Width>& net, const data::click_log& log, const bpr_mf_options& options, const Progress& progress) {
    if (net.item_count() < 2)
        throw argument_error("baseline::bpr_mf: the log has fewer than two items, so there are no pairs to compare; read a longer log");
    if (options.epochs > 1'000'000'000)  // a converted negative number; 0 epochs draw the initial values only
        throw argument_error("baseline::bpr_mf: epochs is " + std::to_string(options.epochs) +
                             "; give the passes over the log, 30 for example");
    const std::size_t width = net.policy.input.width();
    auto& table = net.weights.input.items;
    const random_stream random{options.seed, 7};
    std::vector<float> sessions(log.session_count() * width);
    const auto draw = [&](auto& factors, random_stream normal) {
        for (std::size_t n = 0; n < factors.size(); ++n) factors[n] = static_cast<float>(options.deviation * normal.normal(n));
    };
    if (!options.warm_start) draw(table.data, random.fork(0));
    draw(sessions, random.fork(1));

    struct click {
        std::uint32_t session;
        item_index item;
    };
    std::vector<click> clicks;
    for (std::uint32_t s = 0; s < log.session_count(); ++s)
        for (const item_index i : log.items_of(s))
            if (i != no_item) clicks.push_back({s, i});
    const auto rate = static_cast<float>(options.rate), decay = static_cast<float>(1 - options.rate * options.regularisation);
    std::vector<float> difference(width);
    for (std::size_t epoch = 1; epoch <= options.epochs; ++epoch) {
        const random_stream order = random.fork(2 * epoch), negatives = random.fork(2 * epoch + 1);
        for (std::size_t n = clicks.size(); n > 1; --n) std::swap(clicks[n - 1], clicks[order.below(n, static_cast<std::uint32_t>(n))]);
        double loss = 0;
        for (std::size_t n = 0; n < clicks.size(); ++n) {
            const auto [s, i] = clicks[n];
            const auto drawn = negatives.below(n, static_cast<std::uint32_t>(net.item_count() - 1));
            const item_index j = drawn < i ? drawn : drawn + 1;  // any item but i
            const std::span<float> own(sessions.data() + s * width, width), good = table.row(i), bad = table.row(j);
            float &good_bias = net.weights.output.bias.data[i], &bad_bias = net.weights.output.bias.data[j];
            for (std::size_t c = 0; c < width; ++c) difference[c] = good[c] - bad[c];
            const float x = simd::dot(std::span<const float>(own), difference) + good_bias - bad_bias;
            const float slope = 1 / (1 + std::exp(x));  // negative slope of softplus(-x)
            loss += x > 0 ? std::log1p(std::exp(-x)) : std::log1p(std::exp(x)) - x;
            for (std::size_t c = 0; c < width; ++c) {
                const float u = own[c];
                own[c] = decay * u + rate * slope * difference[c];
                good[c] = decay * good[c] + rate * slope * u;
                bad[c] = decay * bad[c] - rate * slope * u;
            }
            good_bias = decay * good_bias + rate * slope;
            bad_bias = decay * bad_bias - rate * slope;
        }
        loss /= static_cast<double>(clicks.empty() ? 1 : clicks.size());
        if (!std::isfinite(loss))
            throw numeric_error("baseline::bpr_mf: the loss of epoch " + std::to_string(epoch) + " is not finite; lower the rate");
        progress(epoch, loss);
    }
    net.about.learned_from(log);
    net.about.training = {{"epochs", std::to_string(options.epochs)},
                          {"rate", std::to_string(options.rate)},
                          {"regularisation", std::to_string(options.regularisation)},
                          {"deviation", std::to_string(options.deviation)},
                          {"seed", std::to_string(options.seed)}};
}
template <std::size_t Width>
void learn_bpr_mf(bpr_mf<Width>& net, const data::click_log& log, const bpr_mf_options& options = {}) {
    learn_bpr_mf(net, log, options, [](std::size_t, double) {});
}

}  // namespace baseline
NEXTCLICK_END_NAMESPACE

NEXTCLICK_BEGIN_NAMESPACE
template <std::size_t Width>
inline constexpr std::string_view kind_name<baseline::bpr_mf<Width>> = "bpr_mf";
NEXTCLICK_END_NAMESPACE
