// SPDX-License-Identifier: Apache-2.0
// Micro-batches, trained by one rank or by several.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cstring>
#include <string>
#include <vector>

#include "io/temporary_folder.hpp"
#include "nextclick/batch.hpp"
#include "nextclick/data/edit/reversed.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/objective.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/parallel.hpp"
#include "nextclick/train.hpp"
#include "nextclick/train/checkpoint.hpp"
#include "nextclick/zoo.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(micro_batches)

namespace nc = nextclick;
namespace batch = nc::batch;
namespace encoder = nc::encoder;
namespace optimizer = nc::optimizer;
namespace sampler = nc::sampler;
namespace train = nc::train;
namespace zoo = nc::zoo;

namespace {
/// The number of rows that an encoder has read on this thread, that is, on this rank.
thread_local std::size_t rows_read = 0;

/// Wraps an encoder and counts the rows that it reads in training.
template <encoder::Encoder Inner>
struct counted : Inner {
    template <class P, class T, class Tape>
    nc::view<const T> forward(const P& p, nc::pass& run, const nc::packed_steps& steps, nc::view<const T> x,
                              const encoder::lane_states<T>& states, Tape& t) const {
        if (run.training) rows_read += steps.rows();
        return Inner::forward(p, run, steps, x, states, t);
    }
};
template <class M>
using with_count = nc::model<typename M::input_type, counted<typename M::encoder_type>, typename M::pooling_type, typename M::output_type,
                             typename M::loss_type, typename M::sampler_type>;

/// The result of a run, to the bit.
struct result {
    std::string bits{};
    std::vector<double> losses{};
    std::size_t rows = 0;  ///< read by this rank
};

constexpr std::size_t steps = 25;

template <class Batcher, class Model, class Optimizer, class Prepare>
result trained(const nc::data::click_log& log, const typename Model::policies& policies, const Optimizer& rule, train::options options,
               const Prepare& prepare) {
    Model net(log.items(), policies, 9);
    options.epochs = 100;
    options.threads = 1;
    train::trainer<Model, Optimizer, Batcher> run(net, log, rule, options);
    prepare(run);
    result r;
    rows_read = 0;
    while (run.at().step < steps) {
        const double before = run.at().loss;
        if (run.step())
            r.losses.push_back(run.at().loss - before);
        else
            run.next_epoch();
    }
    r.rows = rows_read;
    const auto append = [&](const auto& numbers) {
        r.bits.append(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof *numbers.data());
    };
    run.visit_packs(
        [&](std::string_view, auto& pack) { nc::for_each_parameter([&](std::string_view, const auto& w) { append(w.data); }, pack); });
    append(run.lane_states());
    return r;
}

/// The same with 1 and 4 micro-batches, and with 4 micro-batches trained by 1 to 4 ranks, which give the same bits; no rank reads all rows.
template <class Batcher, class Model, class Optimizer, class Prepare>
void compare(const nc::data::click_log& log, const typename Model::policies& policies, const Optimizer& rule, const train::options& options,
             const Prepare& prepare) {
    const result whole = trained<Batcher, Model>(log, policies, rule, options, prepare);
    train::options divided = options;
    divided.micro_batches = 4;
    const result alone = trained<Batcher, Model>(log, policies, rule, divided, prepare);
    // Draws, divisors, candidates and plans are those of the whole batch: micro-batches compute the same except for the order of sums.
    BOOST_REQUIRE(alone.losses.size() == whole.losses.size());
    for (std::size_t s = 0; s < steps; ++s)
        BOOST_TEST(std::abs(alone.losses[s] - whole.losses[s]) < 2e-4 * (1 + std::abs(whole.losses[s])),
                   "step " << s << ": " << alone.losses[s] << " and " << whole.losses[s]);
    BOOST_TEST(alone.rows == whole.rows);
    for (const std::size_t ranks : {1u, 2u, 3u, 4u}) {
        std::vector<result> of(ranks);
        nc::parallel::run_ranks(ranks, [&](nc::parallel::communicator& c) {
            train::options own = divided;
            own.communicator = &c;
            of[c.rank()] = trained<Batcher, Model>(log, policies, rule, own, prepare);
        });
        std::size_t rows = 0;
        for (const result& r : of) {
            BOOST_TEST((r.bits == alone.bits), ranks << " ranks");
            BOOST_TEST((r.losses == alone.losses), ranks << " ranks");
            rows += r.rows;
            if (ranks > 1) BOOST_TEST(r.rows < whole.rows);
        }
        BOOST_TEST(rows == whole.rows);
    }
}
template <class Batcher, class Model, class Optimizer>
void compare(const nc::data::click_log& log, const typename Model::policies& policies, const Optimizer& rule,
             const train::options& options = {.batch = 24}) {
    compare<Batcher, Model>(log, policies, rule, options, [](auto&) {});
}

const optimizer::adagrad adagrad{.rate = 0.05, .momentum = 0.1};
const optimizer::adam adam{.rate = 0.01};
}  // namespace

