// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/config.hpp"
#include "nextclick/data/column_bags.hpp"
#include "nextclick/data/column_categorical.hpp"
#include "nextclick/data/column_numeric.hpp"
#include "nextclick/data/column_vectors.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// The kinds of columns. A kind is a struct of its own (column_numeric.hpp is the simplest), which says how its rows are read from text,
/// stored, gathered for a batch, translated, served, kept, skipped and saved. A new kind is one such header, and its name at the end of
/// this list: a column is hashed with its place in it. No other header names all kinds, so a program may have a list of its own: this
/// header, with more kinds, in a folder of includes before the library's. All files of a program must see one list
/// (tests/archetypes/column_kind).
template <template <class...> class F>
using of_column_kinds = F<kind::categorical, kind::numeric, kind::vectors, kind::bags>;

}  // namespace data
NEXTCLICK_END_NAMESPACE
