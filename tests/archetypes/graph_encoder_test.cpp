// SPDX-License-Identifier: Apache-2.0
// An encoder that reads the items of a session and its graph, and owns an array that files carry: the neighbours of every item of
// the catalogue. It is made only of this file.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>
#include <vector>

#include "archetypes/ranks.hpp"
#include "io/temporary_folder.hpp"
#include "nextclick/batch.hpp"
#include "nextclick/cell.hpp"
#include "nextclick/check.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/eval.hpp"
#include "nextclick/input.hpp"
#include "nextclick/io.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/model.hpp"
#include "nextclick/objective.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/rows.hpp"
#include "nextclick/sampler.hpp"
#include "nextclick/serve.hpp"
#include "nextclick/train.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(an_encoder_of_graphs)

namespace nc = nextclick;

namespace {

/// y_t = x_t + W m_t, with m_t the mean of the rows of the nodes seen so far that are neighbours, in the catalogue, of the item of t.
struct neighbourhood {
    std::shared_ptr<const std::vector<nc::item_index>> neighbours{};  ///< (items, degree)
    std::size_t degree = 0;

    static constexpr nc::history::need reads = {nc::history::session::window};
    static std::string name() { return "neighbourhood"; }
    static constexpr auto options() {
        return nc::field_list{nc::field{"neighbours", &neighbourhood::neighbours}, nc::field{"degree", &neighbourhood::degree}};
    }
    template <class S>
    struct parameters {
        typename S::dense weights;  // (D, D)
        static constexpr auto fields() { return nc::field_list{nc::field{"weights", &parameters::weights}}; }
    };
    template <class T>
    struct tape {
        nc::view<T> mean;
        std::span<const std::uint32_t> from;   ///< the rows of every mean, one after the other
        std::span<const std::uint32_t> begin;  ///< (rows + 1) of each row within `from`
    };
    constexpr std::size_t width(std::size_t in) const { return in; }
    constexpr std::size_t state_width(std::size_t) const { return 0; }
    constexpr nc::cost::layer cost(std::size_t in) const { return nc::cost::product(in, in); }
    void check_items(const nc::data::vocabulary& items) const {
        if (neighbours == nullptr || neighbours->size() != degree * items.size())
            throw nc::argument_error("neighbourhood: give the neighbours of every item, as many of each as degree says");
    }
    template <class T>
    void initialise(parameters<nc::values<T>>& p, std::size_t in, nc::random_stream random) const {
        p.weights.resize(in, in);
        nc::glorot_uniform(p.weights, random);
    }