BOOST_AUTO_TEST_CASE(gru4rec_with_dropout_and_targets_of_the_batch) {
    using model = with_count<zoo::gru4rec<10>>;
    model::policies p;
    p.encoder.dropout = 0.3;
    compare<batch::session_parallel, model>(toy::chained_log(40, 400), p, adagrad);
}

BOOST_AUTO_TEST_CASE(bpr_max_over_targets_of_the_batch_and_drawn_items) {
    using model = nc::model<nc::input::embedding<9>, counted<encoder::recurrent<nc::cell::gru<>, 9>>, nc::pooling::last,
                            nc::output::separate<>, nc::loss::bpr_max, sampler::join<sampler::in_batch, sampler::popularity>>;
    model::policies p{.sampler = {.drawn = {.samples = 20, .alpha = 0.5}, .logq = 1, .mask_hits = true}};
    compare<batch::session_parallel, model>(toy::chained_log(40, 400), p, adagrad);
}

BOOST_AUTO_TEST_CASE(rows_of_a_tower_with_dropout_beside_the_list) {
    using model = nc::model<nc::input::embedding<8>, counted<encoder::none>, nc::pooling::last,
                            nc::output::item_tower<nc::input::embedding<8>, encoder::stack<encoder::dense<8>, encoder::dropout>>,
                            nc::loss::top1, sampler::uniform>;
    compare<batch::session_parallel, model>(toy::chained_log(40, 400), {.sampler = {.samples = 20}}, adagrad);
}

BOOST_AUTO_TEST_CASE(sampled_targets_beside_the_list) {
    using model = nc::model<nc::input::dropout<nc::input::embedding<9>>,
                            counted<encoder::stack<encoder::recurrent<nc::cell::gru<>, 9>, encoder::dropout>>,
                            nc::pooling::dropout<nc::pooling::last>, nc::output::tied<>, nc::loss::bpr_max, sampler::uniform>;
    model::policies p{.input = {.probability = 0.2, .item_probability = 0.1}, .sampler = {.samples = 20}};
    compare<batch::whole_sessions, model>(toy::chained_log(40, 400), p,
                                          optimizer::clipped<optimizer::adam>{.inner = adam, .global_norm = 0.5});
}

BOOST_AUTO_TEST_CASE(attention_and_softmax_over_all_items) {
    using model =
        nc::model<nc::input::embedding<8>, counted<encoder::recurrent<nc::cell::gru<>, 8>>, nc::pooling::attend<nc::attention::additive<6>>,
                  nc::output::tied<>, nc::loss::cross_entropy, sampler::all_items>;
    compare<batch::whole_sessions, model>(toy::chained_log(40, 400), {}, adam, {.batch = 60, .session_order = train::order::shuffled});
    compare<batch::prefixes, model>(toy::chained_log(40, 400), {}, adam, {.batch = 60, .session_order = train::order::shuffled});
}

BOOST_AUTO_TEST_CASE(returning_users) {
    using model = with_count<zoo::hrnn<encoder::hrnn::all, 8, 6>>;
    model::policies p;
    p.encoder.initial_dropout = 0.3;
    const auto log = toy::chained_users_log(30, 60);
    compare<batch::user_parallel, model>(log, p, adagrad, {.batch = 16});
    compare<batch::user_sessions, model>(log, p, adagrad, {.batch = 16});
    // The drawn items are those of the whole batch, also in micro-batches without returning users.
    using tied = with_count<zoo::hrnn_tied<encoder::hrnn::all, 8, 6>>;
    compare<batch::user_parallel, tied>(log, {.input = {.probability = 0.2}, .sampler = {.drawn = {.samples = 10}}}, adagrad,
                                        {.batch = 16});
}

