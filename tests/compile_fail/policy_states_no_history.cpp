// EXPECT: must state what it reads of the session's earlier clicks
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct doubled {
#ifndef NEXTCLICK_MUST_FAIL
    static constexpr nc::history::need reads{};
#endif
    static std::string name() { return "doubled"; }
    template <class S>
    using parameters = nc::no_parameters;
    template <class T>
    struct tape {};
    constexpr std::size_t width(std::size_t in) const { return in; }
    constexpr std::size_t state_width(std::size_t) const { return 0; }
    constexpr nc::cost::layer cost(std::size_t) const { return {}; }
    void initialise(nc::no_parameters&, std::size_t, nc::random_stream) const {}
    template <class T>
    nc::view<const T> forward(const nc::no_parameters&, nc::pass&, const nc::packed_steps&, nc::view<const T> x,
                              const nc::encoder::lane_states<T>&, tape<T>&) const {
        return x;
    }
    template <class T>
    nc::view<const T> backward(const nc::no_parameters&, nc::no_parameters&, nc::pass&, const nc::packed_steps&, nc::view<const T> dy,
                               const tape<T>&) const {
        return dy;
    }
};
using model = nc::model<nc::input::embedding<8>, nc::encoder::stack<doubled, nc::encoder::dense<8>>, nc::pooling::last, nc::output::tied<>,
                        nc::loss::cross_entropy, nc::sampler::all_items>;
void probe(model& net, const nc::data::click_log& log) { nc::train::train(net, log, nc::optimizer::adam{}, {}); }
int main() {}
