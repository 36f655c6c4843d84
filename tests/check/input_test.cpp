// SPDX-License-Identifier: Apache-2.0
#include "nextclick/check/input.hpp"

#include "check/faults.hpp"
#include "nextclick/input.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(of_inputs)

namespace nc = nextclick;
namespace input = nc::input;

namespace {
enum class fault { none, weights, overwrites, forgets_repeated, forgets_a_row };

template <fault Fault>
struct broken : input::embedding<4> {
    template <class T>
    void backward(const parameters<nc::values<T>>&, parameters<nc::gradients<T>>& dp, nc::pass&, const nc::event_rows& rows,
                  nc::view<const T> dx, const tape<T>&) const {
        if (Fault == fault::overwrites) dp.items.clear();
        for (std::size_t r = Fault == fault::forgets_a_row ? 1 : 0; r < dx.rows; ++r)
            for (std::size_t c = 0; c < dx.cols; ++c) {
                T& to = dp.items.row(rows.item[r])[c];
                const T own = dx(r, c) * (Fault == fault::weights ? T(1.01) : T(1));
                to = Fault == fault::forgets_repeated ? own : to + own;
            }
    }
};
template <fault Fault>
nc::gradient_report checked() {
    static_assert(input::Input<broken<Fault>>);
    return nc::check_policy(broken<Fault>{});
}
using action = input::categorical<"Action", 3>;
using inputs = std::tuple<input::embedding<4>, input::one_hot, action, input::bag<"Title", 3>, input::one_hot_of<"Action">,
                          input::per_category<"Action", 3>, input::norm_clipped<input::embedding<4>>,
                          input::join<input::embedding<4>, input::vector<"Image", 3>, input::numeric<"Dwell">,
                                      input::bucketed<"Dwell", input::edges::jd_dwell, 2>>,
                          input::multi_stream<input::one_hot, input::projected<action>>>;
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(right_ones_pass, Input, inputs) { BOOST_TEST(faults::is_right(nc::check_policy(Input{}))); }
BOOST_AUTO_TEST_CASE(inputs_of_a_table_of_items_are_checked_on_its_items) {
    const input::of_item<action> attributes(toy::attributes(9));
    BOOST_TEST(faults::is_right(nc::check_policy(attributes)));
    BOOST_CHECK_THROW(nc::check_policy(input::of_item<action>{}), nc::argument_error);
    BOOST_TEST(nc::check_policy(input::numeric<"Price">{}).worst == 0);  // nothing to learn
}
BOOST_AUTO_TEST_CASE(every_fault_is_caught_and_named) {
    BOOST_TEST(faults::is_right(checked<fault::none>()));
    BOOST_TEST(faults::is_caught(checked<fault::weights>(), "parameters.items"));
    BOOST_TEST(faults::is_caught(checked<fault::overwrites>(), "parameters.items (gradients are added to what is there)"));
    BOOST_TEST(faults::is_caught(checked<fault::forgets_repeated>(), "parameters.items"));
    BOOST_TEST(faults::is_caught(checked<fault::forgets_a_row>(), "parameters.items"));
}

BOOST_AUTO_TEST_SUITE_END()
