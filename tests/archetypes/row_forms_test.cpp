// SPDX-License-Identifier: Apache-2.0
// Tables whose rows are stored in another form (bf16.hpp), and rows that a map changes where they are scored: made only of this
// folder, trained, evaluated, served, saved and resumed like built-in ones.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "archetypes/bf16.hpp"
#include "archetypes/ranks.hpp"
#include "count_allocations.hpp"
#include "io/temporary_folder.hpp"
#include "nextclick/batch.hpp"
#include "nextclick/cell.hpp"
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
#include "nextclick/sampler.hpp"
#include "nextclick/serve.hpp"
#include "nextclick/train.hpp"
#include "nextclick/train/checkpoint.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(forms_of_rows)

namespace nc = nextclick;
namespace sampler = nc::sampler;

namespace {

template <class T, class Form, class Output, class Loss, class Sampler>
using net_of = nc::basic_model<T, nc::input::embedding<24, Form>, nc::encoder::recurrent<nc::cell::gru<>, 24>, nc::pooling::last, Output,
                               Loss, Sampler>;
template <class Form, class T = float>
using softmax = net_of<T, Form, nc::output::tied<>, nc::loss::cross_entropy, sampler::all_items>;
template <class Form, class T = float>
using sampled = net_of<T, Form, nc::output::tied<>, nc::loss::bpr_max, sampler::join<sampler::in_batch, sampler::uniform>>;
using both_objectives = std::tuple<softmax<bf16>, sampled<bf16>>;

/// A user-defined row map: squashes every number of a row.
struct squashed {
    static constexpr bool identity = false;
    static std::string name() { return "squashed"; }
    static constexpr double max_gradient_factor = 1;
    template <class T>
    static void forward(std::span<T> row) {
        for (T& x : row) x = std::tanh(x);
    }
    template <class T>
    static void backward(std::span<const T> stored, std::span<T> gradient) {
        for (std::size_t i = 0; i < stored.size(); ++i) gradient[i] *= 1 - std::tanh(stored[i]) * std::tanh(stored[i]);
    }
};
template <class Bias = nc::output::biased>
struct squashed_rows : nc::output::separate<Bias> {
    using row_map = squashed;
    static std::string name() { return "squashed_rows"; }
};
/// An output that adds nothing but a row map has the name of another; the map's name is part of the signature.
struct unnamed_rows : nc::output::separate<nc::output::unbiased> {
    using row_map = squashed;
};
static_assert(nc::table::RowMap<squashed> && nc::output::Output<squashed_rows<>>);
using unit_rows = nc::output::cosine<nc::output::separate<nc::output::unbiased>>;
using tied_unit_rows = nc::output::cosine<nc::output::tied<nc::output::unbiased>>;

template <class T, class Output, class Loss, class Sampler>
using mapped = net_of<T, nc::uncompressed, Output, Loss, Sampler>;
using drawn_and_in_batch = sampler::join<sampler::in_batch, sampler::uniform>;
template <class T>
using with_maps = std::tuple<
    mapped<T, unit_rows, nc::loss::cross_entropy, sampler::all_items>,
    mapped<T, tied_unit_rows, nc::loss::cross_entropy, sampler::all_items>, mapped<T, unit_rows, nc::loss::bpr_max, drawn_and_in_batch>,
    mapped<T, tied_unit_rows, nc::loss::cross_entropy, sampler::uniform>, mapped<T, unit_rows, nc::loss::cosine, sampler::targets_only>,
    mapped<T, squashed_rows<>, nc::loss::cross_entropy, sampler::all_items>, mapped<T, squashed_rows<>, nc::loss::top1, sampler::uniform>>;

template <class Model>
double last_loss(Model& net, const nc::data::click_log& log, nc::train::options options = {}) {
    double loss = 0;
    options.epochs = 8;
    options.batch = 16;
    nc::train::train(net, log, nc::optimizer::adagrad{.rate = 0.1}, options, [&](const nc::train::epoch_end& end) { loss = end.loss; });
    return loss;
}
/// The bits of all weights.
template <class Model>
std::string bits(const Model& net) {
    std::string all;
    nc::for_each_parameter(
        [&](std::string_view, const auto& w) {
            all.append(reinterpret_cast<const char*>(w.data.data()), w.data.size() * sizeof w.data[0]);
        },
        net.weights);
    return all;
}
}  // namespace

