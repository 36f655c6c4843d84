// SPDX-License-Identifier: Apache-2.0
// The encoder-decoder of Loyola et al. against the independent PyTorch program: every prefix is a lane with one query.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <type_traits>

#include "golden/golden.hpp"
#include "nextclick/batch/packer.hpp"
#include "nextclick/cell.hpp"
#include "nextclick/core/gradient_check.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/head.hpp"
#include "nextclick/input.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(encoder_decoder_golden)

namespace nc = nextclick;
using namespace nc;

namespace {
constexpr std::size_t items = 11;

template <class T>
struct bounds {  // relative to 1 + |value|
    static constexpr double forward = std::is_same_v<T, double> ? 1e-9 : 1e-5;
    static constexpr double backward = std::is_same_v<T, double> ? 1e-9 : 2e-5;
    static constexpr double after_five_steps = std::is_same_v<T, double> ? 1e-9 : 2e-3;
};

/// The program's name of a parameter of ours.
std::string name_in_file(std::string_view path) {
    std::string name(path);
    for (const auto& [ours, theirs] : {std::pair{"encoder.inner.fwd", "encoder.forward"},
                                       {"encoder.inner.bwd", "encoder.backward"},
                                       {"encoder.bridge", "bridge"},
                                       {"encoder.attention", "attention"},
                                       {"encoder.decoder", "decoder"},
                                       {"head.", "intent."}})
        if (name.starts_with(ours)) {
            name = theirs + name.substr(std::string_view(ours).size());
            break;
        }
    if (const auto at = name.find("attention.score"); at != std::string::npos) name.replace(at, 15, "attention.v");
    return name;
}

/// The rows of a file as lanes: prefixes by decreasing length, each with a query at its end.
struct prefix_lanes {
    batch::packer packer;
    std::vector<std::uint32_t> queried, row;  // row: of the file, for every query
    std::vector<item_index> target;
    std::vector<float> label;  // of every packed row
    std::vector<column_rows> columns{};

