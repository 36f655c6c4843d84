// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/train/events.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train {

/// A callback that interrupts training when a flag is set, by a signal handler (`volatile std::sig_atomic_t`) or by another thread
/// (`std::atomic<bool>`):
///     train::train(net, log, rule, options, keep, train::stop_when(interrupted));
/// Training then ends with `finished::interrupted` after the current step, or within one batch of a validation; `checkpoints` among
/// the callbacks store the position. The flag must outlive the training.
template <class Flag>
class stop_when {
public:
    explicit stop_when(const Flag& flag) : flag_(&flag) {}
    explicit stop_when(const Flag&&) = delete;

    template <class Trainer>
    decision operator()(const started<Trainer>&) const {
        return request();
    }
    template <class Trainer>
    decision operator()(const step_end<Trainer>&) const {
        return request();
    }
    template <class Trainer>
    decision operator()(const epoch_saved<Trainer>&) const {
        return request();
    }
    decision operator()(const validating&) const { return request(); }

private:
    decision request() const { return *flag_ ? interrupt : decision::proceed; }
    const Flag* flag_;
};
template <class Flag>
stop_when(const volatile Flag&) -> stop_when<volatile Flag>;
template <class Flag>
stop_when(const Flag&) -> stop_when<Flag>;

}  // namespace train
NEXTCLICK_END_NAMESPACE
