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

#include "nextclick/batch/concept.hpp"
#include "nextclick/core/error.hpp"
#include "nextclick/model/long_sessions.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/serve/event.hpp"
#include "nextclick/serve/stored.hpp"
#include "nextclick/simd/vector.hpp"

/// What a session keeps of its clicks: the encoder's state where that suffices, or the last (or first) clicks where the model needs
/// earlier ones.
NEXTCLICK_BEGIN_NAMESPACE
namespace serve::detail {

/// The workspace of the serving thread: grows to the size of one click, then allocates nothing.
inline workspace& scratch() {
    thread_local workspace memory;
    return memory;
}

/// Hash of the item vocabulary and of the category vocabularies of the columns; stored sessions refer to both.
template <class Model>
std::uint64_t vocabularies(const Model& net) {
    std::uint64_t hash = net.items().hash();
    input::for_each_column(net.policy.input, [&](const auto& column) {
        using column_kind = input::column_kind_of<std::remove_reference_t<decltype(column)>>;
        if constexpr (column_kind::counted) hash = (hash ^ column_kind::of(column).hash()) * 0x100000001b3u;
    });
    return hash;
}

template <class T>
void append(std::string& bytes, std::span<const T> values) {
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
}
/// Reads values.size() values from the front of `bytes`.   requires  enough bytes
template <class T>
void take(std::string_view& bytes, std::span<T> values) {
    if (values.empty()) return;  // memcpy requires a valid pointer even for a size of 0
    std::memcpy(values.data(), bytes.data(), values.size_bytes());
    bytes.remove_prefix(values.size_bytes());
}

/// Whether the current session continues a known user, for models with user states; empty for other models.
template <class Model>
class further_session {
public:
    static constexpr bool of_users = history_need<Model>.has_user_states();

    void set() { word_ = 1; }
    void clear() { word_ = 0; }
    /// The flag in the form of a batch of one lane.
    std::span<const std::uint8_t> lanes() const {
        if constexpr (of_users) return {&word_, 1};
        return {};
    }
    void save(std::string& bytes) const {
        if constexpr (of_users) bytes.push_back(static_cast<char>(word_));
    }
    void load(std::string_view& bytes) {
        if constexpr (of_users) {
            if (bytes.empty() || static_cast<unsigned char>(bytes.front()) > 1) refuse("the flag of a further session is neither 0 nor 1");
            word_ = static_cast<std::uint8_t>(bytes.front());
            bytes.remove_prefix(1);
        }
    }

private:
    std::uint8_t word_ = 0;
};

/// For models that read only a carried state: one encoder step per click.
template <class Model>
class carried_state {
    using scalar = typename Model::scalar;
    using columns = event_columns<typename Model::input_type>;

public:
    static constexpr std::string_view magic = further_session<Model>::of_users ? "ncsess03" : "ncsess01";

    carried_state(const Model& net, std::size_t, batch::keep) : state_(net.state_width()), next_(net.state_width()) {}

    /// The next click starts a further session of the same user, if the model has user states, or else a session of an unknown user.
    void new_session() {
        further_.set();
        if constexpr (!further_session<Model>::of_users) std::fill(state_.begin(), state_.end(), scalar(0));
    }

    void push(const Model& net, item_index item, const columns& event, workspace& memory, std::span<scalar> query) {
        static constexpr std::uint32_t begin[] = {0, 1};
        const event_rows rows{{begin, {}, further_.lanes()}, {&item, 1}, {}, {}, 1, event.rows()};
        pass run{.memory = memory};
        const std::size_t width = state_.size();
        const auto e = net.encode(run, rows, {state_.data(), 1, width}, {next_.data(), 1, width});
        std::copy_n(e.queries.row(0).data(), query.size(), query.data());
        state_.swap(next_);
        further_.clear();
    }

    /// The size that a stored header must match.
    std::uint32_t layout() const { return static_cast<std::uint32_t>(state_.size()); }
    void save(std::string& bytes, std::span<const scalar> query) const {
        further_.save(bytes);
        append(bytes, std::span<const scalar>(state_));
        append(bytes, query);
    }
    void load(const Model&, std::string_view bytes, std::uint64_t, std::span<scalar> query) {
        further_.load(bytes);
        if (bytes.size() != (state_.size() + query.size()) * sizeof(scalar)) refuse("wrong length");
        take(bytes, std::span<scalar>(state_));
        take(bytes, query);
        if (!simd::is_finite(std::span<const scalar>(state_)) || !simd::is_finite(std::span<const scalar>(query)))
            refuse("it holds values that are not finite; replay the clicks instead");
    }

private:
    further_session<Model> further_;
    std::vector<scalar> state_, next_;
};

/// For models that read earlier clicks (history_need). keep::last: encodes the last clicks again with every click. keep::first: encodes
/// the first clicks; later clicks change nothing. The query equals that of the cut prefix bit for bit, and is computed in `push`.
template <class Model>
class click_window {
    using scalar = typename Model::scalar;
    using columns = event_columns<typename Model::input_type>;

public:
    static constexpr std::string_view magic = further_session<Model>::of_users ? "ncsess04" : "ncsess02";

