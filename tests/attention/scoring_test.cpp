// SPDX-License-Identifier: Apache-2.0
// Every scoring by itself: project, then the scores of a tile, against the equations; and the gradients of both steps.
#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>

#include "naive.hpp"
#include "nextclick/check/attention.hpp"

BOOST_AUTO_TEST_SUITE(scorings_)

namespace nc = nextclick;
using namespace nc;

namespace {
using scorings = boost::mp11::mp_list<attention::dot, attention::scaled_dot, attention::bilinear, attention::additive<>,
                                      attention::additive<9, activation::tanh>, attention::additive<3, activation::hard_sigmoid>,
                                      attention::stamp<>, attention::stamp<9, unbiased>, attention::stamp<4, biased, activation::tanh>,
                                      attention::gate<>, attention::gate<9, activation::sigmoid>>;

/// One lane with a query at every row.
template <class Scoring, class T>
struct one_lane {
    static constexpr std::size_t n = 14, width = 6;
    Scoring scoring{};
    typename Scoring::template parameters<values<T>> p;
    std::vector<T> h = std::vector<T>(n * width), mean = h;
    std::vector<std::uint32_t> visible;
    workspace memory;

    explicit one_lane(T spread) {
        scoring.initialise(p, width, {1, 1});
        const random_stream random{4, 4};
        std::uint64_t draw = 0;
        for_each_parameter(
            [&](std::string_view, auto& w) {
                for (T& x : w.data) x = static_cast<T>(random.normal(draw++));
            },
            p);
        for (T& x : h) x = spread * static_cast<T>(random.normal(draw++));
        for (std::size_t t = 0; t < n; ++t) {
            visible.push_back(static_cast<std::uint32_t>(t + 1));
            const auto m = naive::mean(session(t));
            std::copy(m.begin(), m.end(), mean.begin() + static_cast<std::ptrdiff_t>(t * width));
        }
    }
    naive::lines session(std::size_t t) const {
        naive::lines s;
        for (std::size_t j = 0; j <= t; ++j)
            s.emplace_back(h.begin() + static_cast<std::ptrdiff_t>(j * width), h.begin() + static_cast<std::ptrdiff_t>((j + 1) * width));
        return s;
    }
    attention::sources<const T> in() const {
        const view<const T> rows(h.data(), n, width);
        return {rows, rows, {mean.data(), n, width}};
    }
    /// out (n, n) of queries [first, n) in one tile.
    view<T> scores(typename Scoring::template tape<T>& tape, attention::projected<const T>& made, std::size_t first) {
        memory.reset();
        pass run{.memory = memory};
        made = scoring.project(p, run, in(), tape);
        const auto out = memory.take_zeros<T>(n - first, n);
        scoring.scores(p, run, tape, attention::tile<T>{made.query.block(first, n - first), made.key, std::span(visible).subspan(first)},
                       out);
        return out;
    }
};

template <class Scoring, class T>
void check_scores(T spread, double tolerance) {
    one_lane<Scoring, T> lane(spread);
    typename Scoring::template tape<T> tape;
    attention::projected<const T> made;
    for (const std::size_t first : {0u, 5u, 13u}) {
        const auto out = lane.scores(tape, made, first);
        for (std::size_t i = 0; i < out.rows; ++i)
            for (std::size_t j = 0; j < lane.visible[first + i]; ++j) {
                const double exact = naive::score(lane.scoring, lane.p, lane.session(first + i), j);
                BOOST_TEST(std::abs(static_cast<double>(out(i, j)) - exact) <= tolerance * (1 + std::abs(exact)),
                           Scoring::name() << ": query " << first + i << ", key " << j << ": " << out(i, j) << ", not " << exact);
            }
    }
}
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(are_their_equations, Scoring, scorings) {
    check_scores<Scoring, double>(1, 1e-13);
    check_scores<Scoring, float>(1, 2e-5f);
    // Values so large that exponentials overflow: sigmoid and tanh use their other form.
    check_scores<Scoring, double>(1000, 1e-10);
    check_scores<Scoring, float>(200, 2e-2);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(have_the_gradients_of_their_equations, Scoring, scorings) {
    for (const double spread : {1.0, 4.0}) {
        const auto report = check_policy(Scoring{}, {.width = 6, .lengths = {14}, .weights = 1, .inputs = spread});
        BOOST_TEST(report.worst < 1e-7, Scoring::name() << " at " << report.where());
    }
}

BOOST_AUTO_TEST_CASE(a_width_of_0_is_that_of_the_rows) {
    attention::additive<>::parameters<values<float>> p;
    attention::additive<>{}.initialise(p, 7, {});
    BOOST_TEST(p.key.cols == 7u);
    attention::additive<>{extent<dynamic>{3}}.initialise(p, 7, {});
    BOOST_TEST(p.key.cols == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
