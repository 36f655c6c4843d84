// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>

#include "nextclick/encoder/concept.hpp"
#include "nextclick/rows/copy.hpp"
#include "nextclick/rows/dropout.hpp"
#include "nextclick/simd/activation.hpp"
#include "nextclick/simd/product.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace encoder {

/// How the state of a user enters a session (HRNN).
namespace hrnn {
/// The session starts from the user's state.
struct init {
    static constexpr bool feeds = false, candidate = false;
    static std::string name() { return "init"; }
};
/// As `init`, and c W is added to the pre-activations of the first layer at every click of the session.
struct all {
    static constexpr bool feeds = true, candidate = true;
    static std::string name() { return "all"; }
};
/// As `all`, for the gates only, without the candidate, as the authors' program computes it.
struct all_gates {
    static constexpr bool feeds = true, candidate = false;
    static std::string name() { return "all_gates"; }
};

template <class R>
concept Reach = requires {
    { R::feeds } -> std::convertible_to<bool>;      // c is added at every click
    { R::candidate } -> std::convertible_to<bool>;  // to the candidate too
};
/// The fault of what is no reach.
template <class Part>
struct no_reach {
    static_assert(Reach<Part>, "encoder::hierarchical: the last argument is hrnn::init, all or all_gates; it lacks what follows");
};
template <class Part>
using reach_fault = fault_of_part<Reach<Part>, Part, no_reach<Part>>;
}  // namespace hrnn

namespace detail {
template <class E>
concept Layers = Combinable<E> && RecurrentLayers<E>;
template <class Part>
struct no_layers {
    static_assert(sizeof(Part) == 0, "encoder::hierarchical is made of encoder::recurrent, or stacks of it");
};
template <class Part>
using layers_fault = first_fault<part_fault<Part>, fault_unless<Layers<Part>, no_layers<Part>>>;
template <class Reach, class Session>
concept ReachesInto = hrnn::Reach<Reach> && (!Reach::feeds || Reach::candidate || Session::last_gate_is_candidate);
template <class Session>
struct no_candidate {
    static_assert(Session::last_gate_is_candidate,
                  "encoder::hierarchical: hrnn::all_gates leaves out a candidate, which only cell::gru has; use hrnn::all");
};
}  // namespace detail

// Of what are no recurrent layers, or no reach into them.
template <class Session, class User, class Reach = hrnn::init>
struct hierarchical : no_policy<detail::layers_fault<Session>, detail::layers_fault<User>, hrnn::reach_fault<Reach>,
                                fault_unless<detail::ReachesInto<Reach, Session>, detail::no_candidate<Session>>> {
    constexpr hierarchical(const auto&...) { static_assert(sizeof(typename hierarchical::why) > 0); }
};
/// A recurrent network over the clicks of a session, and one over the sessions of a user (HRNN, Quadrana et al. 2017,
/// docs/models.md 3.4). Where a lane begins a further session (`packed_steps::returning`), the user's state c reads the last
/// output of the session before, and the first session layer starts from tanh(c W + b); layers above it keep their state.
/// The first session of a user starts from zeros. States of earlier batches are constants: the gradient flows back to the step of
/// the user's network that started the session of this batch, and no further.
/// For batches of users: batch::user_parallel (a click a step, as published) and batch::user_sessions (whole sessions).
/// shapes    initial (Hu, S), initial_bias (1, S) for a first session layer with states S wide; context (Hu, gates·H), without
///           the candidate's block in all_gates, empty for init; session.*, user.* as in those encoders. The carried state is
///           [states of the user's layers ; states of the session's layers]
template <detail::Layers Session, detail::Layers User, detail::ReachesInto<Session> Reach>
struct hierarchical<Session, User, Reach> {
    [[no_unique_address]] Session session{};
    [[no_unique_address]] User user{};
    double initial_dropout = 0;  ///< on the initial state of a further session

    static constexpr history::need reads =
        history::of<Session>() | history::of<User>() | history::need{history::session::state, history::user::state};
    static std::string name() { return "hierarchical<" + Session::name() + ", " + User::name() + ", " + Reach::name() + ">"; }
    static constexpr auto options() {
        return field_list{field{"session", &hierarchical::session}, field{"user", &hierarchical::user},
                          field{"initial_dropout", &hierarchical::initial_dropout}};
    }

