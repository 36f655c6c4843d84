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
#include "nextclick/rows/part_of_batch.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train::detail {

/// Sends the exception that is being handled to the other ranks.
void send_failure(parallel::communicator& ranks) noexcept;

/// Splits a batch into parts, which are groups of lanes. Each part is computed by one rank, and losses and gradients are added in
/// the order of the parts, so the bits of a step depend on the number of parts and not on that of the ranks. Rank r of n computes
/// the parts r, r + n, r + 2n, ... With one part nothing is copied.
template <class T>
class batch_parts {
public:
    /// Computes some rows of a batch. `own`: adds to the gradients of one part, not to those of the batch. Returns the loss of the rows;
    /// for a part without queries it only writes the states.
    using learn_rows = std::function<T(const event_rows&, const encoder::lane_states<T>&, bool own, bool has_queries)>;

    batch_parts(std::size_t count, parallel::communicator& ranks) : count_(count), ranks_(&ranks) {}

    bool whole() const { return count_ == 1; }

    /// Assigns the lanes of batch b of an epoch to parts. A lane that continues another stays in its part, so that its state stays
    /// on its rank.
    void assign_lanes(const event_rows& rows, std::uint64_t b) {
        if (whole()) return;
        std::swap(before_, part_of_lane_);
        part_of_lane_.resize(rows.steps.lanes());
        for (std::uint32_t l = 0; l < part_of_lane_.size(); ++l) {
            const bool continues = b > 0 && !rows.carry.empty() && rows.carry[l] != new_session && rows.carry[l] < before_.size();
            part_of_lane_[l] = continues ? before_[rows.carry[l]] : static_cast<std::uint32_t>(l % count_);
        }
    }

    /// Calls `learn` for every part of this rank. Returns the sum of all losses, adds the gradients of all parts to `total`, and leaves
    /// the states of all lanes in `states.out`. `own`: the gradients of one part, zeros before and after.
    T sum(workspace& memory, const event_rows& rows, const encoder::lane_states<T>& states, const gradient_list<T>& total,
          const gradient_list<T>& own, const parallel::stamp& place, const learn_rows& learn) {
        if (whole()) return learn(rows, states, false, true);
        T loss = 0;
        message_.clear();
        message_.add(place);
        for (std::size_t p = ranks_->rank(); p < count_; p += ranks_->size()) {
            const cleared_after at_the_end{own};
            const auto mark = memory.here();
            const auto of_part = learn_part(memory, rows, states, p, learn);
            if (ranks_->size() == 1 && of_part) {
                loss += *of_part;
                parallel::sum_gradients(total, own);
            } else if (of_part) {
                write_part(p, *of_part, states.out, own);
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
    /// Computes a part and returns its loss; nullopt if the part has no lane.
    std::optional<T> learn_part(workspace& memory, const event_rows& rows, const encoder::lane_states<T>& states, std::size_t p,
                                const learn_rows& learn) {
        lanes_.clear();
        for (std::uint32_t l = 0; l < part_of_lane_.size(); ++l)
            if (part_of_lane_[l] == p) lanes_.push_back(l);
        if (lanes_.empty()) return std::nullopt;
        const part_of_batch part = take_part(memory, rows, lanes_);
        const auto in = gathered_rows<T>(memory, states.in, part.lanes), out = memory.take<T>(in.rows, states.out.cols);
        const T loss = learn(part.rows, encoder::lane_states<T>{in, out}, true, part.has_queries);
        scatter_rows<T>(out, part.lanes, states.out);
        return loss;
    }
    void write_part(std::size_t p, T loss, view<const T> states, const gradient_list<T>& gradients) {
        message_.add(std::uint64_t{p});
        message_.add(loss);
        for (const std::uint32_t l : lanes_) message_.add(std::span<const T>(states.row(l)));
        parallel::add_gradients(message_, gradients);
    }
    /// Adds the parts of all ranks in the order of the parts: part p is the next one of rank p mod n.
    T sum_of_ranks(view<T> states, const gradient_list<T>& total, const parallel::stamp& place) {
        const auto all = ranks_->gather(message_.bytes());
        std::vector<parallel::byte_reader> from(all.begin(), all.end());
        for (std::size_t r = 0; r < from.size(); ++r) parallel::take_stamp(from[r], r, place);
        T loss = 0;
        for (std::size_t p = 0; p < count_; ++p) {
            bool any = false;
            for (const std::uint32_t of : part_of_lane_) any = any || of == p;
            if (!any) continue;
            parallel::byte_reader& sent = from[p % ranks_->size()];
            if (sent.template take<std::uint64_t>() != p)
                throw rank_error("the ranks train different logs: part " + std::to_string(p) + " of a batch is not where it must be");
            loss += sent.template take<T>();
            for (std::uint32_t l = 0; l < part_of_lane_.size(); ++l)
                if (part_of_lane_[l] == p) sent.take(states.row(l));
            parallel::sum_gradients(total, sent);
        }
        return loss;
    }

    std::size_t count_;
    parallel::communicator* ranks_;
    std::vector<std::uint32_t> part_of_lane_, before_, lanes_;
    parallel::byte_writer message_;
};

}  // namespace train::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/train/batch_parts.ipp"
#endif
