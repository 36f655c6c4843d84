// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>

#include "nextclick/core/random.hpp"
#include "nextclick/core/storage.hpp"

/// Table elements that are stored in another form than the type of the computation. To add a form:
///     struct my_form { template <class T> using element = ...; static constexpr const char* name() { return "my_form"; } };
///     template <> struct nextclick::stored<my_element> { ... };          // of an element, see `Compressed`
///     input::embedding<100, my_form>                                     // a table in this form
/// With double as the type of the computation (gradient checks), a form stores double.
NEXTCLICK_BEGIN_NAMESPACE

/// How an element E is read and written. By default the element is the number itself.
template <class E>
struct stored {
    using computed = E;
};
template <class E>
using computed_of = typename stored<std::remove_const_t<E>>::computed;
template <class E>
inline constexpr bool is_compressed = !std::is_same_v<std::remove_const_t<E>, computed_of<E>>;

/// An element that is decoded when it is read and encoded when it is written. `encode` may round stochastically: element i of the
/// row uses draw `first + i` of `random`, which differs between rows and steps.
template <class E>
concept Compressed = is_compressed<E> && requires(std::span<const E> from, std::span<E> to, std::span<const computed_of<E>> numbers,
                                                  std::span<computed_of<E>> out, random_stream random) {
    stored<E>::decode(from, out);
    stored<E>::encode(numbers, to, random, std::size_t{});
    { stored<E>::dtype } -> std::convertible_to<std::string_view>;  // in safetensors files: "BF16"
};

/// Whether a form of rows has an element for which `nextclick::stored` is specialised.
template <class F>
inline constexpr bool has_known_element = false;
template <class F>
requires requires { typename F::template element<float>; }
inline constexpr bool has_known_element<F> = std::is_same_v<computed_of<typename F::template element<float>>, float>;
template <class F>
concept Form =
    has_known_element<F> && (!is_compressed<typename F::template element<float>> || Compressed<typename F::template element<float>>);

/// Number of elements of a row decoded at a time, into a buffer on the stack.
inline constexpr std::size_t decoded_block = 256;

/// Decodes stored elements into numbers.
template <class E>
void decode(std::span<const E> from, std::span<computed_of<E>> to) {
    if constexpr (is_compressed<E>)
        stored<E>::decode(from, to);
    else
        std::copy_n(from.data(), from.size(), to.data());
}

/// Calls f(numbers, first) for consecutive parts of stored elements; numbers that f changes are encoded again, unless E is const.
template <class E, class F>
void on_numbers(std::span<E> elements, random_stream random, const F& f) {
    using T = computed_of<E>;
    if constexpr (!is_compressed<E>) {
        f(elements, std::size_t{0});
    } else {
        static_assert(Compressed<std::remove_const_t<E>>, "the form of this table lacks decode or encode: see core/stored.hpp");
        alignas(cache_line) T numbers[decoded_block];
        for (std::size_t i = 0; i < elements.size(); i += decoded_block) {
            const auto part = elements.subspan(i, std::min(decoded_block, elements.size() - i));
            const std::span<T> some(numbers, part.size());
            stored<std::remove_const_t<E>>::decode(part, some);
            if constexpr (std::is_const_v<E>) {
                f(std::span<const T>(some), i);
            } else {
                f(some, i);
                stored<E>::encode(some, part, random, i);
            }
        }
    }
}

NEXTCLICK_END_NAMESPACE
