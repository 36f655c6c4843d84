// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "nextclick/core/options.hpp"
#include "nextclick/data/provenance.hpp"
#include "nextclick/data/vocabulary.hpp"
#include "nextclick/encoder/concept.hpp"
#include "nextclick/head/concept.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/input/concept.hpp"
#include "nextclick/loss/concept.hpp"
#include "nextclick/model/checks.hpp"
#include "nextclick/objective/full_softmax.hpp"
#include "nextclick/objective/sampled.hpp"
#include "nextclick/output/concept.hpp"
#include "nextclick/output/table_of.hpp"
#include "nextclick/pooling/concept.hpp"
#include "nextclick/sampler/concept.hpp"
#include "nextclick/table/gradient.hpp"
#include "nextclick/table/item_table.hpp"
#ifdef NEXTCLICK_KERNELS
#include "nextclick/model/instances.hpp"
#endif

NEXTCLICK_BEGIN_NAMESPACE

namespace detail {
template <class Output, class Input, class T>
struct table_element {
    using type = T;  // no table
};
template <class Output, class Input, class T>
requires(!output::computes_rows<Output>) struct table_element<Output, Input, T> {
    using rows = decltype(Output::table(std::declval<typename Output::template parameters<values<T>>&>(),
                                        std::declval<typename Input::template parameters<values<T>>&>(), std::declval<const Input&>()));
    using type = typename decltype(std::remove_cvref_t<rows>::data)::value_type;
};
}  // namespace detail

/// The options of every policy of a model, all defaulted. Policies without options take a byte each: gcc 12 loses the defaults of the first
/// member in `policies p;` if an empty aggregate (a hadamard of poolings) shares its address.
template <class Input, class Encoder, class Pooling, class Output, class Loss, class Sampler, class Head>
struct policies_of {
    Input input{};
    Encoder encoder{};
    Pooling pooling{};
    Output output{};
    Loss loss{};
    Sampler sampler{};
    Head head{};
    static constexpr auto options() {
        return field_list{field{"input", &policies_of::input},     field{"encoder", &policies_of::encoder},
                          field{"pooling", &policies_of::pooling}, field{"output", &policies_of::output},
                          field{"loss", &policies_of::loss},       field{"sampler", &policies_of::sampler},
                          field{"head", &policies_of::head}};
    }
};

/// Policies that do not form a model: the static assertion of the base names the argument and what it lacks. The constructor accepts
/// any arguments, so that no other error follows.
template <class T, class Input, class Encoder, class Pooling, class Output, class Loss, class Sampler, class Head = head::none>
class basic_model : detail::why_no_model<T, Input, Encoder, Pooling, Output, Loss, Sampler, Head> {
public:
    static constexpr bool is_no_model = true;
    using policies = policies_of<Input, Encoder, Pooling, Output, Loss, Sampler, Head>;
    policies policy{};

    basic_model(const data::vocabulary&, const policies&) {}
    basic_model(const data::vocabulary&, const policies&, std::uint64_t) {}
    template <class... A>
    explicit basic_model(const A&...) {}
};

/// A whole architecture as one type: query tower (input, encoder, pooling), item table (output), training objective (loss, sampler),
/// and optionally a head with a second output. Holds the policies' options, the parameters, and the vocabulary, which maps the item ids
/// of the log to dense numbers. Constant while serving: any number of threads may share it.
/// T is float; double serves the gradient checks. Use the alias `model`, or `model_of` with a named spec.
template <class T, input::Input Input, encoder::Encoder Encoder, pooling::Pooling Pooling, output::Output Output, loss::Loss Loss,
          sampler::Sampler Sampler, head::Head Head>
requires(detail::fault_of<T, Input, Encoder, Pooling, Output, Loss, Sampler, Head>() == detail::model_fault::none)
class basic_model<T, Input, Encoder, Pooling, Output, Loss, Sampler, Head> {
    static_assert(sizeof(typename objective::of<Loss, Sampler>::template checks<Loss, Sampler, Output>) > 0);

public:
    using scalar = T;
    using input_type = Input;
    using encoder_type = Encoder;
    using pooling_type = Pooling;
    using output_type = Output;
    using loss_type = Loss;
    using sampler_type = Sampler;
    using head_type = Head;
    using objective_type = nextclick::objective::of<Loss, Sampler>;  ///< chosen by loss and sampler
    static constexpr bool has_head = !std::is_same_v<Head, head::none>;
    static constexpr bool has_table = !output::computes_rows<Output>;  ///< queries are scored against a table of parameters
    template <class U>
    using rebind = basic_model<U, Input, Encoder, Pooling, Output, Loss, Sampler, Head>;

