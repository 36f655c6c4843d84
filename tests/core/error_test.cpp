// SPDX-License-Identifier: Apache-2.0
#include "nextclick/core/error.hpp"

#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>

BOOST_AUTO_TEST_SUITE(error)

namespace nc = nextclick;

namespace {
using errors = std::tuple<nc::argument_error, nc::data_error, nc::file_error, nc::numeric_error>;
}

BOOST_AUTO_TEST_CASE_TEMPLATE(one_catch_handles_every_kind_with_its_message, E, errors) {
    const auto words = [](const auto& thrown) { return std::string(thrown.what()); };
    try {
        throw E("sessions.tsv:3:7: not a number");
    } catch (const nc::error& e) {
        BOOST_TEST(words(e) == "sessions.tsv:3:7: not a number");
    }
    BOOST_CHECK_THROW(throw E(std::string("x")), std::runtime_error);
    BOOST_CHECK_THROW(throw E("x"), E);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(each_kind_can_be_caught_by_its_type, E, errors) {
    const auto caught_as = [](auto kind) {
        try {
            throw E("x");
        } catch (const decltype(kind)&) {
            return true;
        } catch (const nc::error&) {
            return false;
        }
    };
    const int kinds = caught_as(nc::argument_error("")) + caught_as(nc::data_error("")) + caught_as(nc::file_error("")) +
                      caught_as(nc::numeric_error(""));
    BOOST_TEST(kinds == 1);
    BOOST_TEST(caught_as(E("")));
}

BOOST_AUTO_TEST_SUITE_END()