/// Ranks at different steps end, whichever they are: no rank waits for one that has ended.
BOOST_AUTO_TEST_CASE(ranks_at_different_steps_end) {
    const auto log = toy::chained_log(40, 300), half = toy::chained_log(40, 100);
    using model = zoo::gru4rec<8>;
    const auto refused = [&](const auto& f) { BOOST_CHECK_THROW(nc::parallel::run_ranks(2, f), nc::error); };
    const train::options options{.batch = 16, .micro_batches = 4, .threads = 1};
    const auto with = [&](nc::parallel::communicator& c, const nc::data::click_log& own_log, auto change) {
        train::options own = options;
        own.communicator = &c;
        change(own);
        model net(log.items(), {}, 4);
        train::train(net, own_log, adagrad, own);
    };
    refused([&](nc::parallel::communicator& c) { with(c, c.rank() == 0 ? log : half, [](auto&) {}); });
    refused([&](nc::parallel::communicator& c) { with(c, log, [&](train::options& own) { own.epochs = 2 + c.rank(); }); });
    refused([&](nc::parallel::communicator& c) {
        try {
            with(c, log, [&](train::options& own) {
                if (c.rank() == 1) own.frozen = {"no such"};
            });
        } catch (const nc::argument_error&) {  // handled by the rank; the others must not wait
        }
    });
    refused([&](nc::parallel::communicator& c) {
        if (c.rank() == 0) with(c, log, [](auto&) {});
    });
}

BOOST_AUTO_TEST_CASE(ranks_that_begin_with_other_weights_end) {
    const auto log = toy::chained_log(40, 300);
    using model = zoo::gru4rec<8>;
    using trainer = train::trainer<model, optimizer::adagrad>;
    std::atomic<int> steps_done{0};
    const auto run = [&](auto change) {
        nc::parallel::run_ranks(3, [&](nc::parallel::communicator& c) {
            model net(log.items(), {}, 4);
            trainer of_rank(net, log, adagrad, {.epochs = 1, .batch = 16, .micro_batches = 4, .communicator = &c, .threads = 1});
            change(c.rank(), of_rank);
            while (of_rank.step()) ++steps_done;
        });
    };
    BOOST_CHECK_EXCEPTION(run([](std::size_t rank, trainer& t) {
                              if (rank == 1) t.net().weights.output.bias.data[3] += 1e-6f;
                          }),
                          nc::rank_error, says("rank 1 begins with other weights.output.bias than rank 0"));
    BOOST_CHECK_EXCEPTION(run([](std::size_t rank, trainer& t) {
                              if (rank == 2) t.memory().moments.first.output.bias.data[3] = 1;
                          }),
                          nc::rank_error, says("rank 2 begins with other moments.first.output.bias than rank 0"));
    BOOST_CHECK_EXCEPTION(run([](std::size_t rank, trainer& t) {
                              if (rank == 2) t.memory().moments.first = {};
                          }),
                          nc::rank_error, says("rank 2 begins with other moments.first."));
    BOOST_TEST(steps_done == 0);
    const auto with = [&](auto change) {
        nc::parallel::run_ranks(3, [&](nc::parallel::communicator& c) {
            model net(log.items(), {}, 4);
            train::options options{
                .epochs = 1, .batch = 16, .micro_batches = 4, .communicator = &c, .threads = static_cast<int>(c.rank()) + 1};
            optimizer::adagrad rule = adagrad;
            if (c.rank() == 1) change(net, options, rule);
            trainer of_rank(net, log, rule, options);
            while (of_rank.step()) ++steps_done;
        });
    };
    BOOST_CHECK_EXCEPTION(with([](model&, train::options&, optimizer::adagrad& rule) { rule.rate *= 2; }), nc::rank_error,
                          says("rank 1 begins with other settings than rank 0: optimizer.rate is \""));
    BOOST_CHECK_EXCEPTION(with([](model&, train::options& o, optimizer::adagrad&) { o.seed = 43; }), nc::rank_error,
                          says("seed is \"43\" there and \"42\" on rank 0"));
    BOOST_CHECK_EXCEPTION(with([](model&, train::options& o, optimizer::adagrad&) { o.frozen = {"output"}; }), nc::rank_error,
                          says("rank 1 begins with other settings than rank 0"));
    BOOST_CHECK_EXCEPTION(with([](model& net, train::options&, optimizer::adagrad&) { net.policy.input.probability = 0.5f; }),
                          nc::rank_error, says("model.input.probability is \"0.5\" there"));
    BOOST_TEST(steps_done == 0);
    run([](std::size_t, trainer&) {});
    BOOST_TEST(steps_done > 0);
}

