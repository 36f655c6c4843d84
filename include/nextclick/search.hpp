// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Searches besides `session::top`: over int8 rows, for many sessions at once, for similar items. search/graph_search.hpp is optional
/// and needs hnswlib.
#include "nextclick/search/batch_search.hpp"
#include "nextclick/search/byte_search.hpp"
#include "nextclick/search/similar.hpp"