    template <class T>
    nc::view<const T> forward(const parameters<nc::values<T>>& p, nc::pass& run, const nc::packed_steps& steps, nc::view<const T> x,
                              const nc::encoder::lane_states<T>&, tape<T>& t) const {
        const nc::lane_nodes nodes(run.memory, steps);
        const auto first = run.memory.take_span<std::uint32_t>(nodes.count());  // the first row of a node
        for (std::size_t r = steps.rows(); r-- > 0;) first[nodes.of_row[r]] = static_cast<std::uint32_t>(r);
        const auto begin = run.memory.take_span<std::uint32_t>(steps.rows() + 1);
        const auto from = run.memory.take_span<std::uint32_t>(steps.rows() * degree);
        t.mean = run.memory.take_zeros<T>(x.rows, x.cols);
        begin[0] = 0;
        for (std::size_t s = 0, n = 0; s < steps.count(); ++s)
            for (std::size_t lane = 0; lane < steps.lanes(s); ++lane) {
                const std::size_t row = steps.first(s) + lane, before = n;
                const auto near = std::span(*neighbours).subspan(steps.item[row] * degree, degree);
                for (std::uint32_t k = nodes.begin[lane]; k < nodes.begin[lane] + nodes.visible[row]; ++k)
                    if (std::ranges::find(near, nodes.item[k]) != near.end()) from[n++] = first[k];
                begin[row + 1] = static_cast<std::uint32_t>(n);
                for (std::size_t i = before; i < n; ++i) nc::simd::axpy(T(1) / static_cast<T>(n - before), x.row(from[i]), t.mean.row(row));
            }
        t.begin = begin;
        t.from = from;
        const auto y = nc::copied_rows(run.memory, x);
        nc::simd::product(t.mean, p.weights, y, nc::simd::write::accumulate);
        return y;
    }
    template <class T>
    nc::view<const T> backward(const parameters<nc::values<T>>& p, parameters<nc::gradients<T>>& dp, nc::pass& run, const nc::packed_steps&,
                               nc::view<const T> dy, const tape<T>& t) const {
        nc::simd::product_tn(t.mean, dy, nc::view<T>(dp.weights), nc::simd::write::accumulate);
        const auto dx = nc::copied_rows(run.memory, dy), d_mean = run.memory.take<T>(dy.rows, dy.cols);
        nc::simd::product_nt(dy, p.weights, d_mean, run.memory);
        for (std::size_t row = 0; row < dy.rows; ++row)
            for (std::uint32_t i = t.begin[row]; i < t.begin[row + 1]; ++i)
                nc::simd::axpy(T(1) / static_cast<T>(t.begin[row + 1] - t.begin[row]), d_mean.row(row), dx.row(t.from[i]));
        return dx;
    }
};
static_assert(nc::encoder::Encoder<neighbourhood>);

/// Item i has the items i + 1 .. i + degree for neighbours, around the end.
neighbourhood around(std::size_t items, std::size_t degree) {
    std::vector<nc::item_index> all;
    for (std::size_t i = 0; i < items; ++i)
        for (std::size_t k = 1; k <= degree; ++k) all.push_back(static_cast<nc::item_index>((i + k) % items));
    return {std::make_shared<const std::vector<nc::item_index>>(std::move(all)), degree};
}

template <class T, class Encoder>
using net_of = nc::basic_model<T, nc::input::embedding<12>, Encoder, nc::pooling::last, nc::output::separate<>, nc::loss::cross_entropy,
                               nc::sampler::all_items>;
using in_stack = nc::encoder::stack<neighbourhood, nc::encoder::recurrent<nc::cell::gru<>, 12>>;
using both_ways = nc::encoder::bidirectional<nc::encoder::recurrent<nc::cell::gru<>, 6>, neighbourhood>;

template <class Encoder>
Encoder made(std::size_t items) {
    Encoder e;
    if constexpr (std::is_same_v<Encoder, neighbourhood>)
        e = around(items, 3);
    else if constexpr (std::is_same_v<Encoder, in_stack>)
        e.first = around(items, 3);
    else
        e.bwd = around(items, 3);
    return e;
}
using encoders = std::tuple<neighbourhood, in_stack, both_ways>;
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(gradients_are_those_of_central_differences, Encoder, encoders) {
    if constexpr (std::is_same_v<Encoder, neighbourhood>) BOOST_TEST(nc::check_policy(around(6, 2)).worst < 1e-7);
    const toy::owned_batch batch({6, 4, 4, 1}, 7, 5);  // few items: nodes have several rows
    BOOST_TEST(nc::check_model(net_of<double, Encoder>(toy::numbered_items(7), {.encoder = made<Encoder>(7)}, 3), batch.rows()).worst <
               1e-7);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(evaluated_is_served, Encoder, encoders) {
    const auto log = toy::chained_log(30, 60);
    net_of<float, Encoder> net(log.items(), {.encoder = made<Encoder>(30)}, 5);
    using batcher = std::conditional_t<nc::history::of<Encoder>().causal(), nc::batch::whole_sessions, nc::batch::prefixes>;
    nc::train::train<batcher>(net, log, nc::optimizer::adam{.rate = 0.01}, {.epochs = 2, .batch = 64});
    BOOST_TEST(ranks::served(net, log) == ranks::evaluated(net, log), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(files_carry_the_array, Encoder, encoders) {
    const temporary_folder folder;
    const auto log = toy::chained_log(30, 60);
    const net_of<float, Encoder> net(log.items(), {.encoder = made<Encoder>(30)}, 5);
    nc::io::save(net, folder.path / "net.safetensors");
    const auto again = nc::io::load<net_of<float, Encoder>>(folder.path / "net.safetensors");  // the loading model has no graph
    BOOST_TEST(ranks::evaluated(again, log) == ranks::evaluated(net, log), boost::test_tools::per_element());
    using Net = net_of<float, Encoder>;
    const auto with_another = [&] { nc::io::load<Net>(folder.path / "net.safetensors", {.encoder = made<Encoder>(31)}); };
    BOOST_CHECK_EXCEPTION(with_another(), nc::file_error, says("neighbours"));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_array_of_another_catalogue_is_refused, Encoder, encoders) {
    using net = net_of<float, Encoder>;
    BOOST_CHECK_EXCEPTION(net(toy::numbered_items(30), {.encoder = made<Encoder>(10)}, 5), nc::argument_error,
                          says("give the neighbours of every item"));
}

BOOST_AUTO_TEST_CASE(training_by_single_clicks_is_refused_by_the_compiler) {
    static_assert(nc::history_need<net_of<float, in_stack>>.reads_earlier_rows());  // tests/compile_fail/a_window_needs_whole_prefixes.cpp
}

BOOST_AUTO_TEST_SUITE_END()
