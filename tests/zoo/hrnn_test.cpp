// SPDX-License-Identifier: Apache-2.0
// HRNN against the independent PyTorch program of tests/golden: batches of users, queries, losses and gradients of every step, and
// the parameters after them. docs/golden.md describes the content of each file.
#include "nextclick/zoo/hrnn.hpp"

#include "nextclick/attention.hpp"
#include "nextclick/batch/user_parallel.hpp"
#include "nextclick/batch/user_sessions.hpp"
#include "nextclick/cell.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/optimizer/adagrad.hpp"
#include "nextclick/optimizer/adam.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "nextclick/train/trainer.hpp"
#include "zoo/steps.hpp"

BOOST_AUTO_TEST_SUITE(hrnn_golden)

namespace nc = nextclick;
namespace hrnn = nc::encoder::hrnn;
using steps::one_step, steps::words;
using whole_sessions::column;
using whole_sessions::same;

namespace {

template <class C, std::size_t H>
using layer = nc::encoder::recurrent<C, H>;
using gru = nc::cell::gru<>;

/// One click of each user per step, as published.
template <class T, class Input, class Session, class Reach>
using by_click = nc::basic_model<T, Input, nc::encoder::hierarchical<Session, layer<gru, 3>, Reach>, nc::pooling::last,
                                 nc::output::separate<nc::output::biased, nc::activation::tanh>, nc::loss::top1, nc::sampler::in_batch>;
/// One session of each user per step.
template <class T, class Reach, class Pooling, class Output>
using by_session = nc::basic_model<T, nc::input::embedding<5>, nc::encoder::hierarchical<layer<gru, 4>, layer<gru, 3>, Reach>, Pooling,
                                   Output, nc::loss::cross_entropy, nc::sampler::all_items>;

struct clicks {
    using batcher = nc::batch::user_parallel;
    static constexpr auto per = nc::batch::divisor::automatic;
    static nc::optimizer::adagrad optimiser(const golden::file& f) {
        return {.rate = f.number("setting.rate"), .momentum = f.number("setting.momentum")};
    }
};
struct sessions {
    using batcher = nc::batch::user_sessions;
    static constexpr auto per = nc::batch::divisor::actual;  // like torch's mean
    static nc::optimizer::adam optimiser(const golden::file& f) { return {.rate = f.number("setting.rate")}; }
};

struct init : clicks {
    static constexpr const char* file = "hrnn_init";
    template <class T>
    using model = by_click<T, nc::input::one_hot, layer<gru, 4>, hrnn::init>;
};
struct all : clicks {
    static constexpr const char* file = "hrnn_all";
    template <class T>
    using model = by_click<T, nc::input::one_hot, layer<gru, 4>, hrnn::all>;
};
struct all_dropout : all {
    static constexpr const char* file = "hrnn_all_dropout";
};
struct all_gates : clicks {
    static constexpr const char* file = "hrnn_all_gates";
    template <class T>
    using model = by_click<T, nc::input::one_hot, layer<gru, 4>, hrnn::all_gates>;
};
struct all_lstm : clicks {
    static constexpr const char* file = "hrnn_all_lstm";
    template <class T>
    using model = by_click<T, nc::input::one_hot, layer<nc::cell::lstm, 4>, hrnn::all>;
};
struct embedding : clicks {
    static constexpr const char* file = "hrnn_init_embedding";
    template <class T>
    using model = by_click<T, nc::input::embedding<5>, layer<gru, 4>, hrnn::init>;
};
struct stack : clicks {
    static constexpr const char* file = "hrnn_init_stack";
    template <class T>
    using model = by_click<T, nc::input::one_hot, nc::encoder::stack<layer<gru, 4>, layer<gru, 5>>, hrnn::init>;
};
struct sessions_init : sessions {
    static constexpr const char* file = "hrnn_sessions_init";
    template <class T>
    using model = by_session<T, hrnn::init, nc::pooling::last, nc::output::separate<>>;
};
struct sessions_all : sessions {
    static constexpr const char* file = "hrnn_sessions_all";
    template <class T>
    using model = by_session<T, hrnn::all, nc::pooling::last, nc::output::separate<>>;
};
struct sessions_narm : sessions {
    static constexpr const char* file = "hrnn_sessions_narm";
    using reading = nc::pooling::join<nc::pooling::last, nc::pooling::attend<nc::attention::additive<4>, nc::attention::none>>;
    template <class T>
    using model = by_session<T, hrnn::init, nc::pooling::dense<reading, 5, nc::activation::linear, nc::unbiased>,
                             nc::output::tied<nc::output::unbiased>>;
    static inline const whole_sessions::names parameters{
        {{"pooling.inner.1.query", "pooling.query"}, {"pooling.inner.1.key", "pooling.key"}, {"pooling.inner.1.score", "pooling.v"}}};
};

template <class Fixture>
whole_sessions::names names_of() {
    if constexpr (requires { Fixture::parameters; }) return Fixture::parameters;
    return {};
}

nc::data::click_log log_of(const golden::file& file) {
    const auto user = column<std::uint32_t>(file, "log.user"), session = column<std::uint32_t>(file, "log.session"),
               item = column<std::uint32_t>(file, "log.item");
    std::vector<toy::users_session> found;
    for (std::size_t e = 0; e < item.size(); ++e) {
        if (e == 0 || session[e] != session[e - 1] || user[e] != user[e - 1]) found.push_back({user[e], {}});
        found.back().items.push_back(item[e]);
    }
    return toy::users_log(found, 11);
}

/// With the dropout of the file.
template <class Model>
Model made(const golden::file& file, const nc::data::click_log& log) {
    typename Model::policies options;
    if (file.has("setting.dropout.session")) {
        if constexpr (requires { options.encoder.session.dropout; })
            options.encoder.session.dropout = file.number("setting.dropout.session");
        options.encoder.user.dropout = file.number("setting.dropout.user");
        options.encoder.initial_dropout = file.number("setting.dropout.initial");
    }
    return Model(log.items(), options);
}
constexpr std::uint64_t seed = 3;  // of the masks in the files

using fixtures = std::tuple<init, all, all_dropout, all_gates, all_lstm, embedding, stack, sessions_init, sessions_all, sessions_narm>;

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(every_step_equals_the_reference, Fixture, fixtures) {
    using model = typename Fixture::template model<double>;
    using batcher = typename Fixture::batcher;
    const auto file = whole_sessions::load(Fixture::file);
    const auto names = names_of<Fixture>();
    const auto log = log_of(file);
    const auto lanes = static_cast<std::size_t>(file.number("setting.batch"));
    auto net = made<model>(file, log);
    auto in_float = made<typename Fixture::template model<float>>(file, log);
    whole_sessions::set_weights(net, file, names);
    const auto optimiser = Fixture::optimiser(file);
    nc::train::trainer<model, std::remove_const_t<decltype(optimiser)>, batcher> run(
        net, log, optimiser, {.batch = lanes, .loss_divisor = Fixture::per, .seed = seed, .threads = 1});

    batcher batches(log, {.size = lanes, .loss_divisor = Fixture::per});
    std::vector<std::uint32_t> order;
    batcher::list_units(log, {}, order);
    batches.start(order);
    std::size_t steps = 0;
    for (nc::event_rows rows; file.has(std::to_string(steps + 1) + ".item");) {
        const std::string number = std::to_string(++steps) + ".";
        BOOST_TEST_CONTEXT("step " << steps) {
            BOOST_REQUIRE(batches.next(rows));
            BOOST_TEST(words(rows.item) == file.get(number + "item").values, boost::test_tools::per_element());
            BOOST_TEST(words(rows.target) == file.get(number + "target").values, boost::test_tools::per_element());
            BOOST_TEST(words(rows.carry) == file.get(number + "carry").values, boost::test_tools::per_element());
            const std::vector<double> returning(rows.steps.returning.begin(), rows.steps.returning.end());
            BOOST_TEST(returning == file.get(number + "returning").values, boost::test_tools::per_element());

            const std::vector<double> states(run.lane_states().begin(), run.lane_states().end());
            const nc::random_stream random{seed, steps};
            const one_step<model> now(net, rows, states, {}, random);
            same(file, number + "queries", net.query_width(), now.flat_queries(), 1e-9);
            same(file, number + "loss", 1, {now.loss}, 1e-9);
            nc::for_each_parameter([](std::string_view, auto& to, const auto& from) { std::ranges::copy(from.data, to.data.begin()); },
                                   in_float.weights, net.weights);
            const one_step<typename Fixture::template model<float>> roughly(in_float, rows, states, {}, random);
            same(file, number + "queries", net.query_width(), roughly.flat_queries(), 1e-5);
            same(file, number + "loss", 1, {static_cast<double>(roughly.loss)}, 1e-5);
            nc::for_each_parameter(
                [&](std::string_view path, const auto& g) {
                    if (g.rows * g.cols != 0)
                        same(file, names.stored(("grad." + number).c_str(), path), g.cols, whole_sessions::flat(g), 1e-9);
                },
                now.gradients);
            BOOST_REQUIRE(run.step());
        }
    }
    BOOST_TEST(steps >= 5u);
    nc::for_each_parameter(
        [&](std::string_view path, const auto& w) {
            if (!w.data.empty()) same(file, names.stored("after.", path), w.cols, whole_sessions::flat(w), 1e-9);
        },
        net.weights);
}

BOOST_AUTO_TEST_SUITE_END()
