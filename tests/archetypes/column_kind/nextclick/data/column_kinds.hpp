// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "archetypes/column_kind/place.hpp"
#include "nextclick/data/column_bags.hpp"
#include "nextclick/data/column_categorical.hpp"
#include "nextclick/data/column_numeric.hpp"
#include "nextclick/data/column_vectors.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// The library's kinds of columns, and one more. This program finds this header before the library's.
template <template <class...> class F>
using of_column_kinds = F<kind::categorical, kind::numeric, kind::vectors, kind::bags, shop::place>;

}  // namespace data
NEXTCLICK_END_NAMESPACE
