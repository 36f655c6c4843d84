// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/config.hpp"
#include "nextclick/data/column_bags.hpp"
#include "nextclick/data/column_categorical.hpp"
#include "nextclick/data/column_numeric.hpp"
#include "nextclick/data/column_vectors.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// The kinds of columns. A kind is a struct (column_numeric.hpp is the simplest) that defines how its rows are read from text,
/// stored, gathered for a batch, translated, served, kept, skipped and saved. To add a kind, write one such header and append its
/// name to this list: the hash of a column includes its position. No other header names all kinds, so a program may extend the list
/// by a copy of this header in an include folder that precedes the library's. All files of a program, those of nextclick_kernels
/// too, must see the same list (tests/archetypes/column_kind).
template <template <class...> class F>
using of_column_kinds = F<kind::categorical, kind::numeric, kind::vectors, kind::bags>;

}  // namespace data
NEXTCLICK_END_NAMESPACE
