// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/test/unit_test.hpp>
#include <string>

#include "nextclick/check/options.hpp"

/// Tests a check with policies that are wrong in one way each.
namespace faults {

inline bool is_right(const nextclick::gradient_report& report) {
    BOOST_TEST(report.worst < 1e-7, report.where());
    return report.checked > 0;
}
/// The worst element has the largest reportable error, and its path contains these words.
inline bool is_caught(const nextclick::gradient_report& report, const std::string& words) {
    BOOST_TEST(report.worst > 1e-4);
    BOOST_TEST(report.path.find(words) != std::string::npos, report.where());
    return report.worst > 1e-4;
}

}  // namespace faults
