// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <type_traits>

#include "nextclick/batch/concept.hpp"
#include "nextclick/core/options.hpp"
#include "nextclick/data/provenance.hpp"
#include "nextclick/train/options.hpp"

/// A description of a training run as text, for a model's `about`.
NEXTCLICK_BEGIN_NAMESPACE
namespace train::detail {

/// The shortest decimal text that parses to exactly this number.
std::string exact_text(double x);
std::string_view text_of(batch::divisor per);

/// "kind.rate": "0.05", ... for each option of a policy. A user-defined schedule without options is listed as such.
template <class Policy>
void describe_numbers(std::map<std::string, std::string>& to, const std::string& kind, const Policy& policy) {
    for_each_option(
        [&]<class V>(const std::string& path, const V& value) {
            std::string& text = to[kind + "." + path];
            if constexpr (std::is_same_v<V, bool>)
                text = value ? "true" : "false";
            else if constexpr (std::is_integral_v<V>)
                text = std::to_string(value);
            else if constexpr (std::is_floating_point_v<V>)
                text = exact_text(static_cast<double>(value));
            else
                text = "(not listed)";
        },
        policy);
}
/// "optimizer": "adagrad", and its options.
template <class Optimizer>
void describe_optimizer(std::map<std::string, std::string>& to, const Optimizer& rule) {
    to["optimizer"] = Optimizer::name();
    describe_numbers(to, "optimizer", rule);
}

/// Adds all train::options that change the result.
void describe_options(std::map<std::string, std::string>& to, const options& options);

/// Records the log and the options of a run in `about`; `train::train` adds the number of epochs.
void describe_run(data::provenance& about, const data::click_log& log, const options& options);

template <class Batcher, class Optimizer>
void record_training(data::provenance& about, const data::click_log& log, const options& options, const Optimizer& rule) {
    describe_run(about, log, options);
    describe_optimizer(about.training, rule);
    about.training["batcher"] = Batcher::name();
}

}  // namespace train::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/train/about.ipp"
#endif
