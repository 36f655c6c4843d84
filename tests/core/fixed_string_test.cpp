// SPDX-License-Identifier: Apache-2.0
#include "nextclick/core/fixed_string.hpp"

#include <boost/test/unit_test.hpp>
#include <type_traits>

BOOST_AUTO_TEST_SUITE(fixed_string)

namespace nc = nextclick;

namespace {
template <nc::fixed_string Name>
struct named {};
}  // namespace

BOOST_AUTO_TEST_CASE(is_a_text_in_a_type) {
    static_assert(nc::fixed_string("Action").view() == "Action");
    static_assert(nc::fixed_string("").view().empty());
    static_assert(std::is_same_v<named<"a">, named<"a">> && !std::is_same_v<named<"a">, named<"b">>);
}

BOOST_AUTO_TEST_SUITE_END()
