// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/batch/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch::detail {

NEXTCLICK_INLINE void check(const options& options, const data::click_log& log, const char* caller) {
    constexpr std::size_t always = 1 << 20;  // a batch size that is accepted for every log
    if (options.size == 0) throw argument_error(std::string(caller) + ": the batch size is 0; give at least 1");
    if (options.size > std::max(always, log.event_count()))
        throw argument_error(std::string(caller) + ": a batch size of " + std::to_string(options.size) + " is more than the " +
                             std::to_string(log.event_count()) + " clicks of the log; give some dozens to some thousands");
    if (options.max_length > std::numeric_limits<std::uint32_t>::max())
        throw argument_error(std::string(caller) + ": max_length is " + std::to_string(options.max_length) +
                             ", more clicks than any log has; give the clicks of a session to keep, or 0 for all");
    if (!(options.click_dropout >= 0 && options.click_dropout < 1))
        throw argument_error(std::string(caller) + ": click_dropout " + std::to_string(options.click_dropout) +
                             " is outside [0, 1); give the share of clicks to leave out, for example 0.25");
}

NEXTCLICK_INLINE void check_single_clicks(const options& options, const data::click_log& log, const char* caller) {
    check(options, log, caller);
    if (options.max_length != 0 || options.kept != keep::last || options.click_dropout != 0 ||
        options.targets != target_filter::every_click)
        throw argument_error(std::string(caller) +
                             " reads sessions click by click, with every click a target, and neither cuts nor drops any: do not set "
                             "max_length, kept, click_dropout or targets, or use batch::whole_sessions or batch::prefixes");
}

}  // namespace batch::detail

NEXTCLICK_END_NAMESPACE
