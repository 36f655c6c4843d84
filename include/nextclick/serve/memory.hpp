// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/serve/event.hpp"
#include "nextclick/simd/vector.hpp"

/// What a session remembers of its clicks: the state of the encoder where that says all, the last clicks where it does
/// not.
namespace nextclick::inline NEXTCLICK_ABI::serve::detail {

/// Memory of the thread that serves: grows to what one click needs, then nothing is allocated.
inline workspace& scratch() {
    thread_local workspace memory;
    return memory;
}

/// Of items, and of the categories of columns, which stored sessions count in.
template <class Model>
std::uint64_t vocabularies(const Model& net) {
    std::uint64_t hash = net.items().hash();
    input::for_each_column(net.policy.input, [&](const auto& column) {
        if constexpr (requires { column.categories; }) hash = (hash ^ column.categories->hash()) * 0x100000001b3u;
        if constexpr (requires { column.terms; }) hash = (hash ^ column.terms->hash()) * 0x100000001b3u;
    });
    return hash;
}

[[noreturn]] inline void refuse(const char* why) { throw file_error(std::string("serve::session: ") + why); }

template <class T>
void append(std::string& bytes, std::span<const T> values) {
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
}

/// For a causal encoder whose last row is the query: one step a click.
template <class Model>
class carried_state {
    using scalar = typename Model::scalar;
    using columns = event_columns<typename Model::input_type>;

public:
    static constexpr char magic[] = "ncsess01";

    carried_state(const Model& net, std::size_t) : state_(net.state_width()), next_(net.state_width()) {}

    void push(const Model& net, item_index item, const columns& event, workspace& memory, std::span<scalar> query) {
        static constexpr std::uint32_t begin[] = {0, 1};
        const event_rows rows{{begin}, {&item, 1}, {}, {}, 1, event.rows()};
        typename Model::tape tape;
        pass run{.memory = memory};
        const std::size_t width = state_.size();
        const auto q = net.forward(
            run, rows, encoder::lane_states<scalar>{{state_.data(), 1, width}, {next_.data(), 1, width}}, tape);
        std::copy_n(q.row(0).data(), query.size(), query.data());
        state_.swap(next_);
    }

    /// Numbers of the header that must agree, and what stands behind it.
    std::uint32_t size() const { return static_cast<std::uint32_t>(state_.size()); }
    void save(std::string& bytes, std::span<const scalar> query) const {
        append(bytes, std::span<const scalar>(state_));
        append(bytes, query);
    }
    void load(const Model&, std::string_view bytes, std::uint64_t, std::span<scalar> query) {
        if (bytes.size() != (state_.size() + query.size()) * sizeof(scalar)) refuse("wrong length");
        std::memcpy(state_.data(), bytes.data(), state_.size() * sizeof(scalar));
        std::memcpy(query.data(), bytes.data() + state_.size() * sizeof(scalar), query.size_bytes());
        if (!simd::is_finite(std::span<const scalar>(state_)) || !simd::is_finite(std::span<const scalar>(query)))
            refuse("it holds values that are not finite; replay the clicks instead");
    }

private:
    std::vector<scalar> state_, next_;
};

/// For poolings that look back and encoders that are not causal: the last clicks, encoded anew with every click. So a
/// query is that of the cut prefix, to the bit, and is there before anybody asks.
template <class Model>
class click_window {
    using scalar = typename Model::scalar;
    using columns = event_columns<typename Model::input_type>;

public:
    static constexpr char magic[] = "ncsess02";

    click_window(const Model& net, std::size_t longest)
        : begin_(checked(longest) + 1), words_(longest * columns(net.policy.input, {}, empty_scratch()).word_count() + longest) {}

    void push(const Model& net, item_index item, const columns& event, workspace& memory, std::span<scalar> query) {
        if (held_ == size()) forget_first();
        const std::size_t at = begin_[held_], end = at + 1 + event.word_count();
        if (words_.size() < end) words_.resize(end);
        words_[at] = item;
        event.write_words(words_.data() + at + 1);
        begin_[++held_] = end;
        encode(net, memory, query);
    }

