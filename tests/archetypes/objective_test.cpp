// SPDX-License-Identifier: Apache-2.0
// Two new kinds of objectives, made only of this file: one over a list of candidates with its own loss of a row, and one without
// scores.
#include "nextclick/objective.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "io/temporary_folder.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/input.hpp"
#include "nextclick/io/model_file.hpp"
#include "nextclick/model.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "nextclick/train.hpp"
#include "nextclick/train/checkpoint.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(custom_objectives)

namespace nc = nextclick;

namespace {

/// A binary label for every candidate: 1 for the row's own target, 0 for every other item of the list.
struct yes_or_no {
    using objective = struct yes_or_no_objective;
    static constexpr bool softmax = false;
    static std::string name() { return "yes_or_no"; }
    template <class T>
    T row(T& target, std::span<T> negatives) const {
        T value = 0;
        const auto close = [&](T& score, T label) {
            value += std::log1p(std::exp(score)) - label * score;
            score = 1 / (1 + std::exp(-score)) - label;
        };
        close(target, T(1));
        for (T& score : negatives) close(score, T(0));
        return value;
    }
};
static_assert(nc::loss::Loss<yes_or_no>);

/// Every item of the list once, however often it is listed.
template <class Model, class T = typename Model::scalar>
struct item_by_item {
    template <class Step>
    item_by_item(nc::pass&, const Step&, std::size_t) {}
    template <class Step, class Scorer>
    T operator()(const Step& step, const Scorer&, std::size_t r, std::size_t, std::span<T> row, std::span<T>) const {
        const std::span<T> list = row.first(step.order.distinct);
        for (std::size_t j = 0; j < list.size(); ++j) list[j] += step.offset[j];
        const std::size_t own = step.candidates.slot[step.rows.target[r]];
        std::swap(list[own], list.back());
        const T value = step.net.policy.loss.row(list.back(), list.first(list.size() - 1));
        std::swap(list[own], list.back());
        for (T& score : list) score *= step.scale;
        return value;
    }
};
struct yes_or_no_objective : nc::objective::sampled {
    template <class Loss, class Sampler, class Output>
    struct checks {
        static_assert(Sampler::uses_batch, "a row's own target must be on the list");
    };
    template <class Model>
    using learner = nc::objective::candidate_learner<Model, item_by_item<Model>>;
};

/// The square of the distance from the query to its target's row. `weight` is an example of an input from outside the batch.
struct squared_distance {
    using objective = struct distance_objective;
    static constexpr bool softmax = false;
    static std::string name() { return "squared_distance"; }
    template <class T>
    T row(T& target, std::span<T>) const {
        return target = T(0) * target;
    }
};
struct distance_objective {
    template <class Loss, class Sampler, class Output>
    struct checks {};
    template <class Model>
    struct inputs {
        double weight = 0.5;
    };
    template <class Sampler>
    static constexpr std::size_t candidate_count(const Sampler&, std::size_t, std::size_t) {
        return 1;
    }
    template <class Sampler>
    static std::string why_quadratic() {
        return "";
    }
    template <class Loss, class Sampler>
    static std::array<nc::signature_part, 1> signature() {
        return {{{"test.distance", "squared", "loss."}}};
    }
    template <class Model>
    class learner : public nc::objective::deferred_table_gradients<Model, nc::table::nothing_deferred<typename Model::scalar>> {
        using T = typename Model::scalar;

