// SPDX-License-Identifier: Apache-2.0
#include "nextclick/optimizer/scheduled.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "nextclick/optimizer/clipped.hpp"
#include "nextclick/optimizer/sgd.hpp"
#include "one_number.hpp"

BOOST_AUTO_TEST_SUITE(schedules, *boost::unit_test::tolerance(1e-14))

namespace {
namespace nc = nextclick;
using namespace nc::optimizer;
step_position at(double epoch, double epochs = 10, std::uint64_t step = 0) { return {step, epoch, epochs}; }
}  // namespace

BOOST_AUTO_TEST_CASE(constant_stays) { BOOST_TEST(constant{}(at(7)) == 1.0); }

BOOST_AUTO_TEST_CASE(step_decay_falls_every_few_epochs) {
    const step_decay s{.every = 3, .factor = 0.1};  // SR-GNN's
    for (const double epoch : {0.0, 1.0, 2.999}) BOOST_TEST(s(at(epoch)) == 1.0);
    for (const double epoch : {3.0, 5.5}) BOOST_TEST(s(at(epoch)) == 0.1);
    BOOST_TEST(s(at(6)) == 0.01);
}

BOOST_AUTO_TEST_CASE(exponential_decay_falls_all_the_time) {
    const exponential_decay s{.factor = 0.25};
    BOOST_TEST(s(at(0)) == 1.0);
    BOOST_TEST(s(at(0.5)) == 0.5);
    BOOST_TEST(s(at(2)) == 0.0625);
}

BOOST_AUTO_TEST_CASE(cosine_decay_ends_at_its_lowest) {
    const cosine_decay s{.lowest = 0.2};
    BOOST_TEST(s(at(0)) == 1.0);
    BOOST_TEST(s(at(5)) == 0.6);
    BOOST_TEST(s(at(2.5)) == 0.2 + 0.8 * (1 + std::sqrt(0.5)) / 2);
    BOOST_TEST(s(at(10)) == 0.2);
    BOOST_TEST(s(at(12)) == 0.2);
}

BOOST_AUTO_TEST_CASE(linear_decay_is_straight) {
    const linear_decay s{.lowest = 0.5};
    BOOST_TEST(s(at(0)) == 1.0);
    BOOST_TEST(s(at(4)) == 0.8);
    BOOST_TEST(s(at(11)) == 0.5);
}

BOOST_AUTO_TEST_CASE(warm_up_rises_and_then_follows_its_schedule) {
    const warm_up<constant> plain{.steps = 4};
    BOOST_TEST(plain(at(0, 10, 0)) == 0.25);
    BOOST_TEST(plain(at(0, 10, 3)) == 1.0);
    BOOST_TEST(plain(at(0, 10, 400)) == 1.0);
    const warm_up<step_decay> falling{.steps = 10, .then = {.every = 2, .factor = 0.5}};
    BOOST_TEST(falling(at(2, 10, 4)) == 0.25);
    BOOST_TEST(falling(at(4, 10, 100)) == 0.25);
    BOOST_TEST((warm_up<constant>{.steps = 0}(at(0))) == 1.0);
}

BOOST_AUTO_TEST_CASE(a_scheduled_optimizer_steps_with_the_rate_of_the_moment) {
    const scheduled<clipped<sgd>, step_decay> o{.inner = {.inner = {.rate = 2}}, .schedule = {.every = 1, .factor = 0.5}};
    one w = number(100), g = number(1);
    moment_packs<one> state;
    o.prepare(state, w);
    o.step(w, g, state, at(0), 1);
    BOOST_TEST(w.w.data[0] == 98.0);
    o.step(w, g, state, at(2.5), 1);
    BOOST_TEST(w.w.data[0] == 97.5);
}

BOOST_AUTO_TEST_CASE(a_schedule_without_a_first_factor_is_refused) {
    const scheduled<sgd, step_decay> o{.schedule = {.every = 0}};  // 0 epochs of 0: not a number
    const one w = number(1);
    moment_packs<one> state;
    BOOST_CHECK_THROW(o.prepare(state, w), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
