// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Model, index and vector files. Optional: needs nlohmann-json.
#include "nextclick/io/about.hpp"
#include "nextclick/io/any_recommender.hpp"
#include "nextclick/io/arrays.hpp"
#include "nextclick/io/atomic_file.hpp"
#include "nextclick/io/checksum.hpp"
#include "nextclick/io/columns.hpp"
#include "nextclick/io/dtype.hpp"
#include "nextclick/io/item_attributes.hpp"
#include "nextclick/io/load_any.hpp"
#include "nextclick/io/mapped_file.hpp"
#include "nextclick/io/model_file.hpp"
#include "nextclick/io/options.hpp"
#include "nextclick/io/ranker_file.hpp"
#include "nextclick/io/read_vectors.hpp"
#include "nextclick/io/safetensors.hpp"
#include "nextclick/io/self_test.hpp"
#include "nextclick/io/session_index.hpp"
#include "nextclick/io/widths.hpp"
