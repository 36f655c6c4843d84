// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/bag_terms.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/encode.hpp"
#include "nextclick/data/filter.hpp"
#include "nextclick/data/item_table.hpp"
#include "nextclick/data/items_of.hpp"
#include "nextclick/data/read_clicks.hpp"
#include "nextclick/data/read_vectors.hpp"
#include "nextclick/data/reversed.hpp"
#include "nextclick/data/simulator.hpp"
#include "nextclick/data/split.hpp"
#include "nextclick/data/time_features.hpp"
#include "nextclick/data/users.hpp"
#include "nextclick/data/vocabulary.hpp"
#include "nextclick/data/wanted_column.hpp"
#include "nextclick/data/write_clicks.hpp"
// data/gzip.hpp is included apart: it needs zlib.
