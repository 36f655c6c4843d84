// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/batch/column_gatherer.hpp"
#include "nextclick/batch/concept.hpp"
#include "nextclick/batch/session_parallel.hpp"
#include "nextclick/core/parallel.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/model/long_sessions.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/objective/concept.hpp"
#include "nextclick/optimizer/concept.hpp"
#include "nextclick/optimizer/frozen.hpp"
#include "nextclick/table/step_deferred.hpp"
#include "nextclick/train/about.hpp"
#include "nextclick/train/options.hpp"
#include "nextclick/train/schedule.hpp"

namespace nextclick::inline NEXTCLICK_ABI::train {

/// Trains one model on one log, step by step; the batcher is part of the type. Owns the gradients, the state of the
/// optimiser, the states of the lanes and the position in the log: everything that a checkpoint must hold
/// (`visit_state`). A step allocates nothing once the largest batch has been seen.
template <class Model, optimizer::Optimizer Optimizer, batch::Batcher Batcher = batch::session_parallel>
class trainer {
    using T = typename Model::scalar;
    using element_of_table = typename Model::element_of_table;
    static constexpr history::need reads = history_need<Model>;
    static_assert(reads.causal() || Batcher::one_query_a_lane,
                  "train: this encoder is not causal, a click would be encoded with the clicks that it shall predict: "
                  "train with batch::prefixes, as in train<batch::prefixes>(...)");
    static_assert(!reads.looks_back() || Batcher::whole_prefixes,
                  "train: this model looks back at earlier clicks of the session, which batches of single clicks do not "
                  "hold: train with batch::whole_sessions or batch::prefixes, as in train<batch::whole_sessions>(...)");

    static_assert(objective::Learner<objective::learner_of<Model>, Model>,
                  "train: the learner of the objective lacks something that objective/concept.hpp asks for");
    static_assert(!reads.knows_users() || batch::deals_users<Batcher>,
                  "train: this encoder carries users from session to session: train with batch::user_parallel or "
                  "batch::user_sessions, as in train<batch::user_parallel>(...)");

public:
    using batcher = Batcher;

    trainer(Model& net, const data::click_log& log, Optimizer optimiser, options how)
        : net_(&net),
          log_(&log),
          optimiser_(std::move(optimiser)),
          how_(detail::checked(std::move(how))),
          batches_(log, batch_options(how_)),
          objective_(net) {
        if (log.items().hash() != net.items().hash())
            throw argument_error(
                "train: the log and the model have different vocabularies; make the model from log.items(), or encode "
                "the log with the model's items");
        epoch_events_ = Batcher::event_count(log, batch_options(how_));
        if (epoch_events_ == 0) throw argument_error("train: no session of the log has two events; there is nothing to predict");
        if (const std::string pairs = works_on_pairs_for(net); !pairs.empty()) check_session_lengths(log, how_.longest, "train", pairs);
        if (how_.validation != nullptr) detail::check_validation(net, how_);
        columns_ = {log, net.training_columns()};
        resize_like(gradients_, net.weights);
        freeze(how_.frozen);
        how_.frozen = frozen();
        turns_.check_epochs(how_.epochs, encoder::stream_count<typename Model::encoder_type>);
        optimiser_.prepare(state_, net.weights);
        support_ = log.item_support();
        const auto known = std::accumulate(support_.begin(), support_.end(), std::size_t{0});
        if (known != log.event_count())
            throw argument_error("train: " + std::to_string(log.event_count() - known) +
                                 " clicks of the log are on items that its vocabulary lacks; train on a log without them "
                                 "(a split with unknown_items::drop), or on a model made from all items");
        objective_.prepare(net, support_);
        lanes_.resize(carried_size());
        start_epoch();
    }

    /// Where the run stands.
    struct position {
        std::uint64_t epoch = 0, batch = 0, step = 0, events = 0;
        double loss = 0;  ///< sum over the steps of this epoch
    };
    const position& at() const { return at_; }
    std::size_t epoch_events() const { return epoch_events_; }
    const options& how() const { return how_; }
    const Optimizer& optimiser() const { return optimiser_; }
    const data::click_log& log() const { return *log_; }
    /// Tells logs apart by who clicked on what, session by session.   cost  at the first call, a pass over the log
    std::uint64_t log_hash() { return hash_of(*log_, log_hash_); }
    /// The same of the log that validations go by.   requires  options().validation
    std::uint64_t validation_hash() { return hash_of(*how_.validation, validation_hash_); }

