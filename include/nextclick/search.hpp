// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Searches besides the one of a session: over bytes, for many sessions at once, for items like an item. Optional, needs hnswlib:
/// search/graph_search.hpp.
#include "nextclick/search/batch_search.hpp"
#include "nextclick/search/byte_search.hpp"
#include "nextclick/search/similar.hpp"
