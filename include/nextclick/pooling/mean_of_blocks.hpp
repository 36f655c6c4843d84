// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <string>

#include "nextclick/core/error.hpp"
#include "nextclick/pooling/concept.hpp"
#include "nextclick/pooling/running.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace pooling {

/// The mean of each block of columns over the rows of the session so far in which it is filled: for rows of
/// input::per_category, which fill the block of their category and mark it by a 1 at its end. A block that no row fills
/// is zeros.
/// shapes    h (rows, blocks·(D + 1)), q (queries, blocks·D).   cost  an addition an element
template <std::size_t Width = dynamic>
struct mean_of_blocks {
    [[no_unique_address]] extent<Width> units{};

    static constexpr history::need reads = {history::session::window};
    static std::string name() { return "mean_of_blocks"; }
    static constexpr auto options() { return field_list{field{"units", &mean_of_blocks::units}}; }
    template <class S>
    using parameters = no_parameters;
    template <class T>
    struct tape {
        view<const T> sums;
    };

    constexpr std::size_t width(std::size_t in) const { return in / (units + 1) * units; }
    constexpr cost::layer cost(std::size_t) const { return {}; }
    void initialise(no_parameters&, std::size_t in, random_stream) const {
        if (units == 0 || in % (units + 1) != 0)
            throw argument_error("pooling::mean_of_blocks: rows are " + std::to_string(in) + " wide, which is not a multiple of " +
                                 std::to_string(units + 1) + "; give it the width that input::per_category has");
    }

    template <class T>
    view<const T> forward(const no_parameters&, pass& run, const packed_steps& steps, view<const T> h, tape<T>& t) const {
        t.sums = running_forward(running::sum, run, steps, h);
        const auto q = run.memory.take<T>(t.sums.rows, width(h.cols));
        for (std::size_t i = 0; i < q.rows; ++i)
            for_blocks(h.cols, [&](std::size_t from, std::size_t to) {
                const T share = share_of(t.sums, i, from);
                for (std::size_t c = 0; c < units; ++c) q(i, to + c) = share * t.sums(i, from + c);
            });
        return q;
    }
    template <class T>
    view<const T> backward(const no_parameters&, no_parameters&, pass& run, const packed_steps& steps, view<const T> dq,
                           const tape<T>& t) const {
        const auto d_sums = run.memory.take_zeros<T>(dq.rows, t.sums.cols), dh = run.memory.take_zeros<T>(steps.rows(), t.sums.cols);
        for (std::size_t i = 0; i < dq.rows; ++i)
            for_blocks(t.sums.cols, [&](std::size_t from, std::size_t to) {
                const T share = share_of(t.sums, i, from);
                for (std::size_t c = 0; c < units; ++c) d_sums(i, from + c) = share * dq(i, to + c);
            });
        running_backward<T>(running::sum, run, steps, d_sums, dh);
        return dh;
    }

private:
    /// Calls f(first column of the block, first column of its mean).
    template <class F>
    void for_blocks(std::size_t in, const F& f) const {
        for (std::size_t b = 0; b < in / (units + 1); ++b) f(b * (units + 1), b * units);
    }
    template <class T>
    T share_of(view<const T> sums, std::size_t i, std::size_t from) const {
        return T(1) / std::max(T(1), sums(i, from + units));
    }
};
static_assert(Pooling<mean_of_blocks<8>>);

}  // namespace pooling
NEXTCLICK_END_NAMESPACE
