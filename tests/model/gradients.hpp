// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>

#include "nextclick/attention.hpp"
#include "nextclick/cell.hpp"
#include "nextclick/core/gradient_check.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/input.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/model/batch_loss.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "toy.hpp"

/// Whole models against central differences, and against themselves on several threads. Every input, cell, encoder, pooling,
/// output, activation, loss and kind of negative is in at least one of the lists of gradients_*_test.cpp; a new policy is one more
/// line of a list.
namespace model_gradients {

using namespace nextclick;

using drawn = sampler::join<sampler::in_batch, sampler::uniform>;
template <class In, class Enc, class Out, class Loss, class Sampler>
using net = basic_model<double, In, Enc, pooling::last, Out, Loss, Sampler>;
template <class C, std::size_t H>
using layer = encoder::recurrent<C, H>;
using gru = cell::gru<>;
using gru_after = cell::gru<cell::reset_after>;
template <class A>
using scored = output::separate<output::biased, A>;
using plain_output = output::separate<output::unbiased>;
/// A GRU, pooled in another way.
template <class Pooling, class Out = output::separate<>>
using pooled = basic_model<double, input::embedding<4>, layer<gru, 5>, Pooling, Out, loss::cross_entropy, drawn>;
template <class Scoring, class Normaliser = attention::softmax, class Sum = pooling::weighted_sum>
using attend = pooling::attend<Scoring, Normaliser, Sum>;

using in_columns = input::join<input::dropout<input::embedding<4>>, input::categorical<"Action", 3>,
                               input::bucketed<"Dwell", input::edges::jd_dwell, 2>, input::numeric<"Dwell">>;
/// Attributes of an item, beside the item itself.
struct price_edges {
    static constexpr std::string_view name = "price";
    static constexpr std::array values{2.0f, 5.0f};
};
using in_attributes = input::join<
    input::embedding<4>,
    input::of_item<input::join<input::categorical<"Action", 3>, input::bucketed<"Price", price_edges, 2>,
                               input::dropout<input::categorical<"Action", 2>>, input::vector<"Image", 3>, input::bag<"Title", 2>>>,
    input::categorical<"Action", 2>, input::vector<"Image", 3>, input::bag<"Title", 3, input::bag_value::mean>>;

template <class Model>
typename Model::policies options() {
    typename Model::policies p;
    if constexpr (requires { p.encoder.dropout; }) p.encoder.dropout = 0.3;
    if constexpr (requires { p.encoder.initial_dropout; }) p.encoder.initial_dropout = 0.3;
    if constexpr (requires { p.encoder.session.dropout; }) p.encoder.session.dropout = 0.3;
    if constexpr (requires { p.encoder.user.dropout; }) p.encoder.user.dropout = 0.2;
    if constexpr (requires { p.encoder.weights; })
        for (std::size_t k = 0; k < p.encoder.weights.size(); ++k) p.encoder.weights[k] = 0.6 + 0.7 * static_cast<double>(k);
    if constexpr (requires { p.encoder.template get<0>().dropout; }) p.encoder.template get<0>().dropout = 0.3;
    if constexpr (requires { p.input.probability; }) {
        p.input.probability = 0.2;
        p.input.item_probability = 0.2;
    }
    if constexpr (requires { p.loss.smoothing; }) p.loss.smoothing = 0.1;
    if constexpr (requires { p.input.units.value; }) p.input.units = 4;
    input::for_each_column(p.input, [](auto& column) {
        if constexpr (requires { column.categories; }) column.categories = toy::actions();
        if constexpr (requires { column.scale; }) column.scale = 1.0 / 700;
        if constexpr (requires { column.terms; }) column.terms = std::make_shared<const data::bag_terms>(toy::words(), '|');
        if constexpr (requires { column.unit_length; }) column.unit_length = true;
    });
    input::for_each_table(p.input, [](auto& reader) { reader = std::remove_cvref_t<decltype(reader)>(toy::attributes(11), reader.inner); });
    if constexpr (requires { p.input.template get<0>().probability; }) p.input.template get<0>().probability = 0.2;
    if constexpr (requires { p.encoder.units.value; }) p.encoder.units = 6;
    return p;
}

/// Loss and gradients are the same bits on any number of threads.
template <class Model>
void check_threads(const Model& m, const toy::owned_batch& batch, const std::vector<item_index>& negatives) {
    workspace memory;
    typename Model::gradient_pack one, other;
    const double loss = toy::loss_of(m, batch, negatives, false, &one, memory, 1);
    for (const int threads : {2, 3, 8}) {
        BOOST_TEST(toy::loss_of(m, batch, negatives, false, &other, memory, threads) == loss);
        for_each_parameter([](std::string_view path, const auto& a, const auto& b) { BOOST_TEST((a.data == b.data), path); }, one, other);
    }
}

template <class Model>
void agree_with_central_differences() {
    Model m(toy::numbered_items(11), options<Model>(), 5);
    nextclick::detail::draw_large(m.weights);
    for (const auto& lengths : {std::vector<std::uint32_t>{1, 1, 1, 1}, std::vector<std::uint32_t>{4, 3, 3, 1}}) {
        const toy::owned_batch batch(lengths, 11, 3);
        const std::vector<item_index> negatives{2, 5, 5, 9, 0, 3};
        for (const bool mask_hits : {false, true}) {
            workspace memory;
            typename Model::gradient_pack gradients;
            toy::loss_of(m, batch, negatives, mask_hits, &gradients, memory);
            const auto report =
                check_gradients(m.weights, gradients, [&] { return toy::loss_of(m, batch, negatives, mask_hits, nullptr, memory); });
            BOOST_TEST(report.checked == parameter_count(m.weights));
            BOOST_TEST(report.worst < 1e-7, Model::signature() << " at " << report.path << "[" << report.index << "]: numeric "
                                                               << report.numeric << ", analytic " << report.analytic);
        }
    }
}

template <class Model>
void same_bits_on_any_number_of_threads() {
    const Model m(toy::numbered_items(11), options<Model>(), 5);
    const toy::owned_batch batch({40, 30, 30, 30, 20, 20, 1}, 11, 3);
    std::vector<item_index> negatives(300);
    for (std::size_t i = 0; i < negatives.size(); ++i) negatives[i] = static_cast<item_index>(i * 7 % 11);
    check_threads(m, batch, negatives);
}

}  // namespace model_gradients

/// The two tests for every model of a list.
#define NEXTCLICK_TEST_GRADIENTS(list)                                                       \
    BOOST_AUTO_TEST_CASE_TEMPLATE(agree_with_central_differences, Model, list) {             \
        model_gradients::agree_with_central_differences<Model>();                            \
    }                                                                                        \
    BOOST_AUTO_TEST_CASE_TEMPLATE(are_the_same_bits_on_any_number_of_threads, Model, list) { \
        model_gradients::same_bits_on_any_number_of_threads<Model>();                        \
    }