    /// One batch: forward, loss, backward, update, once for each part of the schedule whose turn it is. False at the end of
    /// the epoch (nothing was done). Throws `numeric_error` before the update if the loss or a gradient is not finite.
    bool step() {
        event_rows rows;
        if (!batches_.next(rows)) return false;
        tell_model();
        rows.columns = columns_.gather(batches_.events());
        memory_.reset();
        silence(at_.epoch);
        pass run{.memory = memory_};
        const auto in = carried(run, rows);
        view<T> out{lanes_.data(), rows.steps.lanes(), net_->state_width()};
        if constexpr (!Batcher::carries_states) out = run.memory.template take<T>(out.rows, out.cols);
        const auto kept = memory_.here();
        T loss = 0;  // before the first part has learned
        for (std::size_t k = 0; k < turns_.count(); ++k) {
            part_ = turns_.first(at_.epoch) + k;
            const T own = learn(rows, {in, out});
            if (k == 0) loss = own;
            memory_.release(kept);
        }
        ++at_.batch;
        ++at_.step;
        at_.events = batches_.passed();
        at_.loss += static_cast<double>(loss);
        return true;
    }

    /// From the next step on these parameters are frozen, and no others: what `options::frozen` says of the start. For
    /// schedules, as a callback: part of a checkpoint, so a callback that freezes comes before `checkpoints`.
    /// Throws `argument_error`, which lists the names there are, if one of them is none; the set is then as before.
    void freeze(std::vector<std::string> names) { turns_ = {how_.schedule, std::move(names), net_->weights, path_of_biases()}; }
    const std::vector<std::string>& frozen() const { return turns_.always(); }

    /// Who says more than the labels do (loss::distilled): a model that reads each session from its end (read_backwards;
    /// it learned from data::reversed(log)). It must outlive the trainer.
    template <class Teacher>
    void learn_from(const Teacher& teacher) {
        static_assert(
            requires { objective_.template learn_from<Batcher>(*net_, teacher); }, "train: only loss::distilled learns from a teacher");
        objective_.template learn_from<Batcher>(*net_, teacher);
    }

    /// Goes on to the next epoch.
    void next_epoch() {
        at_ = {at_.epoch + 1, 0, at_.step, 0, 0};
        start_epoch();
    }

    /// The best validation so far, and the weights that gave it.
    struct best_epoch {
        double value = -1;
        std::uint64_t epoch = 0;  ///< counts from 1; 0: none yet
        typename Model::weight_pack weights;
    };
    best_epoch& best() { return best_; }
    /// Gives the model the weights of the best validation, and the streams that it was made with, if there was one.
    void take_best() {
        if (best_.epoch == 0) return;
        net_->weights = best_.weights;
        silence(best_.epoch - 1);
    }
    Model& net() { return *net_; }

    /// Every pack that the rest of the run depends on: f(name, pack). For checkpoints, with `lane_states` and `at`.
    template <class F>
    void visit_packs(F&& f) {
        f("weights", net_->weights);
        f("moments.first", state_.first);
        f("moments.second", state_.second);
        f("best", best_.weights);
    }
    const std::vector<T>& lane_states() const { return lanes_; }

