// SPDX-License-Identifier: Apache-2.0
#include "nextclick/check/head.hpp"

#include "check/faults.hpp"
#include "nextclick/cell.hpp"
#include "nextclick/head.hpp"

BOOST_AUTO_TEST_SUITE(of_heads)

namespace nc = nextclick;

namespace {
enum class fault { none, weights, overwrites, rows };
using intent = nc::head::intent<"Bought", nc::cell::lstm, 3>;

template <fault Fault>
struct broken : intent {
    template <class T>
    T learn(const parameters<nc::values<T>>& p, parameters<nc::gradients<T>>& dp, nc::pass& run, const nc::event_rows& rows,
            const nc::head::shared_rows<T>& from, nc::view<const T>& dh) const {
        if (Fault == fault::overwrites) dp.output.weights.resize(3, 1);
        const T loss = intent::learn(p, dp, run, rows, from, dh);
        if (Fault == fault::weights) dp.output.bias(0, 0) += T(0.01);
        if (Fault == fault::rows) dh = run.memory.take_zeros<T>(dh.rows, dh.cols);
        return loss;
    }
};
}  // namespace

BOOST_AUTO_TEST_CASE(right_ones_pass) { BOOST_TEST(faults::is_right(nc::check_policy(broken<fault::none>{}))); }
BOOST_AUTO_TEST_CASE(every_fault_is_caught_and_named) {
    BOOST_TEST(faults::is_caught(nc::check_policy(broken<fault::weights>{}), "parameters.output.bias"));
    BOOST_TEST(faults::is_caught(nc::check_policy(broken<fault::overwrites>{}),
                                 "parameters.output.weights (gradients are added to what is there)"));
    BOOST_TEST(faults::is_caught(nc::check_policy(broken<fault::rows>{}), "input"));
}

BOOST_AUTO_TEST_SUITE_END()