    explicit prefix_lanes(const golden::file& file) {
        const auto &sessions = file.get("sessions"), &session = file.get("session"), &position = file.get("position");
        std::vector<std::vector<item_index>> prefixes(session.cols);
        for (std::size_t r = 0; r < session.cols; ++r)
            for (std::size_t t = 0; t <= static_cast<std::size_t>(position(0, r)); ++t)
                prefixes[r].push_back(static_cast<item_index>(sessions(static_cast<std::size_t>(session(0, r)), t)));
        packer.pack(std::vector<std::span<const item_index>>(prefixes.begin(), prefixes.end()));
        std::vector<std::pair<std::uint32_t, std::uint32_t>> ends;
        for (std::size_t l = 0; l < packer.lanes(); ++l) {
            const std::uint32_t r = packer.sequence_of(l);
            ends.emplace_back(packer.row(l, prefixes[r].size() - 1), r);
        }
        std::ranges::sort(ends);
        label.assign(packer.rows().item.size(), std::nanf(""));
        for (const auto& [at, r] : ends) {
            queried.push_back(at);
            row.push_back(r);
            target.push_back(static_cast<item_index>(file.get("target")(0, r)));
            if (file.has("label")) label[at] = static_cast<float>(file.get("label")(0, r));
        }
        columns = {{.name = "Purchase", .numbers = label}};
    }
    event_rows rows() const {
        event_rows all = packer.rows();
        all.steps.query_rows = queried;
        all.target = target;
        all.nominal_rows = target.size();
        all.columns = columns;
        return all;
    }
};

template <class T>
void same(const golden::file& file, const std::string& name, view<const T> got, double bound, std::span<const std::uint32_t> rows = {}) {
    const auto& expected = file.get(name);
    BOOST_REQUIRE(expected.rows == got.rows);
    BOOST_REQUIRE(expected.cols == got.cols);
    double worst = 0;
    for (std::size_t r = 0; r < got.rows; ++r)
        for (std::size_t c = 0; c < got.cols; ++c) {
            const double e = expected(rows.empty() ? r : rows[r], c);
            const double d = std::abs(static_cast<double>(got(r, c)) - e) / (1 + std::abs(e));
            worst = d > worst || std::isnan(d) ? d : worst;
        }
    BOOST_TEST(worst <= bound, name << ": off by " << worst);
}

template <class T, class P>
void same_pack(const golden::file& file, const std::string& prefix, const P& pack, double bound) {
    std::size_t tensors = 0;
    for_each_parameter(
        [&](std::string_view path, const auto& tensor) {
            if (tensor.rows * tensor.cols == 0) return;
            std::vector<T> dense(tensor.rows * tensor.cols);
            for (std::size_t i = 0; i < dense.size(); ++i)
                if constexpr (requires { tensor.touched; })
                    dense[i] = static_cast<T>(gradient_at(tensor, i));
                else
                    dense[i] = tensor.data[i];
            same<T>(file, prefix + name_in_file(path), {dense.data(), tensor.rows, tensor.cols}, bound);
            ++tensors;
        },
        pack);
    for (const auto& [name, tensor] : file.tensors()) tensors -= name.starts_with(prefix);
    BOOST_TEST(tensors == 0u, "the file has other parameters than the model");
}

/// Five steps of Adam on the one batch of a file.
template <class Model>
void replay(const std::string& name, typename Model::policies policies = {}) {
    using T = typename Model::scalar;
    BOOST_TEST_CONTEXT(name << (sizeof(T) == 8 ? " in double" : " in float")) {
        const auto file = golden::file::load(std::string(NEXTCLICK_GOLDEN_DIR) + "/" + name + ".golden");
        const prefix_lanes batch(file);
        const event_rows rows = batch.rows();
        Model net(toy::numbered_items(items), policies);
        for_each_parameter(
            [&](std::string_view path, auto& w) {
                if (w.data.empty()) return;
                const auto& t = file.get("init." + name_in_file(path));
                BOOST_REQUIRE(t.rows == w.rows);
                BOOST_REQUIRE(t.cols == w.cols);
                for (std::size_t i = 0; i < w.data.size(); ++i) w.data[i] = static_cast<T>(t.values[i]);
            },
            net.weights);
        const optimizer::adam optimiser{.rate = file.number("setting.rate")};
        optimizer::adam::state<typename Model::moment_pack> state;
        optimiser.prepare(state, net.weights);
        workspace memory;
        for (std::uint64_t s = 0; s < 5; ++s) {
            memory.reset();
            pass run{.memory = memory, .training = true};
            typename Model::gradient_pack gradients;
            resize_like(gradients, net.weights);
            auto encoded = net.encode(run, rows);
            const auto q = encoded.queries;
            const auto dq = memory.take<T>(q.rows, q.cols);
            T loss = objective::loss_and_gradients(net, run, rows, q, {{.items = 2, .blocks = 3, .kept = 1}}, gradients, dq);
            loss += net.learn_head(run, encoded, gradients);
            net.backward(run, encoded, dq, gradients);
            if (s == 0) {
                same<T>(file, "query", q, bounds<T>::forward, batch.row);
                same<T>(file, "loss", {&loss, 1, 1}, bounds<T>::forward);
                if constexpr (Model::has_head) {
                    std::vector<T> logits;
                    for (const T p : net.predict_head(run, encoded)) logits.push_back(std::log(p / (1 - p)));
                    same<T>(file, "intent.logit", {logits.data(), logits.size(), 1}, bounds<T>::forward, batch.row);
                }
                same_pack<T>(file, "grad.", gradients, bounds<T>::backward);
            }
            const double expected = file.get("step.loss")(0, s);
            BOOST_TEST(std::abs(static_cast<double>(loss) - expected) <=
                       (1 + expected) * (s == 0 ? bounds<T>::forward : bounds<T>::after_five_steps));
            optimiser.step(net.weights, gradients, state, optimizer::step_position{s}, 1);
        }
        same_pack<T>(file, "final.", net.weights, bounds<T>::after_five_steps);
    }
}

template <class C>
using both_ways = encoder::bidirectional<encoder::recurrent<C, 2>>;
template <class T, class C, class Reads = encoder::decoder_context::attention<3>, class Head = head::none>
using net = basic_model<T, input::embedding<2>, encoder::attentive_decoder<both_ways<C>, C, 2, Reads>, pooling::last, output::separate<>,
                        loss::cross_entropy, sampler::all_items, Head>;
using gru = cell::gru<>;
}  // namespace

using scalars = std::tuple<double, float>;

BOOST_AUTO_TEST_CASE_TEMPLATE(every_context_and_both_cells, T, scalars) {
    replay<net<T, gru>>("loyola_gru");
    replay<net<T, cell::lstm>>("loyola_lstm");
    replay<net<T, gru, encoder::decoder_context::alignment>>("loyola_alignment");
    replay<net<T, gru, encoder::decoder_context::plain>>("loyola_plain");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_intent_beside_the_items, T, scalars) {
    using with_intent = net<T, gru, encoder::decoder_context::attention<3>, head::intent<"Purchase", gru, 2, 3>>;
    replay<with_intent>("loyola_intent");
    replay<with_intent>("loyola_intent_light", {.head = {.weight = 0.3}});
}

BOOST_AUTO_TEST_SUITE_END()