    /// Packs of the shapes of this run, for `resume`.
    struct packs {
        typename Model::weight_pack weights, best;
        typename Optimizer::template state<typename Model::moment_pack> state;
        template <class F>
        void visit(F&& f) {
            f("weights", weights);
            f("moments.first", state.first);
            f("moments.second", state.second);
            f("best", best);
        }
    };
    packs empty_packs() const { return {net_->weights, net_->weights, state_}; }
    /// Continues at a stored position with the packs, lane states and frozen parameters of then: replays the batcher up to
    /// there, which costs no arithmetic. Throws `file_error` if there is no such place in the log, `argument_error` for names of
    /// no parameter; the run is then as before.
    void resume(const position& stored, packs&& stored_packs, std::vector<T>&& lanes, std::vector<std::string> names_frozen,
                double best_value, std::uint64_t best_epoch_number) {
        const std::vector<std::string> frozen_before = frozen();
        freeze(std::move(names_frozen));
        if (const position before = at_; !stand_at(stored)) {
            freeze(frozen_before);
            stand_at(before);
            throw file_error(
                "checkpoint: it stands where no epoch of this log comes by; resume with the log the run began with, or remove it to "
                "start anew");
        }
        net_->weights = std::move(stored_packs.weights);
        state_ = std::move(stored_packs.state);
        lanes_ = std::move(lanes);
        lanes_.resize(std::max(lanes_.size(), carried_size()));
        if (best_epoch_number > 0) best_ = {best_value, best_epoch_number, std::move(stored_packs.best)};
        tell_model();
    }

private:
    /// From when it learns on, the model says of what; a run that is refused before leaves it as it was.
    void tell_model() {
        if (!std::exchange(told_, true)) detail::tell_about<Batcher>(net_->about, *log_, how_, optimiser_);
    }
    /// The biases of items belong to every part of a schedule. Empty: there are none.
    std::string path_of_biases() const {
        if constexpr (Model::output_type::has_bias) return std::string(place_of(net_->weights, net_->weights.output.bias).path);
        return {};
    }
    /// Why a session costs the square of its clicks; empty if it does not.
    static std::string works_on_pairs_for(const Model& net) {
        if (!Batcher::whole_prefixes) return {};
        if (Batcher::one_query_a_lane) return "a prefix of it for each click (batch::" + Batcher::name() + ")";
        if (works_on_pairs(net)) return "attention over its pairs of clicks";
        return Model::objective_type::template why_quadratic<typename Model::sampler_type>();
    }
    static std::uint64_t hash_of(const data::click_log& log, std::optional<std::uint64_t>& known) {
        if (!known) {
            data::detail::fnv1a h;
            for (const item_index i : log.item_column()) h.word(i);
            for (const std::uint32_t b : log.session_begin()) h.word(b);
            for (const item_index u : log.user_column()) h.word(u);
            for (const std::int64_t t : log.time_column()) h.word(static_cast<std::uint64_t>(t));
            for (const data::event_column& c : log.columns()) {
                if (c.categorical())
                    for (const item_index code : c.codes()) h.word(code);
                if (c.kind() == data::column_kind::numeric)
                    for (const float x : c.numbers()) h.word(std::bit_cast<std::uint32_t>(x));
            }
            known = h.value;
        }
        return *known;
    }
    /// One update of the part whose turn it is. Draws are those of the batch, whichever part learns.
    T learn(const event_rows& rows, const encoder::lane_states<T>& states) {
        pass run{.memory = memory_, .training = true, .random = random_stream{how_.seed, at_.step + 1}, .threads = how_.threads};
        auto e = net_->encode(run, rows, states.in, states.out);
        const auto dq = memory_.take<T>(e.queries.rows, e.queries.cols);
        const T loss = objective_.learn(*net_, run, rows, e.queries, objective_.draw(*net_, run, rows), gradients_, dq) +
                       net_->learn_head(run, e, gradients_);
        net_->backward(run, e, dq, gradients_);
        const auto stepped = table_tensors();
        if (!optimizer::RowLocal<Optimizer> || !std::isfinite(loss) || !objective_.deferred().surely_finite(stepped.table.steepest()))
            objective_.settle({stepped.table, stepped.rows.gradient, stepped.biases.gradient}, run);
        check(loss);
        const double done = epoch_events_ == 0 ? 0 : static_cast<double>(at_.events) / static_cast<double>(epoch_events_);
        const optimizer::moment when{at_.step, static_cast<double>(at_.epoch) + done, static_cast<double>(how_.epochs)};
        if constexpr (optimizer::RowLocal<Optimizer>) table::step_deferred(optimiser_, when, objective_.deferred(), stepped, run);
        update(when);
        objective_.clear();
        for_each_parameter([this](std::string_view, auto& g) { this->clear(g); }, gradients_);
        return loss;
    }

    /// Streams whose part has not begun in this epoch do not speak.
    void silence([[maybe_unused]] std::size_t epoch) {
        if constexpr (encoder::stream_count<typename Model::encoder_type> != 0)
            if (turns_.silences()) encoder::streams_of(net_->policy.encoder).streams = turns_.streams(epoch);
    }

    void clear(matrix<T>& g) const {
        constexpr std::size_t block = 8192;
        parallel_blocks(g.data.size(), block, g.data.size() < 4 * block ? 1 : how_.threads,
                        [&](std::size_t first, std::size_t end) { std::fill_n(g.data.data() + first, end - first, T(0)); });
    }
    void clear(row_gradient<T>& g) const { g.clear(); }