/// After a callback that throws after an update, the run continues as if it had not thrown.
BOOST_AUTO_TEST_CASE(a_step_is_complete_when_a_callback_throws) {
    const auto log = toy::chained_log(40, 300);
    using model = zoo::gru4rec<8>;
    const auto run = [&](bool throws) {
        model net(log.items(), {}, 4);
        train::trainer trainer(net, log, adagrad, {.batch = 16, .threads = 1});
        for (int i = 0; i < 12; ++i) try {
                trainer.step([&] {
                    if (throws && i == 5) throw nc::data_error("of a callback");
                });
            } catch (const nc::data_error&) {
            }
        BOOST_TEST(trainer.at().step == 12u);
        std::vector<float> all;
        nc::for_each_parameter([&](std::string_view, const auto& w) { all.insert(all.end(), w.data.begin(), w.data.end()); }, net.weights);
        return all;
    };
    BOOST_TEST((run(true) == run(false)));
}

BOOST_AUTO_TEST_CASE(lists_of_candidates) {
    using model = nc::model<nc::input::embedding<8>, counted<encoder::none>, nc::pooling::mean, nc::output::separate<>, nc::loss::listwise,
                            sampler::join<sampler::in_batch, sampler::popularity>>;
    compare<batch::whole_sessions, model>(toy::chained_log(40, 400), {.sampler = {.drawn = {.samples = 10}}}, adam);
}

BOOST_AUTO_TEST_CASE(teachers_and_students) {
    using model = nc::model<nc::input::embedding<8>, counted<encoder::recurrent<nc::cell::gru<>, 8>>, nc::pooling::last, nc::output::tied<>,
                            nc::loss::distilled, sampler::all_items>;
    using teacher_model = nc::model<nc::input::embedding<5>, encoder::recurrent<nc::cell::gru<>, 5>, nc::pooling::last, nc::output::tied<>,
                                    nc::loss::cross_entropy, sampler::all_items>;
    const auto log = toy::chained_log(40, 400);
    teacher_model teacher(log.items(), {}, 2);
    train::train<batch::whole_sessions>(teacher, nc::data::reversed(log), adam, {.epochs = 1});
    compare<batch::whole_sessions, model>(log, {}, adam, {.batch = 60}, [&](auto& run) { run.learn_from(teacher); });
}

BOOST_AUTO_TEST_CASE(rows_that_a_tower_computes_and_parameters_in_turns) {
    using feature = nc::input::categorical<"Action", 5>;
    using model = zoo::p_rnn_parallel<feature, 6>;
    const auto log = toy::acted_log(30, 200);
    model::policies p;
    p.input = nc::input::fitted(std::move(p.input), log);
    // No rows are counted here: the encoder is made of streams.
    for (const bool in_turns : {false, true}) {
        train::options options{.batch = 16, .micro_batches = 4};
        if (in_turns) options.schedule = train::interleaving(zoo::p_rnn_parts<model>());
        const result alone = trained<batch::session_parallel, model>(log, p, adagrad, options, [](auto&) {});
        std::vector<result> of(3);
        nc::parallel::run_ranks(3, [&](nc::parallel::communicator& c) {
            train::options own = options;
            own.communicator = &c;
            of[c.rank()] = trained<batch::session_parallel, model>(log, p, adagrad, own, [](auto&) {});
        });
        for (const result& r : of) BOOST_TEST((r.bits == alone.bits));
    }
}

// Whole trainings: validation, checkpoints by one rank, and resuming with another number of ranks.
BOOST_AUTO_TEST_CASE(a_training_of_ranks_is_validated_stopped_and_resumed) {
    using model = zoo::gru4rec<8>;
    using trainer = train::trainer<model, optimizer::adagrad>;
    const temporary_folder folder;
    const auto log = toy::chained_log(40, 300), held_out = toy::chained_log(40, 60, 5);
    const auto file = folder.path / "run.checkpoint";
    const train::options options{.epochs = 3, .batch = 16, .micro_batches = 4, .threads = 1, .validation = &held_out};
    const auto bits = [](const model& net) {
        std::string all;
        nc::for_each_parameter(
            [&](std::string_view, const auto& w) {
                all.append(reinterpret_cast<const char*>(w.data.data()), w.data.size() * sizeof(float));
            },
            net.weights);
        return all;
    };
    model whole(log.items(), {}, 4);
    train::train(whole, log, adagrad, options);

    const auto run = [&](std::size_t ranks, train::unfinished found, std::uint64_t stop_after) {
        std::vector<std::string> left(ranks);
        nc::parallel::run_ranks(ranks, [&](nc::parallel::communicator& c) {
            train::options own = options;
            own.communicator = &c;
            model net(log.items(), {}, 4);
            train::checkpoints keep(c.rank() == 0 ? file : folder.path / ("of_" + std::to_string(c.rank())),
                                    {.on_unfinished = train::unfinished::restart});
            train::checkpoints first(file, {.seconds = 1e9, .on_unfinished = found});
            train::checkpoints& own_keep = found == train::unfinished::resume ? first : keep;
            const auto stop = [&](const train::step_end<trainer>& e) {  // one rank requests a stop, all stop
                return c.rank() == 0 && e.run.at().step == stop_after ? train::stop : train::decision::proceed;
            };
            train::train(net, log, adagrad, own, own_keep, stop);
            left[c.rank()] = bits(net);
        });
        return left;
    };
    run(3, train::unfinished::restart, 50);
    for (const std::string& left : run(2, train::unfinished::resume, 0)) BOOST_TEST((left == bits(whole)));
}