    using policies = policies_of<Input, Encoder, Pooling, Output, Loss, Sampler, Head>;
    template <class S>
    struct parameters {
        typename Input::template parameters<S> input;
        typename Encoder::template parameters<S> encoder;
        typename Pooling::template parameters<S> pooling;
        typename Output::template parameters<S> output;
        typename Head::template parameters<S> head;
        static constexpr auto fields() {
            return field_list{field{"input", &parameters::input}, field{"encoder", &parameters::encoder},
                              field{"pooling", &parameters::pooling}, field{"output", &parameters::output},
                              field{"head", &parameters::head}};
        }
    };
    using weight_pack = parameters<values<T>>;
    using gradient_pack = parameters<gradients<T>>;
    using moment_pack = parameters<moments<T>>;  ///< of the optimiser

    /// What the policies record in `forward` for `backward`.
    struct tape {
        typename Input::template tape<T> input;
        typename Encoder::template tape<T> encoder;
        typename Pooling::template tape<T> pooling;
    };

    /// Initialises the parameters from the seed. Throws `argument_error` if widths do not match.
    explicit basic_model(data::vocabulary items, policies options = {}, std::uint64_t seed = 1)
        : policy(std::move(options)), items_(std::move(items)) {
        initialise(random_stream{seed, 0});
    }

    policies policy;
    weight_pack weights;
    data::provenance about;  ///< the training logs and options; set by training, stored in files

    const data::vocabulary& items() const { return items_; }
    std::size_t item_count() const { return items_.size(); }
    std::size_t query_width() const { return policy.pooling.width(policy.encoder.width(input_width())); }
    /// Size of the state that a lane carries between batches, and a session between clicks.
    std::size_t state_width() const { return policy.encoder.state_width(input_width()); }

    /// Rows and biases of all items that queries are scored against.
    table::item_table<T> table() const requires has_table { return output::table_of(*this); }
    /// The biases of all items.
    table::item_biases<T> biases() const { return output::biases_of(*this); }
    /// Element type in which the rows of the item table are stored.
    using element_of_table = typename detail::table_element<Output, Input, T>::type;
    /// The rows of the item table in a pack of weights, gradients or moments.
    template <class Pack>
    auto& table_of(Pack& p) const requires has_table {
        return Output::table(p.output, p.input, policy.input);
    }
    /// The gradients of the item table in a pack.
    table::gradient<T> table_gradient(gradient_pack& g) const { return output::table_gradient(*this, g); }

    /// Output of the query tower for a batch, for `backward` and for heads; views into the workspace of the pass and into the batch.
    struct encoded {
        event_rows rows{};                 ///< the batch
        view<const T> queries{};           ///< (queries, query_width())
        encoder::lane_states<T> states{};  ///< (lanes, state_width()) states before and after the batch
        tape tapes{};
    };
    /// Runs input, encoder and pooling. Lanes start from `states`, or from zeros if it is empty; the carried states are written to
    /// `after`, or to the workspace of the pass. Dropout is active if `run.training`, and draws from `run.random`.
    encoded encode(pass& run, const event_rows& rows, std::type_identity_t<view<const T>> states = {},
                   std::type_identity_t<view<T>> after = {}) const {
        encoded e = encode_states(run, rows, states, after);
        e.queries = policy.pooling.forward(weights.pooling, run, e.rows.steps, e.queries, e.tapes.pooling);
        return e;
    }
    /// The same without the pooling: `queries` are the rows of the encoder.
    encoded encode_states(pass& run, const event_rows& rows, std::type_identity_t<view<const T>> states = {},
                          std::type_identity_t<view<T>> after = {}) const {
        const std::size_t lanes = rows.steps.lanes(), width = state_width();
        encoded e{.rows = rows};
        e.rows.steps.item = rows.item;
        e.states.in = states.data != nullptr ? states : view<const T>(run.memory.take_zeros<T>(lanes, width));
        e.states.out = after.data != nullptr ? after : run.memory.take<T>(lanes, width);
        const view<const T> x = policy.input.forward(weights.input, run, e.rows, e.tapes.input);
        e.queries = policy.encoder.forward(weights.encoder, run, e.rows.steps, x, e.states, e.tapes.encoder);
        return e;
    }
    /// Adds to the gradients of input, encoder and pooling. dq (queries, query_width())
    void backward(pass& run, const encoded& e, std::type_identity_t<view<const T>> dq, gradient_pack& g) const {
        const packed_steps& steps = e.rows.steps;
        const view<const T> dh = policy.pooling.backward(weights.pooling, g.pooling, run, steps, dq, e.tapes.pooling);
        const view<const T> dx = policy.encoder.backward(weights.encoder, g.encoder, run, steps, dh, e.tapes.encoder);
        policy.input.backward(weights.input, g.input, run, e.rows, dx, e.tapes.input);
    }