    /// max_length: number of clicks to keep; 0: the maximum.
    click_window(const Model& net, std::size_t max_length, batch::keep kept)
        : all_(max_length == 0),
          max_length_(all_ ? (works_on_pairs(net) ? max_length_of_pairs : max_clicks) : checked(max_length)),
          kept_(kept),
          start_(carried(net)),
          after_(carried(net)) {
        const std::size_t room = all_ ? 0 : std::min<std::size_t>(max_length_, 64);  // enough for most sessions; longer ones reallocate
        begin_.resize(room + 1);
        words_.resize(room * columns(net.policy.input, {}, empty_scratch()).word_count() + room);
    }

    void new_session() {
        held_ = 0;
        further_.set();
        start_ = after_;
    }

    void push(const Model& net, item_index item, const columns& event, workspace& memory, std::span<scalar> query) {
        if (held_ == max_length_) {
            if (kept_ == batch::keep::first) return;  // the query does not change
            remove_first();
        }
        const std::size_t at = begin_[held_], end = at + 1 + event.word_count();
        if (words_.size() < end) words_.resize(end);
        words_[at] = item;
        event.write_words(words_.data() + at + 1);
        if (held_ + 1 == begin_.size()) begin_.push_back(end);
        begin_[++held_] = end;
        encode(net, memory, query);
    }

    /// The number of clicks that may be kept (0: all), and whether they are the first. A stored header must match it.
    std::uint32_t layout() const {
        constexpr std::uint32_t first = 1u << 31;
        return static_cast<std::uint32_t>(all_ ? 0 : max_length_) | (kept_ == batch::keep::first ? first : 0);
    }
    void save(std::string& bytes, std::span<const scalar>) const {
        further_.save(bytes);
        append(bytes, std::span<const scalar>(start_));
        append(bytes, std::span<const std::uint32_t>(words_).first(begin_[held_]));
    }
    void load(const Model& net, std::string_view bytes, std::uint64_t pushed, std::span<scalar> query) {
        further_.load(bytes);
        held_ = static_cast<std::size_t>(std::min<std::uint64_t>(pushed, max_length_));
        const std::size_t start = start_.size() * sizeof(scalar);
        if (bytes.size() < start || (bytes.size() - start) % 4 != 0) refuse("wrong length");
        take(bytes, std::span<scalar>(start_));
        if (!simd::is_finite(std::span<const scalar>(start_))) refuse("it holds values that are not finite; replay the clicks instead");
        after_ = start_;
        const std::size_t words = bytes.size() / 4;
        words_.resize(std::max(words_.size(), words));
        take(bytes, std::span(words_).first(words));
        if (held_ > words) refuse("wrong length");  // a click has at least one word
        begin_.resize(std::max(begin_.size(), held_ + 1));
        find_clicks(net, words_.data() + words);
        workspace& memory = scratch();
        memory.reset();
        if (held_ > 0) encode(net, memory, query);
    }

private:
    static constexpr std::size_t max_clicks = 1'000'000;
    static std::size_t checked(std::size_t max_length) {
        if (max_length > max_clicks)
            throw argument_error("serve::session: max_length is " + std::to_string(max_length) + "; give at most 1,000,000 clicks");
        return max_length;
    }

    /// Width of the state that a user carries from session to session; 0 for models without users.
    static std::size_t carried(const Model& net) { return further_session<Model>::of_users ? net.state_width() : 0; }
    static workspace& empty_scratch() {
        scratch().reset();
        return scratch();
    }
    void remove_first() {
        const std::size_t gone = begin_[1];
        std::copy(words_.data() + gone, words_.data() + begin_[held_], words_.data());
        for (std::size_t t = 1; t <= held_; ++t) begin_[t - 1] = begin_[t] - gone;
        --held_;
    }
    /// Finds the first word of each click in words read from a stored session.
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

    void encode(const Model& net, workspace& memory, std::span<scalar> query) {
        const auto begin = memory.take_span<std::uint32_t>(held_ + 1);
        const auto item = memory.take_span<item_index>(held_);
        const auto query_row = memory.take_span<std::uint32_t>(1);
        const auto at = memory.take_span<const std::uint32_t*>(held_);
        begin[0] = 0;
        for (std::size_t t = 0; t < held_; ++t) {
            begin[t + 1] = static_cast<std::uint32_t>(t + 1);
            item[t] = words_[begin_[t]];
            at[t] = words_.data() + begin_[t] + 1;
        }
        const auto kept = columns_of(net.policy.input, at, memory);
        query_row[0] = static_cast<std::uint32_t>(held_ - 1);
        const auto in = memory.take_zeros<scalar>(1, net.state_width());
        std::ranges::copy(start_, in.data);
        pass run{.memory = memory};
        const auto e = net.encode(run, event_rows{{begin, query_row, further_.lanes()}, item, {}, {}, 1, kept}, in);
        std::copy_n(e.states.out.data, after_.size(), after_.data());
        std::copy_n(e.queries.row(0).data(), query.size(), query.data());
    }

    bool all_;
    std::size_t max_length_, held_ = 0;
    std::vector<std::size_t> begin_;  ///< of each click within the words; of their full sizes, so that a copy has room too
    /// Per click: the dense number of its item, then the columns that the input reads, as codes and bits of numbers.
    std::vector<std::uint32_t> words_;
    batch::keep kept_;
    further_session<Model> further_;
    std::vector<scalar> start_, after_;  ///< user state before and after the session, for models with user states
};

template <class Model>
using memory_of = std::conditional_t<history_need<Model>.reads_earlier_rows(), click_window<Model>, carried_state<Model>>;

}  // namespace serve::detail
NEXTCLICK_END_NAMESPACE