BOOST_AUTO_TEST_CASE(a_rank_that_fails_ends_the_others) {
    const auto log = toy::chained_log(40, 300);
    std::atomic<int> ended{0};
    const auto run = [&] {
        nc::parallel::run_ranks(3, [&](nc::parallel::communicator& c) {
            zoo::gru4rec<8> net(log.items(), {}, 4);
            using trainer = train::trainer<zoo::gru4rec<8>, optimizer::adagrad>;
            try {
                train::train(net, log, adagrad, {.batch = 16, .micro_batches = 4, .communicator = &c, .threads = 1},
                             [&](const train::step_end<trainer>& e) {
                                 if (c.rank() == 1 && e.run.at().step == 7) throw nc::data_error("the disk of rank 1 is full");
                             });
            } catch (const nc::rank_error& e) {
                ended += std::string(e.what()).find("rank 1 of 3 failed: the disk of rank 1 is full") != std::string::npos;
                throw;
            }
        });
    };
    BOOST_CHECK_THROW(run(), nc::data_error);
    BOOST_TEST(ended == 2);
}

namespace {
int backward_calls = 0;
bool throws_late = false;
/// An encoder whose third call of `backward` throws, before it writes gradients or after.
struct throws_once : encoder::recurrent<nc::cell::gru<>, 8> {
    using base = encoder::recurrent<nc::cell::gru<>, 8>;
    template <class T>
    nc::view<const T> backward(const parameters<nc::values<T>>& p, parameters<nc::gradients<T>>& dp, nc::pass& run,
                               const nc::packed_steps& steps_of, nc::view<const T> dy, const tape<T>& t) const {
        const bool now = ++backward_calls == 3;
        if (now && !throws_late) throw std::bad_alloc();
        const auto dx = base::backward(p, dp, run, steps_of, dy, t);
        if (now) throw std::bad_alloc();
        return dx;
    }
};
}  // namespace

// A step that throws leaves no gradients: a caller that continues gets the same weights, whichever step threw.
BOOST_AUTO_TEST_CASE(a_micro_batch_that_throws_leaves_no_gradients) {
    using net_type =
        nc::model<nc::input::embedding<8>, throws_once, nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy, sampler::in_batch>;
    const auto log = toy::chained_log(40, 30);
    const auto weights = [&](std::size_t micro_batches, bool late) {
        backward_calls = 0;
        throws_late = late;
        net_type net(log.items());
        train::trainer<net_type, optimizer::sgd> run(net, log, {}, {.epochs = 1, .batch = 8, .micro_batches = micro_batches, .threads = 1});
        for (int i = 0; i < 6; ++i) try {
                run.step();
            } catch (const std::bad_alloc&) {
            }
        BOOST_TEST(backward_calls > 3);
        return net.weights.input.items.data;
    };
    for (const std::size_t n : {1u, 2u}) BOOST_TEST((weights(n, false) == weights(n, true)), n << " micro-batches");
}

BOOST_AUTO_TEST_CASE(invalid_options_are_refused) {
    const auto log = toy::chained_log(40, 30);
    zoo::gru4rec<8> net(log.items());
    BOOST_CHECK_THROW(train::train(net, log, adagrad, {.micro_batches = 0}), nc::argument_error);
    const auto too_many = [&] {
        nc::parallel::run_ranks(3, [&](nc::parallel::communicator& c) {
            zoo::gru4rec<8> own(log.items());
            train::train(own, log, adagrad, {.micro_batches = 2, .communicator = &c});
        });
    };
    BOOST_CHECK_EXCEPTION(too_many(), nc::argument_error, says("at least as many"));
}

BOOST_AUTO_TEST_SUITE_END()