    public:
        explicit learner(const Model&) {}
        void prepare(const Model&, std::span<const std::uint32_t>) {}
        inputs<Model> draw(const Model&, nc::pass&, const nc::event_rows&) { return {}; }
        T learn(const Model& net, nc::pass& run, const nc::event_rows& rows, nc::view<const T> q, const inputs<Model>& with,
                typename Model::gradient_pack& g, nc::view<T> dq) {
            const T scale = T(1) / static_cast<T>(rows.nominal_rows), weight = static_cast<T>(with.weight);
            const auto table = net.table();  // reads and steps rows as the output scores them
            const auto gradient = nc::output::table_gradient(net, g);
            const auto row = run.memory.template take_span<T>(q.cols);
            T value = 0;
            for (std::size_t r = 0; r < q.rows; ++r) {
                table.look_up(rows.target[r], row);
                for (std::size_t c = 0; c < q.cols; ++c) {
                    const T difference = q(r, c) - row[c];
                    value += scale * weight * difference * difference;
                    dq(r, c) = 2 * scale * weight * difference;
                }
                gradient.add(run, rows.target[r], T(-1), std::span<const T>(dq.row(r)));
            }
            return value;
        }
        void clear() {}
        std::size_t min_rows(const Model&) const { return 1; }
    };
};

template <class T, class Loss, class Sampler>
using net_of =
    nc::basic_model<T, nc::input::embedding<6>, nc::encoder::none, nc::pooling::last,
                    nc::output::separate<std::conditional_t<std::is_same_v<Loss, yes_or_no>, nc::output::biased, nc::output::unbiased>>,
                    Loss, Sampler>;
using binary_net = net_of<double, yes_or_no, nc::sampler::join<nc::sampler::in_batch, nc::sampler::uniform>>;
using near = net_of<double, squared_distance, nc::sampler::uniform>;
using near_unit_rows =
    nc::basic_model<double, nc::input::embedding<6>, nc::encoder::none, nc::pooling::last,
                    nc::output::cosine<nc::output::separate<nc::output::unbiased>>, squared_distance, nc::sampler::uniform>;

/// The mean loss of the first epoch and of the last.
template <class Model>
std::pair<double, double> learned(Model& net) {
    const auto log = toy::chained_log(20, 60);
    std::vector<double> losses;
    nc::train::train(net, log, nc::optimizer::adagrad{.rate = 0.1}, {.epochs = 6, .batch = 8},
                     [&](const nc::train::epoch_end& end) { losses.push_back(end.loss); });
    return {losses.front(), losses.back()};
}
}  // namespace

BOOST_AUTO_TEST_CASE(have_the_gradients_of_central_differences) {
    const toy::owned_batch batch({4, 3, 3, 1}, 13, 5);
    const std::vector<nc::item_index> drawn{2, 7, 7, 11};
    const binary_net one(toy::numbered_items(13), {}, 3);
    BOOST_TEST(nc::check_model(one, batch.rows(), {.drawn = drawn}).worst < 1e-8);
    const near other(toy::numbered_items(13), {}, 3);
    BOOST_TEST(nc::check_model(other, batch.rows(), {.weight = 2}).worst < 1e-8);
    const near_unit_rows mapped(toy::numbered_items(13), {}, 3);
    BOOST_TEST(nc::check_model(mapped, batch.rows(), {.weight = 2}).worst < 1e-8);
}

BOOST_AUTO_TEST_CASE(are_trained_and_costed_as_any_other) {
    const auto items = toy::chained_log(20, 60).items();
    typename net_of<float, yes_or_no, nc::sampler::join<nc::sampler::in_batch, nc::sampler::uniform>>::policies many;
    many.sampler.drawn.samples = 5;
    net_of<float, yes_or_no, nc::sampler::join<nc::sampler::in_batch, nc::sampler::uniform>> one(items, many);
    const auto [before, after] = learned(one);
    BOOST_TEST(after < 0.8 * before);
    net_of<float, squared_distance, nc::sampler::uniform> other(items);
    const auto [far, close] = learned(other);
    BOOST_TEST(close < 0.8 * far);
    BOOST_TEST(nc::cost_of<binary_net>{.items = 13}.candidate_count(8) == 8 + binary_net::policies{}.sampler.count());
    BOOST_TEST(nc::cost_of<near>{.items = 13}.candidate_count(8) == 1u);
}

/// Files and checkpoints store the objective's part of the signature.
BOOST_AUTO_TEST_CASE(bring_their_part_of_the_signature_of_files) {
    const temporary_folder folder;
    const auto log = toy::chained_log(20, 60);
    const auto stored = [&](auto net) {
        nc::io::save(net, folder.path / "model");
        nc::train::trainer run(net, log, nc::optimizer::adagrad{}, {.batch = 8});
        nc::train::store(run, folder.path / "checkpoint");
        return std::pair{nc::io::tensor_file::open(folder.path / "model").metadata(),
                         nc::io::tensor_file::open(folder.path / "checkpoint").metadata()};
    };
    const auto [model, checkpoint] = stored(net_of<float, squared_distance, nc::sampler::uniform>(log.items()));
    for (const auto& file : {model, checkpoint}) {
        BOOST_TEST(file.at("test.distance") == "squared");
        BOOST_TEST((!file.contains("nextclick.loss") && !file.contains("nextclick.sampler")));
    }
    const auto [of_rows, of_rows_too] = stored(net_of<float, yes_or_no, nc::sampler::in_batch>(log.items()));
    for (const auto& file : {of_rows, of_rows_too}) {
        BOOST_TEST(file.at("nextclick.loss") == "yes_or_no");
        BOOST_TEST(file.at("nextclick.sampler") == "in_batch");
    }
}

BOOST_AUTO_TEST_SUITE_END()
