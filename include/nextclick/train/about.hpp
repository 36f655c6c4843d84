// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <charconv>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>

#include "nextclick/batch/concept.hpp"
#include "nextclick/core/options.hpp"
#include "nextclick/data/provenance.hpp"

/// A description of a training run as text, for a model's `about`.
NEXTCLICK_BEGIN_NAMESPACE
namespace train::detail {

/// The shortest decimal text that parses to exactly this number.
inline std::string exact_text(double x) {
    char text[32];
    return {text, std::to_chars(text, text + sizeof text, x).ptr};
}
inline std::string_view text_of(batch::divisor per) {
    return per == batch::divisor::actual ? "actual" : per == batch::divisor::size ? "size" : "usual";  // words of files
}

/// "optimizer": "adagrad", "optimizer.rate": "0.05", ... A user-defined schedule without options is listed as such.
template <class Optimizer>
void describe_optimizer(std::map<std::string, std::string>& to, const Optimizer& rule) {
    to["optimizer"] = Optimizer::name();
    for_each_option(
        [&]<class V>(const std::string& path, const V& value) {
            std::string& text = to["optimizer." + path];
            if constexpr (std::is_same_v<V, bool>)
                text = value ? "true" : "false";
            else if constexpr (std::is_integral_v<V>)
                text = std::to_string(value);
            else if constexpr (std::is_floating_point_v<V>)
                text = exact_text(static_cast<double>(value));
            else
                text = "(not listed)";
        },
        rule);
}

/// All train::options that change the result.
template <class Batcher, class Options, class Optimizer>
std::map<std::string, std::string> description(const Options& options, const Optimizer& rule) {
    std::map<std::string, std::string> to;
    describe_optimizer(to, rule);
    to["batcher"] = Batcher::name();
    to["batch"] = std::to_string(options.batch);
    if (options.parts != 1) to["parts"] = std::to_string(options.parts);
    to["sessions"] = options.sessions == decltype(options.sessions)::by_time ? "by_time" : "shuffled";
    to["click_dropout"] = exact_text(options.click_dropout);
    to["divisor"] = text_of(options.per);
    to["targets"] = options.targets == batch::target_filter::every_click ? "every_click" : "new_item";
    to["schedule"] = options.schedule.text();
    to["seed"] = std::to_string(options.seed);
    std::string& frozen = to["frozen"];
    for (const std::string& name : options.frozen) frozen += (frozen.empty() ? "" : " ") + name;
    return to;
}

/// Records the log and the options of a run in `about`; `train::train` adds the number of epochs.
template <class Batcher, class Options, class Optimizer>
void record_training(data::provenance& about, const data::click_log& log, const Options& options, const Optimizer& rule) {
    about.learned_from(log);
    about.longest = options.longest;
    about.first_kept = options.kept == batch::keep::first;
    about.training = description<Batcher>(options, rule);
}

}  // namespace train::detail
NEXTCLICK_END_NAMESPACE