    static batch::options batch_options(const options& how) {
        return {how.batch, how.longest, how.kept, how.click_dropout, how.per, how.targets};
    }
    std::size_t carried_size() const { return Batcher::carries_states ? batches_.lanes() * net_->state_width() : 0; }

    /// Lets the batcher pass what was learned in this epoch. False if no epoch has this place.
    bool stand_at(const position& place) {
        at_ = place;
        start_epoch();
        event_rows rows;
        for (std::uint64_t b = 0; b < place.batch; ++b)
            if (!batches_.next(rows)) return false;
        return place.events == (place.batch == 0 ? 0 : batches_.passed());
    }
    void start_epoch() {
        Batcher::list_units(*log_, batch_options(how_), order_);
        const auto random = random_stream{how_.seed, 0}.fork(at_.epoch + 1);
        if (how_.sessions == order::shuffled)
            for (std::uint32_t i = static_cast<std::uint32_t>(order_.size()); i > 1; --i)
                std::swap(order_[i - 1], order_[random.below(i, i)]);
        batches_.start(order_, objective_.min_rows(*net_), random.fork(1));
    }

    /// States that this batch continues: rows of the batch before, or zeros for new sessions.
    view<const T> carried(pass& run, const event_rows& rows) {
        const std::size_t width = net_->state_width();
        if (rows.carry.empty()) return run.memory.take_zeros<T>(rows.steps.lanes(), width);
        auto in = run.memory.take<T>(rows.carry.size(), width);
        for (std::size_t l = 0; l < rows.carry.size(); ++l) {
            if (rows.carry[l] == new_session || at_.batch == 0)
                std::fill_n(in.row(l).data(), width, T(0));
            else
                std::copy_n(lanes_.data() + rows.carry[l] * width, width, in.row(l).data());
        }
        return in;
    }

    const optimizer::frozen_set& frozen_now() const { return turns_.frozen(part_); }
    /// The tensors of the item table, null where they are frozen.
    auto table_tensors() {
        table::stepped<element_of_table, T> to;
        [[maybe_unused]] const auto tensors = [&](auto& rows, const auto& of) {
            auto& weights = of(net_->weights);
            if (!frozen_now().holds(net_->weights, weights)) rows = {&weights, &of(gradients_), &of(state_.first), &of(state_.second)};
        };
        if constexpr (Model::has_table) to.table = net_->table();
        if constexpr (Model::has_table)
            tensors(
                to.rows, [&](auto& pack) -> auto& { return net_->table_of(pack); });
        if constexpr (Model::output_type::has_bias)
            tensors(
                to.biases, [](auto& pack) -> auto& { return pack.output.bias; });
        return to;
    }

    void update(const optimizer::moment& when) {
        const optimizer::set_aside rest(frozen_now(), net_->weights, gradients_, state_.first, state_.second);
        optimiser_.step(net_->weights, gradients_, state_, when, how_.threads);
    }

    void check(T loss) const {
        const std::string bad = optimizer::first_non_finite(gradients_, how_.threads);
        if (std::isfinite(loss) && bad.empty()) return;
        throw numeric_error("train: epoch " + std::to_string(at_.epoch + 1) + ", step " + std::to_string(at_.step + 1) + ": the loss is " +
                            std::to_string(loss) + (bad.empty() ? std::string() : " and the gradient of " + bad + " is not finite") +
                            "; likely cause: the learning rate is too high for this loss (try a third of it, or clip "
                            "the gradient). The weights are those before the step");
    }

    Model* net_;
    const data::click_log* log_;
    Optimizer optimiser_;
    options how_;
    Batcher batches_;
    batch::column_gatherer columns_;
    detail::turns turns_;
    std::size_t part_ = 0;  ///< whose turn it is
    std::vector<std::uint32_t> order_, support_;
    typename Model::gradient_pack gradients_;
    typename Optimizer::template state<typename Model::moment_pack> state_;
    std::vector<T> lanes_;
    objective::learner_of<Model> objective_;
    workspace memory_;
    position at_;
    best_epoch best_;
    std::optional<std::uint64_t> log_hash_, validation_hash_;
    std::size_t epoch_events_ = 0;
    bool told_ = false;
};

}  // namespace nextclick::inline NEXTCLICK_ABI::train