BOOST_AUTO_TEST_CASE(a_table_of_bf16_learns_as_one_of_floats_does) {
    const auto log = toy::chained_log(60, 400);
    const auto compare = [&](auto small, auto plain) {
        static_assert(sizeof small.weights.input.items.data[0] == 2);
        static_assert(std::is_same_v<std::remove_cvref_t<decltype(small.table())>, nc::table::item_table<float>>);
        const double small_loss = last_loss(small, log), loss = last_loss(plain, log);
        BOOST_TEST(std::abs(small_loss - loss) < 0.1 * std::abs(loss));
        const double recall = nc::eval::evaluate(small, log).at.front().recall,
                     plain_recall = nc::eval::evaluate(plain, log).at.front().recall;
        BOOST_TEST(recall > plain_recall - 0.05);
        BOOST_TEST(ranks::evaluated(small, log) == ranks::served(small, log), boost::test_tools::per_element());
    };
    compare(softmax<bf16>(log.items(), {}, 5), softmax<nc::uncompressed>(log.items(), {}, 5));
    compare(sampled<bf16>(log.items(), {}, 5), sampled<nc::uncompressed>(log.items(), {}, 5));
}

BOOST_AUTO_TEST_CASE(its_file_has_two_bytes_a_weight) {
    const temporary_folder folder;
    const auto log = toy::chained_log(60, 100);
    softmax<bf16> net(log.items(), {}, 5);
    last_loss(net, log);
    nc::io::save(net, folder.path / "net.safetensors");
    const auto file = nc::io::tensor_file::open(folder.path / "net.safetensors");
    const auto& tensor = file.tensors().at("input.items");
    BOOST_TEST(tensor.dtype == "BF16");
    BOOST_TEST(tensor.bytes.size() == net.item_count() * 24 * 2);
    const auto again = nc::io::load<softmax<bf16>>(folder.path / "net.safetensors");
    BOOST_TEST((bits(again) == bits(net)));
    BOOST_TEST(ranks::evaluated(again, log) == ranks::evaluated(net, log), boost::test_tools::per_element());
    BOOST_CHECK_THROW(nc::io::load<softmax<nc::uncompressed>>(folder.path / "net.safetensors"), nc::file_error);
    // Another assortment: the rows of remaining items keep their bits.
    const auto next = nc::with_items(net, net.items());
    BOOST_TEST((bits(next) == bits(net)));
    // Searches over bytes, and similar items.
    const nc::search::byte_search bytes(net);
    nc::serve::session session(net);
    session.push(log.items()[3]);
    const auto exact = session.top_indices(10);
    const std::vector<nc::simd::scored<float>> best(exact.begin(), exact.end());
    const auto found = bytes.top_indices(session, 10);
    for (std::size_t i = 0; i < 10; ++i) BOOST_TEST((found[i].item == best[i].item && found[i].score == best[i].score));
    BOOST_TEST(nc::search::similar_indices(net, 3, 5).size() == 5u);
}

