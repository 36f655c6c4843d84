// SPDX-License-Identifier: Apache-2.0
#include "nextclick/check/attention.hpp"

#include "check/faults.hpp"
#include "nextclick/attention.hpp"

BOOST_AUTO_TEST_SUITE(of_scorings)

namespace nc = nextclick;
namespace attention = nc::attention;

namespace {
enum class fault { none, query, key, overwrites_key, shared, projection, overwrites_projection, rows, overwrites_rows, means };

/// A correct scoring, made wrong in one way.
template <fault Fault>
struct broken : attention::stamp<4> {
    using base = attention::stamp<4>;
    template <class P, class Noted, class T>
    void scores_backward(const P& p, nc::pass& run, const Noted& noted, const attention::tile<T>& of, nc::view<const T> up,
                         const attention::tile_gradient<T>& to) const {
        if (Fault == fault::overwrites_key)
            for (std::size_t i = 0; i < to.key.rows; ++i) std::ranges::fill(to.key.row(i), T(0));
        base::scores_backward(p, run, noted, of, up, to);
        if (Fault == fault::query) to.query(0, 1) += T(0.01);
        if (Fault == fault::key) to.key(0, 1) += T(0.01);
        if (Fault == fault::shared) to.shared[2] *= T(1.01);
    }
    template <class T>
    void project_backward(const parameters<nc::values<T>>& p, parameters<nc::gradients<T>>& dp, nc::pass& run,
                          const attention::sources<const T>& in, const tape<T>& t, const attention::projected<const T>& up,
                          const attention::sources<T>& to) const {
        if (Fault == fault::overwrites_projection) std::ranges::fill(dp.key.data, T(0));
        if (Fault == fault::overwrites_rows)
            for (std::size_t i = 0; i < to.rows.rows; ++i) std::ranges::fill(to.rows.row(i), T(0));
        base::project_backward(p, dp, run, in, t, up, to);
        if (Fault == fault::projection) dp.query(1, 1) += T(0.01);
        if (Fault == fault::rows) to.rows(0, 0) += T(0.01);
        if (Fault == fault::means) to.mean(2, 1) += T(0.01);
    }
};
template <fault Fault>
nc::gradient_report checked() {
    static_assert(attention::Scoring<broken<Fault>>);
    return nc::check_policy(broken<Fault>{});
}
using scorings = std::tuple<attention::dot, attention::scaled_dot, attention::bilinear, attention::additive<>, attention::stamp<>,
                            attention::gate<9, nc::activation::sigmoid>>;
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(right_ones_pass, Scoring, scorings) { BOOST_TEST(faults::is_right(nc::check_policy(Scoring{}))); }
BOOST_AUTO_TEST_CASE(every_fault_is_caught_and_named) {
    BOOST_TEST(faults::is_right(checked<fault::none>()));
    BOOST_TEST(faults::is_caught(checked<fault::query>(), ""));
    BOOST_TEST(faults::is_caught(checked<fault::key>(), ""));
    BOOST_TEST(faults::is_caught(checked<fault::overwrites_key>(), ""));
    BOOST_TEST(faults::is_caught(checked<fault::shared>(), "parameters.score"));
    BOOST_TEST(faults::is_caught(checked<fault::projection>(), "parameters.query"));
    BOOST_TEST(faults::is_caught(checked<fault::overwrites_projection>(), "parameters.key (gradients are added to what is there)"));
    BOOST_TEST(faults::is_caught(checked<fault::rows>(), "input"));
    BOOST_TEST(faults::is_caught(checked<fault::overwrites_rows>(), "input"));
    BOOST_TEST(faults::is_caught(checked<fault::means>(), "mean"));
}

BOOST_AUTO_TEST_SUITE_END()
