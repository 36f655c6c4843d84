// SPDX-License-Identifier: Apache-2.0
#include "nextclick/check/loss.hpp"

#include <cmath>

#include "check/faults.hpp"
#include "nextclick/loss.hpp"

BOOST_AUTO_TEST_SUITE(of_losses)

namespace nc = nextclick;

namespace {
enum class fault { none, value, target, negative, empty_row, hides_nan, finished_value, finished_target, finished_share };

/// A correct softmax, made wrong in one way.
template <fault Fault>
struct broken : nc::loss::cross_entropy {
    template <class T>
    T row(T& target, std::span<T> negatives) const {
        if (negatives.empty() && Fault == fault::empty_row) return 1;
        T value = cross_entropy::row(target, negatives);
        if (Fault == fault::value && target < 0) value += T(0.01) * target;  // its gradient then differs
        if (Fault == fault::target) target *= T(1.01);
        if (Fault == fault::negative && negatives.size() == 17) negatives[16] += T(0.01);
        if (Fault == fault::hides_nan && std::isnan(value)) value = 0;
        return value;
    }
    template <class T>
    nc::loss::finished_row<T> finish_row(T target, T max, T total, T mean, T n) const {
        auto end = cross_entropy::finish_row(target, max, total, mean, n);
        if (Fault == fault::finished_value) end.value *= 2;
        if (Fault == fault::finished_target) end.target *= T(1.01);
        if (Fault == fault::finished_share) end.share *= T(1.01);
        return end;
    }
};
template <fault Fault>
nc::gradient_report checked() {
    static_assert(nc::loss::Loss<broken<Fault>> && nc::loss::Streamable<broken<Fault>>);
    return nc::check_policy(broken<Fault>{{0.1}});
}
using losses = std::tuple<nc::loss::cross_entropy, nc::loss::bpr, nc::loss::bpr_max, nc::loss::top1, nc::loss::top1_max, nc::loss::hinge,
                          nc::loss::cross_entropy_of<nc::activation::sigmoid>>;
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(right_ones_pass, Loss, losses) { BOOST_TEST(faults::is_right(nc::check_policy(Loss{}))); }
BOOST_AUTO_TEST_CASE(every_fault_is_caught_and_named) {
    BOOST_TEST(faults::is_right(checked<fault::none>()));
    BOOST_TEST(faults::is_caught(checked<fault::value>(), ""));
    BOOST_TEST(faults::is_caught(checked<fault::target>(), "target"));
    BOOST_TEST(faults::is_caught(checked<fault::negative>(), "negatives"));
    BOOST_TEST(faults::is_caught(checked<fault::empty_row>(), "without negatives"));
    BOOST_TEST(faults::is_caught(checked<fault::hides_nan>(), "NaN"));
    BOOST_TEST(faults::is_caught(checked<fault::finished_value>(), "finish_row().value"));
    BOOST_TEST(faults::is_caught(checked<fault::finished_target>(), "finish_row().target"));
    BOOST_TEST(faults::is_caught(checked<fault::finished_share>(), "finish_row().share"));
}

BOOST_AUTO_TEST_SUITE_END()