BOOST_AUTO_TEST_CASE(no_table_of_floats_is_made) {
    constexpr std::size_t items = 200'000, table_of_floats = items * 24 * sizeof(float);
    auto columns = toy::chained_log(60, 30).parts();
    std::vector<std::int64_t> ids(items);
    for (std::size_t i = 0; i < items; ++i) ids[i] = static_cast<std::int64_t>(i);
    columns.items = std::make_shared<const nc::data::vocabulary>(nc::data::vocabulary::from_integers(ids));
    const nc::data::click_log log(std::move(columns));
    sampled<bf16> net(log.items(), {.sampler = {.drawn = {.samples = 16}}}, 5);
    const auto before = held_bytes;
    max_held_bytes = held_bytes;
    nc::train::trainer run(net, log, nc::optimizer::sgd{.rate = 0.05}, {.batch = 16, .threads = 1});
    for (int i = 0; i < 20; ++i) run.step();
    nc::eval::evaluate(net, log, {.threads = 1});
    nc::serve::session session(net);
    session.push(log.items()[3]);
    session.top_indices(10);
    BOOST_TEST(static_cast<std::size_t>(max_held_bytes - before) < table_of_floats);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_resumed_run_has_the_same_bits, Net, both_objectives) {
    const temporary_folder folder;
    const auto log = toy::chained_log(60, 300);
    const nc::optimizer::adagrad rule{.rate = 0.05, .momentum = 0.2};
    const nc::train::options options{.epochs = 3, .batch = 16};
    Net whole(log.items(), {}, 5), first(log.items(), {}, 5), second(log.items(), {}, 5);
    nc::train::train(whole, log, rule, options);
    using trainer = nc::train::trainer<Net, nc::optimizer::adagrad>;
    const auto keep = [&](nc::train::unfinished found) {
        return nc::train::checkpoints(folder.path / "run.checkpoint", {.on_unfinished = found});
    };
    nc::train::train(first, log, rule, options, keep(nc::train::unfinished::restart), [](const nc::train::step_end<trainer>& e) {
        return e.run.at().step == 37 ? nc::train::stop : nc::train::decision::proceed;
    });
    nc::train::train(second, log, rule, options, keep(nc::train::unfinished::resume));
    BOOST_TEST((bits(second) == bits(whole)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(gradients_go_through_a_row_map, Net, with_maps<double>) {
    const toy::owned_batch batch({4, 3, 3, 1}, 13, 5);
    const std::vector<nc::item_index> drawn{1, 7, 7, 12, 0};
    const Net net(toy::numbered_items(13), {}, 3);
    BOOST_TEST(nc::check_model(net, batch.rows(), toy::inputs_of<Net>(drawn)).worst < 1e-7);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(mapped_rows_are_ranked_as_they_are_trained, Net, with_maps<float>) {
    const auto log = toy::chained_log(40, 300);
    Net net(log.items(), {}, 5);
    const double untrained = nc::eval::evaluate(nc::for_ranking(net), log).at.front().recall;
    last_loss(net, log);
    const auto ranked = nc::for_ranking(net);
    BOOST_TEST(nc::eval::evaluate(ranked, log).at.front().recall > untrained + 0.2);
    BOOST_TEST(ranks::evaluated(ranked, log) == ranks::served(ranked, log), boost::test_tools::per_element());
    for (std::size_t i = 0; i < 5; ++i) {
        std::vector<float> row(24), expected(24);
        ranked.table().look_up(i, row);
        std::ranges::copy(net.table_of(net.weights).row(i), expected.begin());
        nc::output::row_map<typename Net::output_type>::forward(std::span(expected));
        BOOST_TEST(row == expected, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(a_file_of_plain_rows_is_not_one_of_mapped_rows) {
    using plain = mapped<float, nc::output::separate<nc::output::unbiased>, nc::loss::cross_entropy, sampler::uniform>;
    using other = mapped<float, unnamed_rows, nc::loss::cross_entropy, sampler::uniform>;
    BOOST_TEST(plain::signature() != other::signature());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(threads_change_no_bit, Net, both_objectives) {
    const auto log = toy::chained_log(60, 300);
    Net one(log.items(), {}, 5), three(log.items(), {}, 5);
    last_loss(one, log, {.threads = 1});
    last_loss(three, log, {.threads = 3});
    BOOST_TEST((bits(one) == bits(three)));
}

BOOST_AUTO_TEST_SUITE_END()
