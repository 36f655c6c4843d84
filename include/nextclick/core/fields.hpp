// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "nextclick/core/error.hpp"
#include "nextclick/core/storage.hpp"

/// One list of fields per policy, one hook that walks it. Optimisers, files, checkpoints, gradient checks and averaging
/// are all a few lines over `for_each_parameter`; no policy writes any of them.
namespace nextclick::inline NEXTCLICK_ABI {

template <class M>
struct field {
    std::string_view name;
    M member;
};
template <class M>
field(const char*, M) -> field<M>;

/// A pack of parameters: lists its members once, as `static constexpr auto fields()` returning a tuple of `field`.
template <class P>
concept Parameters = requires {
    std::remove_cvref_t<P>::fields();
};

/// The pack of a policy that has nothing to learn.
struct no_parameters {
    static constexpr auto fields() { return std::tuple{}; }
};

namespace detail {
template <std::size_t I, class P>
constexpr auto& member(P& p) {
    return p.*(std::get<I>(std::remove_cvref_t<P>::fields()).member);
}

/// "encoder.cell.recurrent", in place: walking allocates nothing.
struct path_text {
    char text[256];
    std::size_t size = 0;
    void append(std::string_view name) {
        if (size + name.size() + 1 > sizeof text)
            throw argument_error("a parameter's path is longer than 255 characters; choose shorter field names");
        if (size > 0 && !name.empty()) text[size++] = '.';
        size += name.copy(text + size, name.size());
    }
};

template <class F, class P, class... Same>
void walk(F& f, path_text& path, P& p, Same&... same) {
    constexpr auto fields = std::remove_cvref_t<P>::fields();
    const auto visit = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
        const auto keep = path.size;
        path.append(std::get<I>(fields).name);
        if constexpr (Parameters<decltype(member<I>(p))>)
            walk(f, path, member<I>(p), member<I>(same)...);
        else
            f(std::string_view(path.text, path.size), member<I>(p), member<I>(same)...);
        path.size = keep;
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) { (visit(std::integral_constant<std::size_t, I>{}), ...); }
    (std::make_index_sequence<std::tuple_size_v<decltype(fields)>>{});
}
}  // namespace detail

/// Calls f(path, tensor, same tensor of the other packs...) for every tensor, depth first, in the order listed.
/// A field without a name adds nothing to the path.
/// The packs may differ in kind (values, gradients), not in shape. Paths read "encoder.cell.recurrent".
template <class F, Parameters P, class... Same>
void for_each_parameter(F&& f, P& p, Same&... same) {
    detail::path_text path;
    detail::walk(f, path, p, same...);
}

/// Gives `to` the shapes of `from`, filled with zeros: how gradients and optimiser states are made.
template <Parameters To, Parameters From>
void resize_like(To& to, const From& from) {
    for_each_parameter([](std::string_view, auto& a, const auto& b) { a.resize(b.rows, b.cols); }, to, from);
}

template <Parameters P>
std::size_t parameter_count(const P& p) {
    std::size_t n = 0;
    for_each_parameter([&](std::string_view, const auto& w) { n += w.rows * w.cols; }, p);
    return n;
}

}  // namespace nextclick::inline NEXTCLICK_ABI
