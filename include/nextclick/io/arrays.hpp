// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "nextclick/core/options.hpp"
#include "nextclick/io/safetensors.hpp"

/// Arrays that policies own, such as a graph of neighbours of the catalogue: options of the type
/// `std::shared_ptr<const std::vector<E>>`, with E a floating-point number or an integer of fixed size. A model file holds each as the
/// tensor "array." and the path of the option. The policy validates its arrays in `initialise`.
/// Optional: needs nlohmann-json.
NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

template <class V>
using element_of_array = typename std::remove_const_t<typename V::element_type>::value_type;

/// Calls f(name of the tensor, array) for every array of the policies.
template <class Policies, class F>
void for_each_array(Policies& policies, const F& f) {
    for_each_option(
        [&]<class V>(const std::string& path, V& value) {
            if constexpr (is_owned_array<std::remove_const_t<V>>) f("array." + path, value);
        },
        policies);
}

template <class Policies>
void add_arrays(tensor_writer& file, const Policies& policies) {
    for_each_array(policies, [&]<class V>(const std::string& name, const V& array) {
        if (array != nullptr) file.add<element_of_array<V>>(name, *array, {array->size()});
    });
}
/// Sets the arrays of the policies from the file and returns their number. An array that is already set and differs is added to `faults`.
template <class Policies>
std::size_t read_arrays(const tensor_file& file, Policies& policies, std::string& faults) {
    std::size_t count = 0;
    for_each_array(policies, [&]<class V>(const std::string& name, V& array) {
        if (file.tensors().count(name) == 0) return;
        using E = element_of_array<V>;
        ++count;
        auto stored = file.values<E>(name);
        if (array != nullptr && *array != stored) faults += "\n  '" + name + "' of the file is another than that given; give none";
        array = std::make_shared<const std::vector<E>>(stored.begin(), stored.end());
    });
    return count;
}

}  // namespace io::detail
NEXTCLICK_END_NAMESPACE