    template <class S>
    struct parameters {
        typename Session::template parameters<S> session;
        typename User::template parameters<S> user;
        typename S::dense initial, initial_bias, context;
        static constexpr auto fields() {
            return field_list{field{"session", &parameters::session}, field{"user", &parameters::user},
                              field{"initial", &parameters::initial}, field{"initial_bias", &parameters::initial_bias},
                              field{"context", &parameters::context}};
        }
    };
    /// returning_lanes: the lanes that begin a further session; c, start: one row for each of them; all_c: c of all lanes.
    template <class T>
    struct tape {
        typename Session::template tape<T> session;
        typename User::template tape<T> user;
        std::span<const std::uint32_t> returning_lanes;
        packed_steps steps;  // of the user's network: one step with a row per returning lane
        view<const T> c;
        view<T> start, mask, all_c;
    };

    constexpr std::size_t width(std::size_t in) const { return session.width(in); }
    constexpr std::size_t state_width(std::size_t in) const { return user_state(in) + session.state_width(in); }
    /// Cost of a session row. A further session also costs a step of the user's layers, which is not counted.
    constexpr cost::layer cost(std::size_t in, std::size_t keys = 1) const { return cost::of_row(session, in, keys); }
    constexpr std::size_t folded_width() const { return session.folded_width(); }
    constexpr std::size_t folded_blocks() const { return session.folded_blocks(); }

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t in, random_stream random) const {
        session.initialise(p.session, in, random.fork(1));
        initialise_user(p, session.width(in), random);
    }
    template <class T>
    void initialise_folded(parameters<values<T>>& p, random_stream random) const {
        session.initialise_folded(p.session, random.fork(1));
        initialise_user(p, session.width(folded_width()), random);
    }

    template <class T>
    view<const T> forward(const parameters<values<T>>& p, pass& run, const packed_steps& steps, view<const T> x,
                          const lane_states<T>& states, tape<T>& t) const {
        const std::size_t in = x.cols, users = user_state(in), sessions = session.state_width(in), lanes = steps.lanes();
        const auto user_in = states.in.col_block(0, users), session_in = states.in.col_block(users, sessions);
        const auto user_out = states.out.col_block(0, users);
        const auto start = run.memory.take<T>(lanes, sessions);
        copy_rows<T>(user_in, user_out);
        copy_rows<T>(session_in, start);
        t.returning_lanes = returning_lanes(run, steps);
        const random_stream random = run.next_site();
        if (!t.returning_lanes.empty())
            start_sessions(p, run, steps, in, {user_in, user_out}, session_in, start, random, t);
        else if (steps.whole.any_returning)
            pass_by_user(p, run, in);
        view<const T> context{};
        if constexpr (Reach::feeds) {
            t.all_c = run.memory.take<T>(lanes, user_width(in));
            copy_rows<T>(user_out.col_block(user.output_at(session.width(in)), t.all_c.cols), t.all_c);
            const auto projected = run.memory.take<T>(lanes, p.context.cols);
            simd::product(t.all_c, p.context, projected, simd::write::overwrite, run.threads);
            context = projected;
        }
        return session.forward(p.session, run, steps, x, {start, states.out.col_block(users, sessions)}, t.session, context);
    }

    template <class T>
    view<const T> backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const packed_steps& steps,
                           view<const T> dy, const tape<T>& t) const {
        const std::size_t lanes = steps.lanes(), n = t.returning_lanes.size();
        lane_gradients<T> to;
        if (n > 0) to.in = run.memory.take<T>(lanes, p.initial.cols);
        if constexpr (Reach::feeds) to.context = run.memory.take_zeros<T>(lanes, p.context.cols);
        const auto dx = session.backward(p.session, dp.session, run, steps, dy, t.session, to);
        if constexpr (Reach::feeds) simd::product_tn(t.all_c, to.context, view<T>(dp.context), simd::write::accumulate, run.threads);
        if (n == 0) return dx;

        const auto d_start = gathered_rows<T>(run.memory, to.in, t.returning_lanes);  // becomes the gradient before the tanh
        if (t.mask.data) apply_mask<T>(d_start, t.mask);
        for (std::size_t i = 0; i < n; ++i) activation::tanh{}.backward(std::span<const T>(t.start.row(i)), d_start.row(i));
        add_up_rows<T>(d_start, dp.initial_bias.row(0));
        simd::product_tn(t.c, d_start, view<T>(dp.initial), simd::write::accumulate, run.threads);
        const auto dc = run.memory.take<T>(n, t.c.cols);
        simd::product_nt(d_start, p.initial, dc, run.memory, simd::write::overwrite, run.threads);
        if constexpr (Reach::feeds)
            simd::product_nt(gathered_rows<T>(run.memory, to.context, t.returning_lanes), p.context, dc, run.memory,
                             simd::write::accumulate, run.threads);
        user.backward(p.user, dp.user, run, t.steps, view<const T>(dc), t.user);
        return dx;
    }

