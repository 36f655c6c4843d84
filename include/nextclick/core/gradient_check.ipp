// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/gradient_check.hpp"

NEXTCLICK_BEGIN_NAMESPACE

NEXTCLICK_INLINE void gradient_report::record(std::string_view where, std::size_t i, double n, double a) {
    ++checked;
    const double difference = std::abs(n - a) / std::max(1.0, std::abs(n) + std::abs(a));
    const double e = std::isfinite(difference) ? difference : HUGE_VAL;  // NaN or infinite: the largest difference
    if (e <= worst) return;
    worst = e;
    path = where;
    index = i;
    numeric = n;
    analytic = a;
}

NEXTCLICK_INLINE void gradient_report::include(const gradient_report& part, std::string_view below) {
    const std::size_t before = checked;
    if (part.worst > worst) {
        *this = part;
        if (!below.empty()) path = std::string(below) + (part.path.empty() ? "" : "." + part.path);
    }
    checked = before + part.checked;
}

NEXTCLICK_INLINE std::string gradient_report::where() const {
    return path + "[" + std::to_string(index) + "]: numeric " + std::to_string(numeric) + ", analytic " + std::to_string(analytic);
}

NEXTCLICK_END_NAMESPACE
