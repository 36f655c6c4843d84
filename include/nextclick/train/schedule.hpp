// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/optimizer/frozen.hpp"

/// Parts of a model that learn in turns (p-RNN, Hidasi et al. 2016, docs/models.md 3.11):
///     train::train(net, log, rule, {.epochs = 20, .schedule = train::residual(zoo::p_rnn_parts<my_model>(), 10)});
NEXTCLICK_BEGIN_NAMESPACE
namespace train {

/// Parameters by name, as for options::frozen: {"input.0", "encoder.0", "output.item.0"}. The output's bias belongs to every
/// part. Parts may share parameters; those in no part must be frozen by name.
using part = std::vector<std::string>;

/// When which part learns. While one does, the others are frozen: forward runs through them, the optimiser leaves them alone.
struct part_schedule {
    enum class turns { together, by_epoch, one_after_the_other, within_batches };
    turns kind = turns::together;
    std::vector<part> parts{};
    std::size_t epochs_each = 0;  ///< of one_after_the_other

    /// "alternating: input.0 encoder.0 | input.1 encoder.1", for checkpoints.
    std::string text() const;
};

/// Everything learns in every step.
inline part_schedule simultaneous() { return {}; }
/// One part an epoch, in turns.
part_schedule alternating(std::vector<part> parts);
/// The first part for so many epochs, then the second on what the first, now frozen, leaves, and so on; the last goes on to the
/// end. Streams of encoder::parallel whose part has not begun output zero, so there is a part for each. A validation sees the
/// streams of its epoch, and the model keeps those of the epoch whose weights it keeps.
part_schedule residual(std::vector<part> parts, std::size_t epochs_each = 10);
/// Within every batch: the first part learns, then, with what it has learned, the second on the same events, and so on. The
/// loss told is that before the first. A step costs as many steps as there are parts.
part_schedule interleaving(std::vector<part> parts);

namespace detail {

/// A schedule over the parameters of a model, ready for training: what is frozen in each turn.
class turns {
    using kind = part_schedule::turns;

public:
    turns() = default;
    /// `frozen`: in all turns; `shared`: the path of a parameter that belongs to every part. Throws `argument_error` for names that
    /// are no parameter's, and for parameters in no part.
    template <Parameters P>
    turns(const part_schedule& options, std::vector<std::string> frozen, const P& weights, const std::string& shared)
        : kind_(options.kind), epochs_each_(options.epochs_each), always_(std::move(frozen), weights), of_part_() {
        const std::vector<std::string> paths = paths_of(weights);
        check(options, paths, shared);
        for (const part& own : options.parts) {
            std::vector<std::string> others = always_.names();
            for (const std::string& path : paths)
                if (path != shared && !covers(own, path)) others.push_back(path);
            of_part_.emplace_back(std::move(others), weights);
        }
        if (kind_ == kind::together) of_part_ = {always_};
    }

    /// The names that are frozen in all turns.
    const std::vector<std::string>& always() const { return always_.names(); }
    const optimizer::frozen_set& frozen(std::size_t k) const { return of_part_[k]; }  ///< while part k learns

    /// The parts that learn within a batch of this epoch: [first, first + count).
    std::size_t first(std::size_t epoch) const;
    std::size_t count() const { return kind_ == kind::within_batches ? of_part_.size() : 1; }

    /// Whether streams are disabled until their part begins, and the number of enabled ones in this epoch.
    bool disables_streams() const { return kind_ == kind::one_after_the_other; }
    std::size_t streams(std::size_t epoch) const { return first(epoch) + 1; }

    /// Throws `argument_error` if this cannot be told of so many epochs, or of an encoder of so many streams.
    void check_epochs(std::size_t epochs, std::size_t streams) const;

private:
    static bool covers(const part& names, std::string_view path);
    template <Parameters P>
    static std::vector<std::string> paths_of(const P& weights) {
        std::vector<std::string> paths;
        for_each_parameter(
            [&](std::string_view path, const auto& w) {
                if (!w.data.empty()) paths.emplace_back(path);
            },
            weights);
        return paths;
    }
    static std::string listed(const std::vector<std::string>& names);

    void check(const part_schedule& options, const std::vector<std::string>& paths, const std::string& shared) const;

    kind kind_ = kind::together;
    std::size_t epochs_each_ = 1;
    optimizer::frozen_set always_;
    std::vector<optimizer::frozen_set> of_part_{always_};
};

}  // namespace detail

}  // namespace train
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/train/schedule.ipp"
#endif