private:
    constexpr std::size_t user_state(std::size_t in) const { return user.state_width(session.width(in)); }
    constexpr std::size_t user_width(std::size_t in) const { return user.width(session.width(in)); }

    template <class T>
    void initialise_user(parameters<values<T>>& p, std::size_t session_width, random_stream random) const {
        check_probability(initial_dropout, "encoder::hierarchical");
        user.initialise(p.user, session_width, random.fork(2));
        const std::size_t c = user.width(session_width);
        p.initial.resize(c, session.first_state_width());
        p.initial_bias.resize(1, session.first_state_width());
        glorot_uniform(p.initial, random.fork(3));
        if constexpr (Reach::feeds) {
            const std::size_t blocks = session.folded_blocks() - (Reach::candidate ? 0 : 1);
            p.context.resize(c, session.folded_width() / session.folded_blocks() * blocks);
            glorot_uniform(p.context, random.fork(4), blocks);
        }
    }

    static std::span<const std::uint32_t> returning_lanes(pass& run, const packed_steps& steps) {
        if (steps.returning.empty()) return {};
        const auto lanes = run.memory.take_span<std::uint32_t>(steps.lanes());
        std::size_t n = 0;
        for (std::uint32_t l = 0; l < lanes.size(); ++l)
            if (steps.returning[l] != 0) lanes[n++] = l;
        return lanes.first(n);
    }

    /// Advances the counter of random sites as `start_sessions` does in other micro-batches, so that later layers draw the same numbers in
    /// all of them.
    template <class T>
    void pass_by_user(const parameters<values<T>>& p, pass& run, std::size_t in) const {
        static constexpr std::uint32_t one_row[] = {0, 1};
        const auto mark = run.memory.here();
        pass inference{.memory = run.memory, .random = run.random, .sites = run.sites};
        const packed_steps steps{one_row};
        const lane_states<T> states{run.memory.take_zeros<T>(1, user_state(in)), run.memory.take<T>(1, user_state(in))};
        typename User::template tape<T> unused;
        user.forward(p.user, inference, steps, view<const T>(run.memory.take_zeros<T>(1, session.width(in))), states, unused);
        run.sites = inference.sites;
        run.memory.release(mark);
    }

    /// Starts further sessions: runs a step of the user's network, and computes the initial state of the session's first layer from it.
    template <class T>
    void start_sessions(const parameters<values<T>>& p, pass& run, const packed_steps& steps, std::size_t in, const lane_states<T>& users,
                        view<const T> session_in, view<T> start, random_stream random, tape<T>& t) const {
        const std::size_t n = t.returning_lanes.size(), width = session.width(in);
        const auto one_step = run.memory.take_span<std::uint32_t>(2);
        one_step[0] = 0;
        one_step[1] = static_cast<std::uint32_t>(n);
        t.steps = {one_step};
        if (!steps.whole.returning.empty()) {
            const auto numbers = run.memory.take_span<std::uint32_t>(n);
            for (std::size_t i = 0; i < n; ++i) numbers[i] = steps.whole.returning[t.returning_lanes[i]];
            t.steps.whole.rows = numbers;
        }
        const view<const T> last = gathered_rows<T>(run.memory, session_in.col_block(session.output_at(in), width), t.returning_lanes);
        const auto after = run.memory.take<T>(n, users.in.cols);
        const lane_states<T> of_users{gathered_rows<T>(run.memory, users.in, t.returning_lanes), after};
        t.c = user.forward(p.user, run, t.steps, last, of_users, t.user);
        t.start = run.memory.take<T>(n, p.initial.cols);
        simd::product_plus(t.c, p.initial, std::span<const T>(p.initial_bias.data), t.start, run.threads,
                           [](std::span<T> block) { activation::tanh{}.forward(block); });
        t.mask = {};
        if (run.training && initial_dropout > 0) {
            t.mask = row_dropout<T>(run, n, t.start.cols, t.steps.whole.rows, initial_dropout, random);
        }
        scatter_rows<T>(after, t.returning_lanes, users.out);
        scatter_rows<T>(t.start, t.returning_lanes, start.col_block(0, t.start.cols));
        for (std::size_t i = 0; t.mask.data && i < n; ++i)
            simd::multiply<simd::default_arch, T>(t.mask.row(i), start.row(t.returning_lanes[i]).first(t.start.cols));
    }
};

}  // namespace encoder
NEXTCLICK_END_NAMESPACE
