// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/optimizer/frozen.hpp"

/// Schedules that train parts of a model in turns (p-RNN, Hidasi et al. 2016, docs/models.md 3.11):
///     train::train(net, log, rule, {.epochs = 20, .schedule = train::residual(zoo::p_rnn_parts<my_model>(), 10)});
NEXTCLICK_BEGIN_NAMESPACE
namespace train {

/// Parameters by name, as for options::frozen: {"input.0", "encoder.0", "output.item.0"}. The output's bias belongs to every
/// part. Parts may share parameters; those in no part must be frozen by name.
using part = std::vector<std::string>;

/// Which part is trained when. All other parts are frozen meanwhile: forward uses them, the optimiser does not update them.
struct part_schedule {
    enum class mode { together, by_epoch, one_after_the_other, within_batches };
    mode kind = mode::together;
    std::vector<part> parts{};
    std::size_t epochs_each = 0;  ///< epochs of each part; one_after_the_other only

    /// "alternating: input.0 encoder.0 | input.1 encoder.1", for checkpoints.
    std::string text() const;
};

/// Every step updates all parameters.
inline part_schedule simultaneous() { return {}; }
/// Every epoch updates one part, in turns.
part_schedule alternating(std::vector<part> parts);
/// Trains the first part for `epochs_each` epochs, then the second on the residual of the first, which is now frozen, and so on;
/// the last part is trained to the end. There is one part for each stream of encoder::multi_stream, and streams whose part has not
/// begun output zero. A validation uses the streams enabled in its epoch; the model keeps those of the epoch whose weights it
/// keeps.
part_schedule residual(std::vector<part> parts, std::size_t epochs_each = 10);
/// Every batch updates the first part, then the second with the updated first part on the same events, and so on. The reported loss
/// is the one before the first update. The cost of a step is multiplied by the number of parts.
part_schedule interleaving(std::vector<part> parts);

namespace detail {

/// A schedule applied to the parameters of a model: the frozen parameters of each phase.
class phases {
    using kind = part_schedule::mode;

public:
    phases() = default;
    /// `frozen`: parameters frozen in all turns; `parameters`: those of the model; `shared`: the path of a parameter that belongs to
    /// every part. Throws `argument_error` for names without a parameter, and for parameters in no part.
    phases(const part_schedule& options, std::vector<std::string> frozen, std::span<const named_tensor> parameters,
           std::string_view shared);

    /// The names of the parameters frozen in all phases.
    const std::vector<std::string>& always() const { return always_.names(); }
    const optimizer::frozen_set& frozen(std::size_t k) const { return of_part_[k]; }  ///< while part k learns

    /// The parts trained within a batch of this epoch: [first, first + count).
    std::size_t first(std::size_t epoch) const;
    std::size_t count() const { return kind_ == kind::within_batches ? of_part_.size() : 1; }

    /// Whether streams are disabled until their part begins, and the number of enabled ones in this epoch.
    bool disables_streams() const { return kind_ == kind::one_after_the_other; }
    std::size_t streams(std::size_t epoch) const { return first(epoch) + 1; }

    /// Throws `argument_error` if the schedule does not fit the number of epochs or of the encoder's streams.
    void check_epochs(std::size_t epochs, std::size_t streams) const;

private:
    static bool covers(const part& names, std::string_view path);
    static std::string listed(const std::vector<std::string>& names);

    void check(const part_schedule& options, const std::vector<std::string>& paths, std::string_view shared) const;

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
