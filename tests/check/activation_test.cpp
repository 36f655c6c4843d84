// SPDX-License-Identifier: Apache-2.0
#include "nextclick/check/activation.hpp"

#include "check/faults.hpp"
#include "nextclick/attention.hpp"

BOOST_AUTO_TEST_SUITE(of_activations)

namespace nc = nextclick;

namespace {
enum class fault { none, backward, derivative, tail };

template <fault Fault>
struct broken : nc::activation::tanh {
    template <class T>
    void backward(nc::simd::input<T> y, std::span<T> g) const {
        tanh::backward<nc::simd::default_arch, T>(y, g);
        if (Fault == fault::backward) g[0] += T(0.01);
        if (Fault == fault::tail && g.size() == 17) g[16] += T(0.01);
    }
    template <class V>
    V derivative(const V& y) const {
        return Fault == fault::derivative ? V(2) : tanh::derivative(y);
    }
};
using functions = std::tuple<nc::activation::tanh, nc::activation::sigmoid, nc::activation::hard_sigmoid, nc::activation::elu,
                             nc::activation::selu, nc::activation::leaky_relu, nc::activation::linear, nc::attention::softmax,
                             nc::attention::none, nc::attention::sigmoid, nc::attention::hard_sigmoid>;
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(right_ones_pass, Function, functions) { BOOST_TEST(faults::is_right(nc::check_policy(Function{}))); }
BOOST_AUTO_TEST_CASE(every_fault_is_caught_and_named) {
    BOOST_TEST(faults::is_right(nc::check_policy(broken<fault::none>{})));
    BOOST_TEST(faults::is_caught(nc::check_policy(broken<fault::backward>{}), "input"));
    BOOST_TEST(faults::is_caught(nc::check_policy(broken<fault::tail>{}), ""));
    BOOST_TEST(faults::is_caught(nc::check_policy(broken<fault::derivative>{}), "derivative()"));
}

BOOST_AUTO_TEST_SUITE_END()
