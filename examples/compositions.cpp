// SPDX-License-Identifier: Apache-2.0
// Unpublished architectures, each one line of types: NARM's attention within the sessions of HRNN's users, RIB's micro behaviours
// of users, and STAMP with context. The gradient checker checks each model, which is then trained and measured.
#include <algorithm>
#include <cstdio>
#include <nextclick/model/batch_loss.hpp>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
namespace batch = nc::batch;
namespace zoo = nc::zoo;

/// A model whose session states start from the user's earlier sessions.
template <class M, class User>
using of_users = nc::model<typename M::input_type, nc::encoder::hierarchical<typename M::encoder_type, User>, typename M::pooling_type,
                           typename M::output_type, typename M::loss_type, typename M::sampler_type>;
template <std::size_t W>
using gru = nc::encoder::recurrent<nc::cell::gru<>, W>;
template <std::size_t W>
using what_was_done = nc::input::join<nc::input::embedding<W>, nc::input::categorical<"Action", 8>>;

template <std::size_t W>
using narm_of_users = of_users<zoo::narm<W, 2 * W>, gru<W>>;
template <std::size_t W>
using rib_of_users = of_users<zoo::rib_tied<2 * W, W, what_was_done<W>>, gru<W>>;
template <std::size_t W>
using stamp_in_context = zoo::stamp_of<W, typename zoo::stamp<W>::pooling_type, nc::loss::cross_entropy, nc::sampler::all_items,
                                       nc::output::tied<nc::unbiased>, what_was_done<W>>;

/// Throws if a gradient of a narrow model in double is wrong, on a batch that has a returning user if there are users.
template <class Batcher, class Model>
double worst_gradient(const nc::data::click_log& log) {
    using in_double = typename Model::template rebind<double>;
    const in_double net(log.items(), {.input = nc::input::fitted(typename Model::input_type{}, log)});
    Batcher batches(log, {.size = 2});
    std::vector<std::uint32_t> order;
    Batcher::list_units(log, {}, order);
    batches.start(order);
    nc::event_rows rows;
    const auto returns = [&] { return std::ranges::any_of(rows.steps.returning, [](auto flag) { return flag != 0; }); };
    while (batches.next(rows) && nc::history_need<Model>.has_user_states() && !returns()) {
    }
    if (nc::history_need<Model>.has_user_states() && !returns()) throw std::logic_error("no user returns in this log");
    batch::column_gatherer columns(log, net.training_columns());
    rows.columns = columns.gather(batches.events());
    const auto found = nc::check_model(net, rows);
    if (found.worst > 1e-7) throw std::logic_error("the gradient of " + found.path + " is wrong");
    return found.worst;
}

template <template <std::size_t> class Composition, class Batcher>
void measure(const char* name, const nc::data::train_test& logs, const nc::data::click_log& small, const example_options& options) {
    using Model = Composition<50>;
    typename Model::policies policies{.input = nc::input::fitted(typename Model::input_type{}, logs.train)};
    policies.input.probability = options.dropout;
    std::printf("%s: worst gradient %.0e\n", name, worst_gradient<Batcher, Composition<4>>(small));
    Model net(logs.train.items(), policies, options.weights_seed());
    nc::train::train<Batcher>(
        net, logs.train, nc::optimizer::adam{.rate = options.rate},
        {.epochs = options.epochs, .batch = options.batch, .session_order = nc::train::order::shuffled, .seed = options.training_seed()},
        progress_bar);
    print_accuracy(
        name, nc::eval::evaluate(net, logs.test, {.cutoffs = {5, 20}, .history = batch::lanes_are_users<Batcher> ? &logs.train : nullptr}));
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        auto options = read_options(argc, argv, options::logs | options::by_users | options::training | options::dropout,
                                    {.batch = 64, .rate = 2e-3, .dropout = 0.25, .seed = 1});
        options.read.user = "UserId";
        options.read.columns = {{"Action"}};
        const auto logs = read_user_logs(options);
        const auto small = nc::data::simulate({.sessions = 40, .items = 12, .users = 6, .categories = 4});
        measure<narm_of_users, batch::user_sessions>("NARM of users   ", logs, small, options);
        measure<rib_of_users, batch::user_sessions>("RIB of users    ", logs, small, options);
        measure<stamp_in_context, batch::whole_sessions>("STAMP in context", logs, small, options);
    });
}
