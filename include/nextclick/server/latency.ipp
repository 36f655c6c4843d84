// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/server/latency.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace server {

NEXTCLICK_INLINE void latency::add(std::chrono::nanoseconds took) {
    const auto us = static_cast<std::uint64_t>(std::max<std::int64_t>(0, (took.count() + 999) / 1000));
    counts_[class_of(us)].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(us, std::memory_order_relaxed);
}

NEXTCLICK_INLINE std::uint64_t latency::count() const {
    std::uint64_t n = 0;
    for (const auto& c : counts_) n += c.load(std::memory_order_relaxed);
    return n;
}

NEXTCLICK_INLINE double latency::quantile(double share) const {
    const std::uint64_t n = count();
    std::uint64_t seen = 0;
    for (std::size_t c = 0; c < classes && n > 0; ++c) {
        seen += counts_[c].load(std::memory_order_relaxed);
        if (static_cast<double>(seen) >= share * static_cast<double>(n)) return static_cast<double>(upper_end(c));
    }
    return 0;
}

NEXTCLICK_INLINE std::string latency::exported(std::string_view name) const {
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

NEXTCLICK_INLINE std::string latency::seconds(std::uint64_t us) {
    std::string digits = std::to_string(us % 1'000'000);
    return std::to_string(us / 1'000'000) + '.' + std::string(6 - digits.size(), '0') + digits;
}

}  // namespace server

NEXTCLICK_END_NAMESPACE
