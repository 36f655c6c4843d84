// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/batch/session_parallel.hpp"
#include "nextclick/model/long_sessions.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/objective/concept.hpp"
#include "nextclick/optimizer/concept.hpp"
#include "nextclick/train/about.hpp"
#include "nextclick/train/epoch_walk.hpp"
#include "nextclick/train/equal_start.hpp"
#include "nextclick/train/log_hash.hpp"
#include "nextclick/train/options.hpp"
#include "nextclick/train/run_memory.hpp"
#include "nextclick/train/step.hpp"
#include "nextclick/train/trainable.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train {

template <class Model, class Optimizer, class Batcher = batch::session_parallel>
class trainer;

/// Trains one model on one log, step by step; the batcher is part of the type. Owns the gradients, the state of the optimiser, the
/// states of the lanes and the position in the log; a checkpoint stores the latter three (`memory`). A step on one rank allocates
/// nothing after the largest batch.
template <class Model, class Optimizer, class Batcher>
requires detail::trains<Model, Optimizer, Batcher> class trainer<Model, Optimizer, Batcher> {
    using T = typename Model::scalar;
    static_assert(training_need<Model>.causal() || Batcher::one_query_a_lane,
                  "train: a policy of this model is not causal, the input of a query would contain its target: "
                  "train with batch::prefixes, as in train<batch::prefixes>(...)");
    static_assert(!training_need<Model>.reads_earlier_rows() || Batcher::whole_prefixes,
                  "train: this model reads earlier clicks of the session, which batches of single clicks do not "
                  "hold: train with batch::whole_sessions or batch::prefixes, as in train<batch::whole_sessions>(...)");

    static_assert(!batch::FormerSpelling<Batcher>, "train: nothing reads the member deals_users of a batcher: call it lanes_are_users");
    static_assert(objective::Learner<objective::learner_of<Model>, Model>,
                  "train: the learner of the objective lacks something that objective/concept.hpp requires");
    static_assert(!training_need<Model>.has_user_states() || batch::lanes_are_users<Batcher>,
                  "train: this encoder carries states of users from session to session: train with batch::user_parallel or "
                  "batch::user_sessions, as in train<batch::user_parallel>(...)");

public:
    using batcher = Batcher;

    trainer(Model& net, const data::click_log& log, Optimizer optimiser, options options)
        : net_(&net),
          log_(&log),
          optimiser_(std::move(optimiser)),
          options_(detail::checked(std::move(options))),
          communicator_(options_.communicator == nullptr ? &alone_ : options_.communicator) {
        detail::check_log(log, net.items(), Batcher::event_count(log, detail::batch_options(options_)));
        if constexpr (batch::lanes_are_users<Batcher> && training_need<Model>.reads_earlier_rows())
            if (options_.max_length != 0)
                throw argument_error(
                    "train: max_length is " + std::to_string(options_.max_length) +
                    ", but sessions of users are evaluated whole, and this model reads earlier clicks: do not set max_length, or cut the "
                    "sessions of the log");
        if (const std::string pairs = works_on_pairs_for(net); !pairs.empty()) {
            if constexpr (Batcher::whole_prefixes && !Batcher::one_query_a_lane && !batch::lanes_are_users<Batcher>) {
                options_.max_length = max_length_for(log, options_.max_length);
                if (options_.validation != nullptr && works_on_pairs(net))
                    options_.max_length = max_length_for(*options_.validation, options_.max_length);
            }
            check_session_lengths(log, options_.max_length, "train", pairs);
        }
        if (options_.validation != nullptr) detail::check_validation(net.items(), options_);
        stepper_.emplace(net, optimiser_, options_, *communicator_, memory_);
        options_.frozen = frozen();
        stepper_->schedule().check_epochs(options_.epochs, encoder::stream_count<typename Model::encoder_type>);
        optimiser_.prepare(memory_.moments, net.weights);
        support_ = detail::known_support(log);
        stepper_->objective().prepare(net, support_);
        walk_.emplace(log, options_, net.training_columns(), stepper_->objective().min_rows(net));
        memory_.lanes.resize(carried_size());
    }
    trainer(const trainer&) = delete;  // its members point to each other
    trainer& operator=(const trainer&) = delete;

    using position = train::position;
    using best_epoch = train::best_epoch<Model>;
    const position& at() const { return walk_->at(); }  ///< the position of the run
    std::size_t epoch_events() const { return walk_->events(); }
    const train::options& options() const { return options_; }
    const Optimizer& optimiser() const { return optimiser_; }
    const data::click_log& log() const { return *log_; }
    parallel::communicator& communicator() { return *communicator_; }
    /// A hash that identifies the log.   cost  at the first call, a pass over the log
    std::uint64_t log_hash() { return known(log_hash_, *log_); }
    /// The hash of the validation log.   requires  options().validation
    std::uint64_t validation_hash() { return known(validation_hash_, *options_.validation); }

    /// Trains on the next batch: forward, loss, backward and update, once for each part of the schedule whose turn it is. Calls
    /// `updated()` after each update. Returns false at the end of the epoch, without a step. Throws `numeric_error` before the
    /// update if the loss or a gradient is not finite, and `rank_error` before the first step if ranks differ in weights or moments.
    template <class F>
    bool step(const F& updated) try {
        event_rows rows;
        if (!std::exchange(compared_, true)) detail::require_equal_start(*this);
        if (!walk_->next(rows)) return false;
        describe_model();
        stepper_->micro_batches().assign_lanes(rows, at().batch);
        workspace_.reset();
        stepper_->activate_streams(at().epoch);
        const view<const T> in = carried(rows);
        view<T> out{memory_.lanes.data(), rows.steps.lanes(), net_->state_width()};
        if constexpr (!Batcher::carries_states) out = workspace_.template take<T>(out.rows, out.cols);
        std::exception_ptr thrown;  // by a callback after the update; the step is completed first
        const auto call = [&] {
            try {
                if (!thrown) updated();
            } catch (...) {
                thrown = std::current_exception();
            }
        };
        const T loss = stepper_->step(workspace_, rows, encoder::lane_states<T>{in, out}, at(), walk_->epochs_done(), std::cref(call));
        walk_->learned(static_cast<double>(loss));
        if (thrown) std::rethrow_exception(thrown);
        return true;
    } catch (...) {
        detail::send_failure(*communicator_);
        throw;
    }
    bool step() {
        return step([] {});
    }
    /// After an update: see detail::stepper::for_each_changed.
    template <class F, Parameters... Packs>
    void for_each_changed(const F& f, Packs&... packs) {
        stepper_->for_each_changed(f, packs...);
    }

    /// Freezes exactly these parameters from the next step on, in place of `options::frozen`. A callback may call it to implement a
    /// schedule. Checkpoints store the set, so such a callback must come before `checkpoints`. Throws `argument_error` that lists
    /// the valid names if one is unknown; the set is then unchanged.
    void freeze(std::vector<std::string> names) { stepper_->freeze(std::move(names)); }
    const std::vector<std::string>& frozen() const { return stepper_->schedule().always(); }

    /// Sets what the objective learns from besides the log, such as the teacher of objective::distilled; see its learner's
    /// `learn_from`. `source` must outlive the trainer.
    template <class Source>
    void learn_from(const Source& source) {
        constexpr bool learns =
            requires(objective::learner_of<Model>& learner, const Model& net) { learner.template learn_from<Batcher>(net, source); };
        static_assert(learns, "train: the objective of this model learns from the log alone: its learner has no learn_from");
        if constexpr (learns) stepper_->objective().template learn_from<Batcher>(*net_, source);
    }

    void next_epoch() { walk_->next_epoch(); }

    best_epoch& best() { return memory_.best; }
    /// Restores the weights of the best validation, if there was one, and the streams enabled in its epoch.
    void take_best() {
        if (best().epoch == 0) return;
        net_->weights = best().weights;
        stepper_->activate_streams(best().epoch - 1);
    }
    Model& net() { return *net_; }

    /// The state of the run besides the weights, the position and the frozen set; checkpoints store all four.
    using memory_type = run_memory<Model, Optimizer>;
    memory_type& memory() { return memory_; }
    const std::vector<T>& lane_states() const { return memory_.lanes; }
    /// Calls f(name, pack) for "weights" and the packs of the memory.
    template <class F>
    void visit_packs(F&& f) {
        f("weights", net_->weights);
        memory_.visit(f);
    }

    /// Continues at a stored position with its weights, memory and frozen parameters. The batcher is advanced to the position
    /// without computing steps. Throws `file_error` if the log has no such position, `argument_error` for unknown parameter names;
    /// the run is then unchanged.
    void resume(const position& stored, typename Model::weight_pack&& weights, memory_type&& memory,
                std::vector<std::string> names_frozen) {
        const std::vector<std::string> frozen_before = frozen();
        const auto assign_lanes = [this](const event_rows& rows, std::uint64_t b) { stepper_->micro_batches().assign_lanes(rows, b); };
        freeze(std::move(names_frozen));
        if (const position before = at(); !walk_->seek(stored, assign_lanes)) {
            freeze(frozen_before);
            walk_->seek(before, assign_lanes);
            throw file_error(
                "checkpoint: no epoch of this log has its position; resume with the log that the run began with, or remove it "
                "to start a new run");
        }
        net_->weights = std::move(weights);
        memory_ = std::move(memory);
        memory_.lanes.resize(std::max(memory_.lanes.size(), carried_size()));
        compared_ = false;
        describe_model();
    }

private:
    /// Records the log and the options in the model's `about` before the first step; a run that is refused earlier does not change
    /// the model.
    void describe_model() {
        if (!std::exchange(described_, true)) detail::record_training<Batcher>(net_->about, *log_, options_, optimiser_);
    }
    /// The reason why the cost of a session is quadratic in its clicks; empty if it is not.
    static std::string works_on_pairs_for(const Model& net) {
        if (!Batcher::whole_prefixes) return {};
        if (Batcher::one_query_a_lane) return "a prefix of it for each click (batch::" + Batcher::name() + ")";
        if (works_on_pairs(net)) return "attention over its pairs of clicks";
        return Model::objective_type::template why_quadratic<typename Model::sampler_type>();
    }
    static std::uint64_t known(std::optional<std::uint64_t>& hash, const data::click_log& log) {
        if (!hash) hash = detail::log_hash(log);
        return *hash;
    }
    std::size_t carried_size() const { return Batcher::carries_states ? walk_->lanes() * net_->state_width() : 0; }

    /// The states that this batch continues: rows of the previous batch, or zeros for new sessions.
    view<const T> carried(const event_rows& rows) {
        const std::size_t width = net_->state_width();
        if (rows.carry.empty()) return workspace_.take_zeros<T>(rows.steps.lanes(), width);
        auto in = workspace_.take<T>(rows.carry.size(), width);
        for (std::size_t l = 0; l < rows.carry.size(); ++l) {
            if (rows.carry[l] == new_session || at().batch == 0)
                std::fill_n(in.row(l).data(), width, T(0));
            else
                std::copy_n(memory_.lanes.data() + rows.carry[l] * width, width, in.row(l).data());
        }
        return in;
    }

    Model* net_;
    const data::click_log* log_;
    Optimizer optimiser_;
    train::options options_;
    parallel::serial alone_;
    parallel::communicator* communicator_;
    memory_type memory_;
    // Constructed after the checks.
    std::optional<detail::stepper<Model, Optimizer>> stepper_;
    std::optional<detail::epoch_walk<Batcher>> walk_;
    std::vector<std::uint32_t> support_;
    workspace workspace_;
    std::optional<std::uint64_t> log_hash_, validation_hash_;
    bool described_ = false, compared_ = false;  ///< with the other ranks
};

/// Of what cannot be trained; the base says why. It has the members that programs call, so that nothing else is reported.
template <class Model, class Optimizer, class Batcher>
class trainer : detail::not_trained<Model, Optimizer, Batcher> {
public:
    trainer(Model&, const data::click_log&, Optimizer, train::options);
    template <class... F>
    bool step(const F&...) {
        return false;
    }
    void next_epoch();
    const position& at() const;
    std::size_t epoch_events() const;
    const train::options& options() const;
    Model& net();
    const data::click_log& log() const;
    const Optimizer& optimiser() const;
    parallel::communicator& communicator();
    const std::vector<std::string>& frozen() const;
    template <class... A>
    void for_each_changed(const A&...) {}
    void take_best();
    void freeze(const std::vector<std::string>&);
    template <class Source>
    void learn_from(const Source&) {}
};

}  // namespace train
NEXTCLICK_END_NAMESPACE
