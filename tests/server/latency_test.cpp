// SPDX-License-Identifier: Apache-2.0
#include "nextclick/server/latency.hpp"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(latencies)

using nextclick::server::latency;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(classes_follow_each_other_without_gap) {
    std::size_t before = latency::class_of(0);
    BOOST_TEST(before == 0u);
    for (std::uint64_t us = 1; us < 100'000; ++us) {
        const std::size_t c = latency::class_of(us);
        BOOST_TEST_REQUIRE((c == before || c == before + 1));
        BOOST_TEST_REQUIRE(us <= latency::upper_end(c));
        if (c > 0) BOOST_TEST_REQUIRE(us > latency::upper_end(c - 1));
        BOOST_TEST_REQUIRE(static_cast<double>(latency::upper_end(c)) < 1.25 * static_cast<double>(us));
        before = c;
    }
    BOOST_TEST(latency::class_of(~std::uint64_t{0}) == latency::classes - 1);
}

BOOST_AUTO_TEST_CASE(quantiles) {
    latency all;
    BOOST_TEST(all.quantile(0.9) == 0);
    for (int i = 1; i <= 90; ++i) all.add(5us);
    for (int i = 1; i <= 10; ++i) all.add(1ms);
    all.add(-1s);  // a clock that was set back
    BOOST_TEST(all.count() == 101u);
    BOOST_TEST(all.quantile(0.5) == 5);
    BOOST_TEST(all.quantile(0.9) == 5);
    BOOST_TEST(all.quantile(1.0) >= 1000);
    BOOST_TEST(all.quantile(1.0) < 1250);
    BOOST_TEST(all.sum_seconds() == 90 * 5e-6 + 10e-3, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(exported_as_a_cumulative_histogram) {
    latency all;
    all.add(3us);
    all.add(100us);
    all.add(2h);
    const std::string text = all.exported("answer_seconds");
    BOOST_TEST(text.starts_with("# TYPE answer_seconds histogram\n"));
    BOOST_TEST(text.find("answer_seconds_bucket{le=\"0.000003\"} 1\n") != std::string::npos);
    BOOST_TEST(text.find("answer_seconds_bucket{le=\"0.000127\"} 2\n") != std::string::npos);
    BOOST_TEST(text.find("answer_seconds_bucket{le=\"0.000063\"} 1\n") != std::string::npos);
    BOOST_TEST(text.find("answer_seconds_bucket{le=\"+Inf\"} 3\n") != std::string::npos);
    BOOST_TEST(text.ends_with("answer_seconds_count 3\n"));
}

BOOST_AUTO_TEST_CASE(many_threads_count_concurrently) {
    latency all;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 1000; ++i) all.add(std::chrono::microseconds(i));
        });
    for (auto& t : threads) t.join();
    BOOST_TEST(all.count() == 4000u);
}

BOOST_AUTO_TEST_SUITE_END()
