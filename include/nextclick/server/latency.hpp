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

/// How long answers took, counted in classes of which every next one is a quarter of a power of two wider: of a time that is
/// read from it, at most 25 % are rounding, upwards. Any number of threads add and read; two atomic additions an answer.
/// memory  1.1 kB
class latency {
    static constexpr std::size_t parts = 4;  // classes a power of two

public:
    static constexpr std::size_t classes = 32 * parts;  ///< up to 2^33 us, more than two hours

    void add(std::chrono::nanoseconds took);

    std::uint64_t count() const;
    double sum_seconds() const { return static_cast<double>(sum_.load(std::memory_order_relaxed)) * 1e-6; }

    /// The time that this share of the answers took at most, in us: the upper end of its class. 0 if there were none.
    double quantile(double share) const;

    /// As the text that Prometheus reads: a histogram in seconds, with a line for every power of two.
    std::string exported(std::string_view name) const;

    /// Which class a time in us is counted in, and the longest time of a class.
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
    /// With a point, whatever the program's locale.
    static std::string seconds(std::uint64_t us);

    std::array<std::atomic<std::uint64_t>, classes> counts_{};
    std::atomic<std::uint64_t> sum_{0};
};

}  // namespace server
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/server/latency.ipp"
#endif
