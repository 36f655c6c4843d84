// SPDX-License-Identifier: Apache-2.0
#include "nextclick/check/pooling.hpp"

#include "check/faults.hpp"
#include "nextclick/pooling.hpp"

BOOST_AUTO_TEST_SUITE(of_poolings)

namespace nc = nextclick;

namespace {
enum class fault { none, weights, inputs, overwrites, forgets_rows, reads_unset, sees_later_rows };

/// q = h W, wrong in one way.
template <fault Fault>
struct product_pooling {
    static constexpr nc::history::need reads{};
    static std::string name() { return "product_pooling"; }
    template <class S>
    struct parameters {
        typename S::dense weights;
        static constexpr auto fields() { return nc::field_list{nc::field{"weights", &parameters::weights}}; }
    };
    template <class T>
    struct tape {
        nc::view<const T> h;
    };
    constexpr std::size_t width(std::size_t) const { return 3; }
    constexpr nc::cost::layer cost(std::size_t in) const { return nc::cost::product(in, 3); }
    void initialise(auto& p, std::size_t in, nc::random_stream) const { p.weights.resize(in, 3); }

    template <class T>
    nc::view<const T> forward(const parameters<nc::values<T>>& p, nc::pass& run, const nc::packed_steps& steps, nc::view<const T> h,
                              tape<T>& t) const {
        t.h = h;
        const auto q = Fault == fault::reads_unset ? run.memory.take<T>(steps.queries(), 3) : run.memory.take_zeros<T>(steps.queries(), 3);
        for (std::size_t i = 0; i < q.rows; ++i)
            for (std::size_t j = 0; j < h.cols; ++j)
                for (std::size_t k = 0; k < 3; ++k) q(i, k) += h(steps.row_of_query(i), j) * p.weights(j, k);
        return q;
    }
    template <class T>
    nc::view<const T> backward(const parameters<nc::values<T>>& p, parameters<nc::gradients<T>>& dp, nc::pass& run,
                               const nc::packed_steps& steps, nc::view<const T> dq, const tape<T>& t) const {
        const bool forgets = Fault == fault::forgets_rows;
        const auto dh = forgets ? run.memory.take<T>(t.h.rows, t.h.cols) : run.memory.take_zeros<T>(t.h.rows, t.h.cols);
        if (Fault == fault::overwrites) dp.weights.resize(t.h.cols, 3);
        for (std::size_t i = 0; i < dq.rows; ++i)
            for (std::size_t j = 0; j < t.h.cols; ++j) {
                const std::size_t row = Fault == fault::sees_later_rows ? i : steps.row_of_query(i);
                if (forgets) dh(row, j) = 0;
                for (std::size_t k = 0; k < 3; ++k) {
                    dp.weights(j, k) += dq(i, k) * t.h(steps.row_of_query(i), j) * (Fault == fault::weights && k == 2 ? T(1.01) : T(1));
                    dh(row, j) += dq(i, k) * p.weights(j, k) * (Fault == fault::inputs && j == 1 ? T(-1) : T(1));
                }
            }
        return dh;
    }
};
/// Reads the rows before its query, and states that it does not.
struct misstated : nc::pooling::mean {
    static constexpr nc::history::need reads{};
};
template <fault Fault>
nc::gradient_report checked() {
    return nc::check_policy(product_pooling<Fault>{});
}
}  // namespace

BOOST_AUTO_TEST_CASE(right_ones_pass) {
    BOOST_TEST(faults::is_right(checked<fault::none>()));
    BOOST_TEST(faults::is_right(nc::check_policy(nc::pooling::attend<nc::attention::dot>{}, {.width = 9, .lengths = {30, 7}})));
    BOOST_TEST(faults::is_right(nc::check_policy(nc::pooling::dropout<nc::pooling::last>{.probability = 0.5})));
}
BOOST_AUTO_TEST_CASE(every_fault_is_caught_and_named) {
    BOOST_TEST(faults::is_caught(checked<fault::weights>(), "parameters.weights"));
    BOOST_TEST(faults::is_caught(checked<fault::inputs>(), "input"));
    BOOST_TEST(faults::is_caught(checked<fault::overwrites>(), "parameters.weights (gradients are added to what is there)"));
    BOOST_TEST(faults::is_caught(checked<fault::forgets_rows>(), "input"));  // rows without a query
    BOOST_TEST(faults::is_caught(checked<fault::reads_unset>(), "output"));
    BOOST_TEST(faults::is_caught(checked<fault::sees_later_rows>(), "input"));
    BOOST_TEST(faults::is_caught(nc::check_policy(misstated{}), "query of a row alone"));
}
BOOST_AUTO_TEST_CASE(options_that_make_no_batch_are_refused) {
    BOOST_CHECK_THROW(nc::check_policy(nc::pooling::last{}, {.lengths = {}}), nc::argument_error);
    BOOST_CHECK_THROW(nc::check_policy(nc::pooling::last{}, {.lengths = {0, 0}}), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
