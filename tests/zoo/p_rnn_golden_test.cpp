// SPDX-License-Identifier: Apache-2.0
// p-RNN's architectures and schedules against the independent PyTorch program of tests/golden: queries, losses and gradients of
// every step, and the parameters after them. docs/golden.md describes the content of each file.
#include "nextclick/input.hpp"
#include "nextclick/optimizer/adagrad.hpp"
#include "nextclick/train/trainer.hpp"
#include "nextclick/zoo/p_rnn.hpp"
#include "zoo/steps.hpp"

BOOST_AUTO_TEST_SUITE(p_rnn_golden)

namespace nc = nextclick;
namespace zoo = nc::zoo;
using steps::one_step, steps::words;
using whole_sessions::column;
using whole_sessions::same;

namespace {

using image = nc::input::of_item<nc::input::vector<"Image", 6>>;
using names = whole_sessions::names;
using session_parallel = nc::batch::session_parallel;

/// A file, its architecture, and the schedule of its parts.
struct parallel {
    static constexpr const char* file = "p_rnn_parallel";
    template <class T>
    using model = typename zoo::p_rnn_parallel<image, 4, 3>::template rebind<T>;
    static constexpr bool leaves_out = false, interleaves = false;
    static std::string of_schedule() { return "p_rnn_"; }
    static nc::train::part_schedule schedule() { return nc::train::simultaneous(); }
    static inline const names parameters{};
};
struct shared : parallel {
    static constexpr const char* file = "p_rnn_shared";
    static std::string of_schedule() { return "p_rnn_shared_"; }
    template <class T>
    using model = typename zoo::p_rnn_shared<image, 4>::template rebind<T>;
};
struct interaction : parallel {
    static constexpr const char* file = "p_rnn_interaction";
    static std::string of_schedule() { return "p_rnn_interaction_"; }
    template <class T>
    using model = typename zoo::p_rnn_interaction<image, 4>::template rebind<T>;
};
struct feature : parallel {
    static constexpr const char* file = "p_rnn_feature";
    template <class T>
    using model = typename zoo::p_rnn_feature<image, 4>::template rebind<T>;
    static inline const names parameters{{{"encoder.input", "input.weights"}}};
};
struct concatenated : parallel {
    static constexpr const char* file = "p_rnn_concatenated";
    template <class T>
    using model = typename zoo::p_rnn_concatenated<image, 4>::template rebind<T>;
};

/// The parts of an architecture, alternating.
template <class Architecture>
std::vector<std::vector<std::string>> parts_of() {
    return zoo::p_rnn_parts<typename Architecture::template model<float>>();
}
template <class Architecture>
struct alternating : Architecture {
    static inline const std::string file = Architecture::of_schedule() + "alternating";
    static nc::train::part_schedule schedule() { return nc::train::alternating(parts_of<Architecture>()); }
};
template <class Architecture>
struct residual : Architecture {
    static constexpr bool leaves_out = true;
    static inline const std::string file = Architecture::of_schedule() + "residual";
    static nc::train::part_schedule schedule() { return nc::train::residual(parts_of<Architecture>(), 1); }
};
template <class Architecture>
struct interleaving : Architecture {
    static constexpr bool interleaves = true;
    static inline const std::string file = Architecture::of_schedule() + "interleaving";
    static nc::train::part_schedule schedule() { return nc::train::interleaving(parts_of<Architecture>()); }
};
using fixtures = std::tuple<parallel, shared, interaction, feature, concatenated, alternating<parallel>, residual<parallel>,
                            interleaving<parallel>, alternating<shared>, residual<shared>, interleaving<shared>, alternating<interaction>,
                            residual<interaction>, interleaving<interaction>>;

nc::data::click_log log_of(const golden::file& file) {
    const auto session = column<std::uint32_t>(file, "log.session"), item = column<std::uint32_t>(file, "log.item");
    nc::data::log_columns c;
    c.items = std::make_shared<const nc::data::vocabulary>(toy::numbered_items(11));
    for (std::size_t e = 0; e < item.size(); ++e) {
        if (e > 0 && session[e] != session[e - 1]) c.session_begin.push_back(static_cast<std::uint32_t>(e));
        c.item.push_back(item[e]);
    }
    c.session_begin.push_back(static_cast<std::uint32_t>(item.size()));
    return nc::data::click_log(std::move(c));
}

template <class Model>
Model made(const golden::file& file, const nc::data::click_log& log) {
    std::vector<nc::data::event_column> columns;
    columns.emplace_back("Image", nc::data::vector_rows{.width = 6, .data = column<float>(file, "attributes.image")});
    const image pictures(nc::data::item_attributes(log.shared_items(), std::move(columns)));
    typename Model::policies options;
    if constexpr (requires { options.input.template get<1>().inner.table; })
        options.input.template get<1>().inner = pictures;
    else
        options.input = pictures;
    if constexpr (requires { options.encoder.weights; }) {
        const auto weights = column<double>(file, "setting.weights");
        std::ranges::copy(weights, options.encoder.weights.begin());
    }
    return Model(log.items(), options);
}

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(every_step_equals_the_reference, Fixture, fixtures) {
    using model = typename Fixture::template model<double>;
    using rough_model = typename Fixture::template model<float>;
    constexpr bool interleaves = Fixture::interleaves;
    const auto file = whole_sessions::load(Fixture::file);
    const auto log = log_of(file);
    const auto lanes = static_cast<std::size_t>(file.number("setting.batch"));
    const std::size_t epoch = file.has("setting.epoch") ? static_cast<std::size_t>(file.number("setting.epoch")) : 100;
    auto net = made<model>(file, log);
    auto rough = made<rough_model>(file, log);
    whole_sessions::set_weights(net, file, Fixture::parameters);
    nc::train::trainer<model, nc::optimizer::adagrad> run(net, log, {.rate = file.number("setting.rate")},
                                                          {.epochs = 2, .batch = lanes, .schedule = Fixture::schedule(), .threads = 1});
    session_parallel batches(log, lanes);
    std::vector<std::uint32_t> order;
    session_parallel::list_units(log, {}, order);
    batches.start(order, 2);
    std::size_t steps = 0;
    for (nc::event_rows rows; file.has(std::to_string(steps + 1) + ".item");) {
        const std::string number = std::to_string(++steps) + ".", first = number + (interleaves ? "0." : "");
        BOOST_TEST_CONTEXT(Fixture::file << ", step " << steps) {
            if (steps == epoch + 1) {
                run.next_epoch();
                batches.start(order, 2);
            }
            // The trainer enables streams at the first step of an epoch; this check runs before it.
            if constexpr (Fixture::leaves_out) nc::encoder::streams_of(net.policy.encoder).streams = steps > epoch ? 2 : 1;
            BOOST_REQUIRE(batches.next(rows));
            BOOST_TEST(words(rows.item) == file.get(number + "item").values, boost::test_tools::per_element());
            BOOST_TEST(words(rows.target) == file.get(number + "target").values, boost::test_tools::per_element());
            BOOST_TEST(words(rows.carry) == file.get(number + "carry").values, boost::test_tools::per_element());
            const std::vector<double> states(run.lane_states().begin(), run.lane_states().end());
            const one_step<model> now(net, rows, states);
            same(file, first + "queries", net.query_width(), now.flat_queries(), 1e-9);
            same(file, first + "loss", 1, {now.loss}, 1e-9);
            nc::for_each_parameter([](std::string_view, auto& to, const auto& from) { std::ranges::copy(from.data, to.data.begin()); },
                                   rough.weights, net.weights);
            rough.policy.encoder = net.policy.encoder;  // the number of active streams
            const one_step<rough_model> roughly(rough, rows, states);
            same(file, first + "queries", net.query_width(), roughly.flat_queries(), 1e-5);
            same(file, first + "loss", 1, {static_cast<double>(roughly.loss)}, 1e-5);
            nc::for_each_parameter(
                [&](std::string_view path, const auto& g) {
                    const std::string name = Fixture::parameters.stored(("grad." + first).c_str(), path);
                    if (g.rows * g.cols != 0 && file.has(name)) same(file, name, g.cols, whole_sessions::flat(g), 1e-9);
                },
                now.gradients);
            BOOST_REQUIRE(run.step());
        }
    }
    BOOST_TEST(steps >= 5u);
    nc::for_each_parameter(
        [&](std::string_view path, const auto& w) {
            if (!w.data.empty()) same(file, Fixture::parameters.stored("after.", path), w.cols, whole_sessions::flat(w), 1e-9);
        },
        net.weights);
}

BOOST_AUTO_TEST_SUITE_END()
