// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "nextclick/core/config.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace server {

/// A histogram of response times. Each power of two is divided into 4 classes, so a quantile is at most 25 % too high. Any number of
/// threads may add and read; `add` is two atomic additions.
/// memory  1.1 kB
class latency {
    static constexpr std::size_t parts = 4;  // classes per power of two

public:
    static constexpr std::size_t classes = 32 * parts;  ///< up to 2^33 us, more than two hours

    void add(std::chrono::nanoseconds took);

    std::uint64_t count() const;
    double sum_seconds() const { return static_cast<double>(sum_.load(std::memory_order_relaxed)) * 1e-6; }

    /// The upper end in us of the class that contains this quantile. 0 if nothing was added.
    double quantile(double share) const;

    /// In Prometheus text format: a histogram in seconds, with a bucket for every power of two.
    std::string exported(std::string_view name) const;

    /// The class of a time in us, and the longest time of a class.
    static constexpr std::size_t class_of(std::uint64_t us) {
        if (us < 2 * parts) return us;  // exact
        const auto log2 = static_cast<std::size_t>(std::bit_width(us)) - 1;
        return std::min(classes - 1, (log2 - 2) * parts + static_cast<std::size_t>(us >> (log2 - 2)));
    }
    static constexpr std::uint64_t upper_end(std::size_t c) {
        if (c < 2 * parts) return c;
        const std::size_t log2 = c / parts + 1;
        return ((c % parts + parts + 1) << (log2 - 2)) - 1;
    }

private:
    /// Formats with a decimal point in every locale.
    static std::string seconds(std::uint64_t us);

    std::array<std::atomic<std::uint64_t>, classes> counts_{};
    std::atomic<std::uint64_t> sum_{0};
};

}  // namespace server
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/server/latency.ipp"
#endif