    std::uint32_t size() const { return static_cast<std::uint32_t>(begin_.size() - 1); }
    void save(std::string& bytes, std::span<const scalar>) const {
        append(bytes, std::span<const std::uint32_t>(words_).first(begin_[held_]));
    }
    void load(const Model& net, std::string_view bytes, std::uint64_t pushed, std::span<scalar> query) {
        held_ = static_cast<std::size_t>(std::min<std::uint64_t>(pushed, size()));
        if (bytes.size() % 4 != 0) refuse("wrong length");
        words_.resize(std::max(words_.size(), bytes.size() / 4));
        if (!bytes.empty()) std::memcpy(words_.data(), bytes.data(), bytes.size());
        find_clicks(net, words_.data() + bytes.size() / 4);
        workspace& memory = scratch();
        memory.reset();
        if (held_ > 0) encode(net, memory, query);
    }

private:
    static std::size_t checked(std::size_t longest) {
        if (longest == 0)
            throw argument_error("serve::session: longest is 0, and this model needs the clicks of the session; say how "
                                 "many to keep, as many as it was trained with");
        if (longest > 1'000'000)
            throw argument_error("serve::session: longest is " + std::to_string(longest) + "; 1,000,000 clicks are the most");
        return longest;
    }

    static workspace& empty_scratch() {
        scratch().reset();
        return scratch();
    }
    void forget_first() {
        const std::size_t gone = begin_[1];
        std::copy(words_.data() + gone, words_.data() + begin_[held_], words_.data());
        for (std::size_t t = 1; t <= held_; ++t) begin_[t - 1] = begin_[t] - gone;
        --held_;
    }
    /// Where the clicks begin in words that came from elsewhere.
    void find_clicks(const Model& net, const std::uint32_t* end) {
        const std::uint32_t* at = words_.data();
        for (std::size_t t = 0; t < held_; ++t) {
            if (at == end) refuse("wrong length");
            if (*at++ >= net.item_count()) refuse("it holds an item that the model does not have");
            input::for_each_column(net.policy.input, [&](const auto& policy) {
                at = skip_words(policy, at, end);
                if (at == nullptr) refuse("wrong length, or terms that the model does not have");
            });
            begin_[t + 1] = static_cast<std::size_t>(at - words_.data());
        }
        if (at != end) refuse("wrong length");
    }

    void encode(const Model& net, workspace& memory, std::span<scalar> query) const {
        const auto begin = memory.take_span<std::uint32_t>(held_ + 1);
        const auto item = memory.take_span<item_index>(held_);
        const auto asked = memory.take_span<std::uint32_t>(1);
        const auto at = memory.take_span<const std::uint32_t*>(held_);
        begin[0] = 0;
        for (std::size_t t = 0; t < held_; ++t) {
            begin[t + 1] = static_cast<std::uint32_t>(t + 1);
            item[t] = words_[begin_[t]];
            at[t] = words_.data() + begin_[t] + 1;
        }
        const auto kept = columns_of(net.policy.input, at, memory);
        asked[0] = static_cast<std::uint32_t>(held_ - 1);
        const auto in = memory.take_zeros<scalar>(1, net.state_width());
        const auto out = memory.take<scalar>(1, net.state_width());
        typename Model::tape tape;
        pass run{.memory = memory};
        const auto q = net.forward(run, event_rows{{begin, asked}, item, {}, {}, 1, kept},
                                   encoder::lane_states<scalar>{in, out}, tape);
        std::copy_n(q.row(0).data(), query.size(), query.data());
    }

    std::size_t held_ = 0;
    std::vector<std::size_t> begin_;  ///< of each click within the words; of their full sizes, so that a copy has room too
    /// Of every click the dense number of its item, then the columns that the input reads: codes, and the bits of numbers.
    std::vector<std::uint32_t> words_;
};

template <class Model>
using memory_of = std::conditional_t<Model::encoder_type::causal && !Model::pooling_type::looks_back, carried_state<Model>,
                                     click_window<Model>>;

}  // namespace nextclick::inline NEXTCLICK_ABI::serve::detail