    /// The head's part of the loss, 0 without a head; call between `encode` and `backward` of a training step. Adds to the gradient
    /// of the head's parameters, and stores the gradient of the encoder's rows in `e` for `backward`.
    T learn_head(pass& run, encoded& e, gradient_pack& g) const {
        if constexpr (has_head)
            return policy.head.learn(weights.head, g.head, run, e.rows, shown(e), e.tapes.encoder.head_gradient);
        else
            return T(0);
    }
    /// Head outputs, one per query row. The view is valid until the workspace is reset.
    std::span<const T> predict_head(pass& run, const encoded& e) const requires has_head {
        return policy.head.predict(weights.head, run, e.rows, shown(e));
    }
    /// The columns that a training batch must contain: those of the input, and the labels of the head.
    std::vector<data::required_column> training_columns() const {
        auto all = input::required_columns(policy.input);
        if constexpr (has_head) all.push_back(policy.head.required());
        return all;
    }

    /// The architecture as text, which a file of weights must match. The objective is not part of it.
    static std::string signature() {
        std::string text = "model<" + Input::name() + ", " + Encoder::name() + ", " + Pooling::name() + ", " + Output::name();
        using map = output::row_map<Output>;
        if (!map::identity && !Output::name().starts_with("cosine<")) text += " of rows at " + map::name();  // cosine<...> says it
        if constexpr (has_head) text += ", " + Head::name();
        return text + ">";
    }
    /// The objective's part of the signature: a training is continued only if it matches. Weights of any objective can be loaded.
    static auto objective_signature() {
        if constexpr (requires { objective_type::template signature<Loss, Sampler>(); })
            return objective_type::template signature<Loss, Sampler>();
        else
            return std::array<signature_part, 2>{
                {{"nextclick.loss", Loss::name(), "loss."}, {"nextclick.sampler", Sampler::name(), "sampler."}}};
    }

private:
    static head::shared_rows<T> shown(const encoded& e) requires has_head { return {e.tapes.encoder.h, e.tapes.encoder.forward_columns}; }

    std::size_t input_width() const {
        if constexpr (Input::folded)
            return policy.encoder.folded_width();
        else
            return policy.input.width();
    }

    void initialise(random_stream random) {
        if (items_.size() == 0) throw argument_error("model: the vocabulary is empty; read a click log first, one with clicks");
        const auto check_items = [&](const auto& reader) {
            if constexpr (requires { reader.check_items(items_); }) reader.check_items(items_);
        };
        for_each_policy(check_items, policy.encoder);
        for_each_policy(check_items, policy.pooling);
        for_each_policy(check_items, policy.head);
        input::for_each_table(policy.input, check_items);
        if constexpr (requires { policy.output.item_input(); }) input::for_each_table(policy.output.item_input(), check_items);
        if constexpr (Input::folded) {
            encoder::apply_folded(policy.encoder, [&](const auto&... folded) {
                policy.input.initialise_folded(weights.input, items_.size(), folded..., random.fork(1));
            });
            policy.encoder.initialise_folded(weights.encoder, random.fork(2));
        } else {
            policy.input.initialise(weights.input, items_.size(), random.fork(1));
            policy.encoder.initialise(weights.encoder, policy.input.width(), random.fork(2));
        }
        policy.pooling.initialise(weights.pooling, policy.encoder.width(input_width()), random.fork(3));
        policy.output.initialise(weights.output, items_.size(), query_width(), random.fork(4));
        if constexpr (has_head) policy.head.initialise(weights.head, policy.encoder.inner_width(input_width()), random.fork(5));
        if constexpr (!has_table)
            return;  // the output has checked the widths
        else if (table().width() != query_width())
            throw argument_error("model: the query is " + std::to_string(query_width()) + " wide and the item table " +
                                 std::to_string(table().width()) +
                                 "; give output::tied an encoder as wide as the embedding, or use output::separate");
    }

    data::vocabulary items_;
};

/// Policies in order of the data flow.
template <class Input, class Encoder, class Pooling, class Output, class Loss, class Sampler, class Head = head::none>
using model = basic_model<float, Input, Encoder, Pooling, Output, Loss, Sampler, Head>;

namespace detail {
template <class Spec>
struct head_of {
    using type = head::none;
};
template <class Spec>
requires requires { typename Spec::head; } struct head_of<Spec> {
    using type = typename Spec::head;
};
}  // namespace detail

/// A model from a named spec: `struct my_spec { using input = ...; using encoder = ...; ... };`. A derived spec
/// changes one line. `head` may be omitted.
template <class Spec>
using model_of = model<typename Spec::input, typename Spec::encoder, typename Spec::pooling, typename Spec::output, typename Spec::loss,
                       typename Spec::sampler, typename detail::head_of<Spec>::type>;

NEXTCLICK_END_NAMESPACE
