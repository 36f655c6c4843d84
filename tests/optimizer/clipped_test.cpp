// SPDX-License-Identifier: Apache-2.0
#include "nextclick/optimizer/clipped.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "nextclick/optimizer/sgd.hpp"

BOOST_AUTO_TEST_SUITE(clipped_optimizer, *boost::unit_test::tolerance(1e-6f))

namespace {
namespace nc = nextclick;
template <class S>
struct two {
    typename S::dense a;
    typename S::rows b;
    static constexpr auto fields() { return nc::field_list{nc::field{"a", &two::a}, nc::field{"b", &two::b}}; }
};
using weight_pack = two<nc::values<float>>;
using gradient_pack = two<nc::gradients<float>>;
using clipped_sgd = nc::optimizer::clipped<nc::optimizer::sgd>;

/// The change by plain SGD of rate 1 from zeros: the clipped gradient. a = (6, 8), row 1 of b = (0, 24); norms 10, 24, 26.
struct result {
    float a0, a1, b;
};
result clip(double global_norm, double tensor_norm, float scale = 1) {
    weight_pack w;
    w.a.resize(1, 2);
    w.b.resize(3, 2);
    gradient_pack g;
    nc::resize_like(g, w);
    g.a.data = {6 * scale, 8 * scale};
    g.b.row(1)[1] = 24 * scale;
    const clipped_sgd o{.inner = {.rate = 1}, .global_norm = global_norm, .tensor_norm = tensor_norm};
    nc::optimizer::moment_packs<weight_pack> state;
    o.prepare(state, w);
    o.step(w, g, state, {}, 1);
    return {-w.a.data[0], -w.a.data[1], -w.b.row(1)[1]};
}
}  // namespace

BOOST_AUTO_TEST_CASE(gradients_within_the_limits_are_unchanged) {
    for (const auto& r : {clip(0, 0), clip(26.1, 0), clip(0, 24.1), clip(30, 30)}) {
        BOOST_TEST(r.a0 == 6);
        BOOST_TEST(r.a1 == 8);
        BOOST_TEST(r.b == 24);
    }
}

BOOST_AUTO_TEST_CASE(the_global_norm_scales_all_tensors_alike) {
    const auto r = clip(13, 0);
    BOOST_TEST(r.a0 == 3.0f);
    BOOST_TEST(r.a1 == 4.0f);
    BOOST_TEST(r.b == 12.0f);
}

BOOST_AUTO_TEST_CASE(the_tensor_norm_scales_each_by_itself) {
    const auto r = clip(0, 12);
    BOOST_TEST(r.a0 == 6.0f);  // 10 is within 12
    BOOST_TEST(r.b == 12.0f);
}

BOOST_AUTO_TEST_CASE(the_global_norm_applies_after_the_tensor_norm) {
    const auto r = clip(6.5, 5);  // tensors of 5 and 5, together 7.07
    const float factor = 6.5f / std::sqrt(50.0f);
    BOOST_TEST(r.a0 == 3 * factor);
    BOOST_TEST(r.b == 5 * factor);
}

// Clipping is for exploding gradients: their squares overflow a float, and must not become 0.
BOOST_AUTO_TEST_CASE(gradients_whose_squares_overflow_are_clipped_too) {
    const auto global = clip(13, 0, 1e30f), tensor = clip(0, 12, 1e30f);
    BOOST_TEST(global.a0 == 3.0f);
    BOOST_TEST(global.b == 12.0f);
    BOOST_TEST(tensor.a0 == 7.2f);
    BOOST_TEST(tensor.b == 12.0f);
}

BOOST_AUTO_TEST_CASE(a_negative_or_nan_limit_is_refused) {
    BOOST_CHECK_THROW(clip(-1, 0), nc::argument_error);
    BOOST_CHECK_THROW(clip(0, std::numeric_limits<double>::quiet_NaN()), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
