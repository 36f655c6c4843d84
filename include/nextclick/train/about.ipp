// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <charconv>

#include "nextclick/train/about.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train::detail {

NEXTCLICK_INLINE std::string exact_text(double x) {
    char text[32];
    return {text, std::to_chars(text, text + sizeof text, x).ptr};
}

NEXTCLICK_INLINE std::string_view text_of(batch::divisor per) {
    return per == batch::divisor::actual ? "actual" : per == batch::divisor::size ? "size" : "usual";  // words of files
}

NEXTCLICK_INLINE void describe_options(std::map<std::string, std::string>& to, const options& options) {
    to["batch"] = std::to_string(options.batch);
    if (options.micro_batches != 1) to["parts"] = std::to_string(options.micro_batches);
    to["sessions"] = options.session_order == order::by_time ? "by_time" : "shuffled";
    to["click_dropout"] = exact_text(options.click_dropout);
    to["divisor"] = text_of(options.loss_divisor);
    to["targets"] = options.targets == batch::target_filter::every_click ? "every_click" : "new_item";
    to["schedule"] = options.schedule.text();
    to["seed"] = std::to_string(options.seed);
    std::string& frozen = to["frozen"];
    for (const std::string& name : options.frozen) frozen += (frozen.empty() ? "" : " ") + name;
}

NEXTCLICK_INLINE void describe_run(data::provenance& about, const data::click_log& log, const options& options) {
    about.learned_from(log);
    about.max_length = options.max_length;
    about.first_kept = options.kept == batch::keep::first;
    about.training.clear();
    describe_options(about.training, options);
}

}  // namespace train::detail
NEXTCLICK_END_NAMESPACE
