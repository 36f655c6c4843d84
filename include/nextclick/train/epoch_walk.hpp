// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "nextclick/batch/column_gatherer.hpp"
#include "nextclick/batch/concept.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/train/options.hpp"

/// The position of a training run in its log, and its next batch.
NEXTCLICK_BEGIN_NAMESPACE
namespace train {

/// A position in a training run: every number counts completed units.
struct position {
    std::uint64_t epoch = 0, batch = 0, step = 0, events = 0;
    double loss = 0;  ///< sum over the steps of this epoch
};

namespace detail {

inline batch::options batch_options(const options& options) {
    return {options.batch, options.max_length, options.kept, options.click_dropout, options.loss_divisor, options.targets};
}

/// Iterates over the batches of an epoch, in an order determined by seed and epoch.
template <batch::Batcher Batcher>
class epoch_walk {
public:
    /// `min_rows`: minimum number of targets of a batch, see batch/concept.hpp.
    epoch_walk(const data::click_log& log, const options& options, std::vector<data::required_column> required, std::size_t min_rows)
        : log_(&log),
          options_(batch_options(options)),
          seed_(options.seed),
          shuffled_(options.session_order == order::shuffled),
          min_rows_(min_rows),
          events_(Batcher::event_count(log, options_)),
          batches_(log, options_),
          columns_(log, std::move(required)) {
        start();
    }

    const position& at() const { return at_; }
    std::size_t events() const { return events_; }  ///< of an epoch
    std::size_t lanes() const { return batches_.lanes(); }
    /// Completed epochs, including the fraction of the current one.
    double epochs_done() const {
        return static_cast<double>(at_.epoch) + (events_ == 0 ? 0 : static_cast<double>(at_.events) / static_cast<double>(events_));
    }

    /// Makes the next batch; returns false at the end of the epoch.
    bool next(event_rows& rows) {
        if (!batches_.next(rows)) return false;
        rows.columns = columns_.gather(batches_.events());
        return true;
    }
    /// Marks the batch that `next` returned as learned.
    void learned(double loss) {
        ++at_.batch;
        ++at_.step;
        at_.events = batches_.passed();
        at_.loss += loss;
    }
    void next_epoch() {
        at_ = {at_.epoch + 1, 0, at_.step, 0, 0};
        start();
    }
    /// Advances the batcher to a stored position without computing steps; calls passed(rows, b) for every batch b before it.
    /// Returns false if no epoch of this log has the position.
    template <class F>
    bool seek(const position& place, const F& passed) {
        at_ = place;
        start();
        event_rows rows;
        for (std::uint64_t b = 0; b < place.batch; ++b) {
            if (!batches_.next(rows)) return false;
            passed(rows, b);
        }
        return place.events == (place.batch == 0 ? 0 : batches_.passed());
    }

private:
    void start() {
        Batcher::list_units(*log_, options_, order_);
        const auto random = random_stream{seed_, 0}.fork(at_.epoch + 1);
        if (shuffled_)
            for (std::uint32_t i = static_cast<std::uint32_t>(order_.size()); i > 1; --i)
                std::swap(order_[i - 1], order_[random.below(i, i)]);
        batches_.start(order_, min_rows_, random.fork(1));
    }

    const data::click_log* log_;
    batch::options options_;
    std::uint64_t seed_;
    bool shuffled_;
    std::size_t min_rows_, events_;
    Batcher batches_;
    batch::column_gatherer columns_;
    std::vector<std::uint32_t> order_;
    position at_;
};

}  // namespace detail
}  // namespace train
NEXTCLICK_END_NAMESPACE
