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

    void add(std::chrono::nanoseconds took) {
        const auto us = static_cast<std::uint64_t>(std::max<std::int64_t>(0, (took.count() + 999) / 1000));
        counts_[class_of(us)].fetch_add(1, std::memory_order_relaxed);
        sum_.fetch_add(us, std::memory_order_relaxed);
    }

    std::uint64_t count() const {
        std::uint64_t n = 0;
        for (const auto& c : counts_) n += c.load(std::memory_order_relaxed);
        return n;
    }
    double sum_seconds() const { return static_cast<double>(sum_.load(std::memory_order_relaxed)) * 1e-6; }

    /// The time that this share of the answers took at most, in us: the upper end of its class. 0 if there were none.
    double quantile(double share) const {
        const std::uint64_t n = count();
        std::uint64_t seen = 0;
        for (std::size_t c = 0; c < classes && n > 0; ++c) {
            seen += counts_[c].load(std::memory_order_relaxed);
            if (static_cast<double>(seen) >= share * static_cast<double>(n)) return static_cast<double>(upper_end(c));
        }
        return 0;
    }

    /// As the text that Prometheus reads: a histogram in seconds, with a line for every power of two.
    std::string exported(std::string_view name) const {
        const std::string n(name);
        std::string text = "# TYPE " + n + " histogram\n";
        std::uint64_t seen = 0;
        for (std::size_t c = 0; c < classes; ++c) {
            seen += counts_[c].load(std::memory_order_relaxed);
            if (c % parts != parts - 1) continue;
            text += n + "_bucket{le=\"" + seconds(upper_end(c)) + "\"} " + std::to_string(seen) + '\n';
        }
        text += n + "_bucket{le=\"+Inf\"} " + std::to_string(seen) + '\n';
        return text + n + "_sum " + seconds(sum_.load(std::memory_order_relaxed)) + '\n' + n + "_count " + std::to_string(seen) + '\n';
    }

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
    static std::string seconds(std::uint64_t us) {
        std::string digits = std::to_string(us % 1'000'000);
        return std::to_string(us / 1'000'000) + '.' + std::string(6 - digits.size(), '0') + digits;
    }

    std::array<std::atomic<std::uint64_t>, classes> counts_{};
    std::atomic<std::uint64_t> sum_{0};
};

}  // namespace server
NEXTCLICK_END_NAMESPACE
