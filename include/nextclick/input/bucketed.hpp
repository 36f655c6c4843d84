// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <string>
#include <string_view>

#include "nextclick/core/error.hpp"
#include "nextclick/core/fixed_string.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/input/embedding.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace input {

/// Bucket boundaries: a name, and ascending values.
template <class E>
concept Edges = requires {
    { E::name } -> std::convertible_to<std::string_view>;
    { E::values.size() } -> std::convertible_to<std::size_t>;
    { E::values[0] } -> std::convertible_to<float>;
};

/// Boundaries in use. To define others, write a struct with the same two members.
namespace edges {
/// Dwell time of a page in seconds, and time until the next event (RIB's micro behaviours, docs/models.md 3.10).
struct jd_dwell {
    static constexpr std::string_view name = "jd_dwell";
    static constexpr std::array values{15.0f, 40.0f, 100.0f, 600.0f};
};
struct jd_gap {
    static constexpr std::string_view name = "jd_gap";
    static constexpr std::array values{1.0f, 15.0f, 40.0f, 90.0f};
};
/// Seconds since the previous click, and since the user's last session: columns of data::with_time_features.
struct gap {
    static constexpr std::string_view name = "gap";
    static constexpr std::array values{5.0f, 15.0f, 30.0f, 60.0f, 180.0f, 600.0f, 1'800.0f};
};
struct away {  // an hour, 6 hours, a day, 3 days, a week, 30 days
    static constexpr std::string_view name = "away";
    static constexpr std::array values{3'600.0f, 21'600.0f, 86'400.0f, 259'200.0f, 604'800.0f, 2'592'000.0f};
};
}  // namespace edges

/// A learned row for the bucket of a number: x = E[bucket]. Bucket b holds edge[b-1] <= value < edge[b]; values below the first edge,
/// including negative numbers, are in the first bucket, values from the last edge on in the last. A missing number (NaN) has a row of
/// its own after them: zeros until training updates it.
/// Note that the dwell time of the last click is unknown while its page is open.
/// shapes    buckets (edges + 2, D); x (rows, D).   cost  a binary search and a row an event
template <fixed_string Column, Edges BucketEdges, std::size_t Width = dynamic>
struct bucketed {
    static_assert(std::ranges::is_sorted(BucketEdges::values, std::less_equal<>{}) || BucketEdges::values.size() < 2,
                  "input::bucketed: the edges must increase");
    [[no_unique_address]] extent<Width> units{};

    static constexpr bool folded = false;
    static constexpr history::need reads{};
    static constexpr std::size_t columns = 1;
    using column_kind = data::kind::numeric;
    static constexpr std::size_t buckets = BucketEdges::values.size() + 1;
    /// Includes the edges, so that a file of weights matches no others: "bucketed<Dwell, jd_dwell 15 40 100 600>".
    static std::string name() {
        std::string text = "bucketed<" + std::string(Column.view()) + ", " + std::string(BucketEdges::name);
        for (const float edge : BucketEdges::values) {
            char number[32];
            text += ' ' + std::string(number, std::to_chars(number, number + sizeof number, edge).ptr);
        }
        return text + ">";
    }
    static constexpr auto options() { return field_list{field{"units", &bucketed::units}}; }
    template <class S>
    struct parameters {
        typename S::rows buckets;  // (edges + 2, D)
        static constexpr auto fields() { return field_list{field{"buckets", &parameters::buckets}}; }
    };
    template <class T>
    struct tape {
        std::span<const item_index> row;  // of the table
    };

    constexpr std::size_t width() const { return units; }
    constexpr cost::layer cost(std::size_t) const { return {.gathered = units}; }
    static constexpr std::string_view column_name() { return Column.view(); }
    data::required_column required() const { return {column_name(), "input::" + name(), column_kind::of(*this)}; }

    /// The bucket of a value.
    static item_index bucket_of(float value) {
        if (std::isnan(value)) return buckets;
        const auto& e = BucketEdges::values;
        return static_cast<item_index>(std::upper_bound(e.begin(), e.end(), value) - e.begin());
    }

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t, random_stream random) const {
        if (units == 0) throw argument_error("input::" + name() + ": units is 0; give the width of the row");
        p.buckets.resize(buckets + 1, units);
        glorot_uniform(p.buckets, random);
        std::ranges::fill(p.buckets.row(buckets), T(0));
    }

    template <class T>
    view<const T> forward(const parameters<values<T>>& p, pass& run, const event_rows& rows, tape<T>& t) const {
        const auto numbers = detail::column_of<data::kind::numeric>(*this, rows, column_name()).numbers;
        const auto row = run.memory.take_span<item_index>(numbers.size());
        for (std::size_t r = 0; r < numbers.size(); ++r) row[r] = bucket_of(numbers[r]);
        t.row = row;
        return table::look_up(p.buckets, run, t.row);
    }
    template <class T>
    void backward(const parameters<values<T>>&, parameters<gradients<T>>& dp, pass&, const event_rows&, view<const T> dx,
                  const tape<T>& t) const {
        table::scatter(dp.buckets, t.row, dx);
    }
};
static_assert(Input<bucketed<"Dwell", edges::jd_dwell, 8>>);

}  // namespace input
NEXTCLICK_END_NAMESPACE
