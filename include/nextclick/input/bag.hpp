// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>

#include "nextclick/core/error.hpp"
#include "nextclick/core/fixed_string.hpp"
#include "nextclick/data/counted_words.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/input/concept.hpp"
#include "nextclick/simd/vector.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace input {

/// How the rows of a bag's terms are combined.
enum class bag_value : std::uint8_t {
    sum,  ///< of the rows times their weights
    mean  ///< the sum divided by the sum of the weights
};

/// A learned row for every term of a multi-valued column, tags or words: x = sum of weight x E[term]. `terms` defines the terms and their
/// weights: every tag of the log, or its frequent words by TF-IDF (`input::fitted`, of_item); or words hashed
/// into buckets, {.terms = data::hashed_words(4096)}. It is stored in the model's file. Unknown terms are skipped, and a row
/// without a known term is zeros.
/// shapes    terms (T, D); x (rows, D).   cost  a row of the table read a term; backward a row touched a term
template <fixed_string Column, std::size_t Width = dynamic, bag_value Value = bag_value::sum>
struct bag {
    std::shared_ptr<const data::bag_terms> terms{};
    [[no_unique_address]] extent<Width> units{};

    static constexpr bool folded = false;
    static constexpr history::need reads{};
    static constexpr std::size_t columns = 1;
    using column_kind = data::kind::bags;
    static std::string name() { return "bag<" + std::string(Column.view()) + (Value == bag_value::mean ? ", mean>" : ">"); }
    static constexpr auto options() { return field_list{field{"units", &bag::units}, field{"terms", &bag::terms}}; }
    template <class S>
    struct parameters {
        typename S::rows terms;  // (T, D)
        static constexpr auto fields() { return field_list{field{"terms", &parameters::terms}}; }
    };
    template <class T>
    struct tape {
        column_rows read;
    };

    constexpr std::size_t width() const { return units; }
    constexpr cost::layer cost(std::size_t) const { return {.gathered = units}; }  // per term
    static constexpr std::string_view column_name() { return Column.view(); }
    data::required_column required() const { return {column_name(), "input::" + name(), column_kind::of(*this)}; }

    /// Glorot-uniform. Throws `argument_error` if there are no terms.
    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t, random_stream random) const {
        if (units == 0) throw argument_error("input::" + name() + ": units is 0; give the width of the row");
        if (terms == nullptr || terms->size() == 0)
            throw argument_error("input::" + name() +
                                 ": there are no terms; take them from the training log, by "
                                 "input::fitted(policy, log), or give data::hashed_words(buckets)");
        p.terms.resize(terms->size(), units);
        glorot_uniform(p.terms, random);
    }

    template <class T>
    view<const T> forward(const parameters<values<T>>& p, pass& run, const event_rows& rows, tape<T>& t) const {
        t.read = detail::column_of<data::kind::bags>(*this, rows, column_name());
        const auto x = run.memory.take_zeros<T>(rows.item.size(), p.terms.cols);
        for (std::size_t r = 0; r < x.rows; ++r)
            for_terms<T>(t.read, r,
                         [&](item_index term, T weight) { simd::axpy<simd::default_arch, T>(weight, p.terms.row(term), x.row(r)); });
        return x;
    }
    template <class T>
    void backward(const parameters<values<T>>&, parameters<gradients<T>>& dp, pass&, const event_rows&, view<const T> dx,
                  const tape<T>& t) const {
        for (std::size_t r = 0; r < dx.rows; ++r)
            for_terms<T>(t.read, r,
                         [&](item_index term, T weight) { simd::axpy<simd::default_arch, T>(weight, dx.row(r), dp.terms.row(term)); });
    }

private:
    template <class T, class F>
    static void for_terms(const column_rows& c, std::size_t row, const F& f) {
        T scale = 1;
        if constexpr (Value == bag_value::mean) {
            T sum = 0;
            for (std::uint32_t i = c.begin[row]; i < c.begin[row + 1]; ++i) sum += static_cast<T>(c.numbers[i]);
            scale = 1 / sum;  // a row without terms is not divided
        }
        for (std::uint32_t i = c.begin[row]; i < c.begin[row + 1]; ++i) f(c.codes[i], static_cast<T>(c.numbers[i]) * scale);
    }
};
static_assert(Input<bag<"Title", 8>> && !HasItemTable<bag<"Title", 8>>);

}  // namespace input
NEXTCLICK_END_NAMESPACE
