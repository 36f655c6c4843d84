// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "nextclick/encoder/concept.hpp"
#include "nextclick/parallel/communicator.hpp"
#include "nextclick/parallel/gradient_bytes.hpp"
#include "nextclick/rows/copy.hpp"
#include "nextclick/rows/micro_batch.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train::detail {

/// Sends the exception that is being handled to the other ranks.
void send_failure(parallel::communicator& ranks) noexcept;

/// Splits a batch into micro-batches, which are groups of lanes. Each is computed by one rank, and losses and gradients are added in
/// the order of the micro-batches, so the bits of a step depend on the number of micro-batches and not on that of the ranks. Rank r of
/// n computes the micro-batches r, r + n, r + 2n, ... With one micro-batch nothing is copied.
template <class T>
class micro_batcher {
public:
    /// Computes some rows of a batch. `own`: adds to the gradients of one micro-batch, not to those of the batch. Returns the loss of the
    /// rows; for a micro-batch without queries it only writes the states.
    using learn_rows = std::function<T(const event_rows&, const encoder::lane_states<T>&, bool own, bool has_queries)>;

    micro_batcher(std::size_t count, parallel::communicator& ranks) : count_(count), ranks_(&ranks) {}

    bool whole() const { return count_ == 1; }

    /// Assigns the lanes of batch b of an epoch to micro-batches. A lane that continues another stays in its micro-batch, so that its
    /// state stays on its rank.
    void assign_lanes(const event_rows& rows, std::uint64_t b) {
        if (whole()) return;
        std::swap(before_, micro_batch_of_lane_);
        micro_batch_of_lane_.resize(rows.steps.lanes());
        for (std::uint32_t l = 0; l < micro_batch_of_lane_.size(); ++l) {
            const bool continues = b > 0 && !rows.carry.empty() && rows.carry[l] != new_session && rows.carry[l] < before_.size();
            micro_batch_of_lane_[l] = continues ? before_[rows.carry[l]] : static_cast<std::uint32_t>(l % count_);
        }
    }

    /// Calls `learn` for every micro-batch of this rank. Returns the sum of all losses, adds the gradients of all micro-batches to `total`,
    /// and writes the states of all lanes to `states.out`. `own`: the gradients of one micro-batch, zeros before and after.
    T sum(workspace& memory, const event_rows& rows, const encoder::lane_states<T>& states, const gradient_list<T>& total,
          const gradient_list<T>& own, const parallel::message_header& place, const learn_rows& learn) {
        if (whole()) return learn(rows, states, false, true);
        T loss = 0;
        message_.clear();
        message_.add(place);
        for (std::size_t p = ranks_->rank(); p < count_; p += ranks_->size()) {
            const cleared_after at_the_end{own};
            const auto mark = memory.here();
            const auto own_loss = learn_micro_batch(memory, rows, states, p, learn);
            if (ranks_->size() == 1 && own_loss) {
                loss += *own_loss;
                parallel::sum_gradients(total, own);
            } else if (own_loss) {
                write_micro_batch(p, *own_loss, states.out, own);
            }
            memory.release(mark);
        }
        return ranks_->size() == 1 ? loss : sum_of_ranks(states.out, total, place);
    }

private:
    struct cleared_after {  // also after an exception
        const gradient_list<T>& own;
        ~cleared_after() {
            for (const gradient_tensor<T>& g : own) {
                if (g.dense != nullptr)
                    std::fill(g.dense->data.begin(), g.dense->data.end(), T(0));
                else
                    g.rows->clear();
            }
        }
    };
    /// Computes a micro-batch and returns its loss; nullopt if it has no lane.
    std::optional<T> learn_micro_batch(workspace& memory, const event_rows& rows, const encoder::lane_states<T>& states, std::size_t p,
                                       const learn_rows& learn) {
        lanes_.clear();
        for (std::uint32_t l = 0; l < micro_batch_of_lane_.size(); ++l)
            if (micro_batch_of_lane_[l] == p) lanes_.push_back(l);
        if (lanes_.empty()) return std::nullopt;
        const micro_batch taken = take_micro_batch(memory, rows, lanes_);
        const auto in = gathered_rows<T>(memory, states.in, taken.lanes), out = memory.take<T>(in.rows, states.out.cols);
        const T loss = learn(taken.rows, encoder::lane_states<T>{in, out}, true, taken.has_queries);
        scatter_rows<T>(out, taken.lanes, states.out);
        return loss;
    }
    void write_micro_batch(std::size_t p, T loss, view<const T> states, const gradient_list<T>& gradients) {
        message_.add(std::uint64_t{p});
        message_.add(loss);
        for (const std::uint32_t l : lanes_) message_.add(std::span<const T>(states.row(l)));
        parallel::add_gradients(message_, gradients);
    }
    /// Adds the micro-batches of all ranks in their order: micro-batch p is the next one of rank p mod n.
    T sum_of_ranks(view<T> states, const gradient_list<T>& total, const parallel::message_header& place) {
        const auto all = ranks_->gather(message_.bytes());
        std::vector<parallel::byte_reader> from(all.begin(), all.end());
        for (std::size_t r = 0; r < from.size(); ++r) parallel::take_header(from[r], r, place);
        T loss = 0;
        for (std::size_t p = 0; p < count_; ++p) {
            bool any = false;
            for (const std::uint32_t of : micro_batch_of_lane_) any = any || of == p;
            if (!any) continue;
            parallel::byte_reader& sent = from[p % ranks_->size()];
            if (sent.template take<std::uint64_t>() != p)
                throw rank_error("the ranks train different logs: micro-batch " + std::to_string(p) +
                                 " is not at its position in the message; give all ranks the same log");
            loss += sent.template take<T>();
            for (std::uint32_t l = 0; l < micro_batch_of_lane_.size(); ++l)
                if (micro_batch_of_lane_[l] == p) sent.take(states.row(l));
            parallel::sum_gradients(total, sent);
        }
        return loss;
    }

    std::size_t count_;
    parallel::communicator* ranks_;
    std::vector<std::uint32_t> micro_batch_of_lane_, before_, lanes_;
    parallel::byte_writer message_;
};

}  // namespace train::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/train/micro_batcher.ipp"
#endif
