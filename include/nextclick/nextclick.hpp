// SPDX-License-Identifier: Apache-2.0
#pragma once

/// All rooms but the optional headers, which say what else they need: data/read/gzip.hpp (zlib), data/read/zstd.hpp (libzstd),
/// data/read/read_log.hpp, io.hpp and train/checkpoint.hpp (nlohmann-json), search/graph_search.hpp (hnswlib), bench.hpp (Google
/// Benchmark). What refuses a wrong model comes first, so that its messages do not list a chain of headers.
// clang-format off
#include "nextclick/model/checks.hpp"
// clang-format on
#include "nextclick/attention.hpp"
#include "nextclick/baseline.hpp"
#include "nextclick/batch.hpp"
#include "nextclick/cell.hpp"
#include "nextclick/check.hpp"
#include "nextclick/core/gradient_check.hpp"
#include "nextclick/data.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/eval.hpp"
#include "nextclick/filter.hpp"
#include "nextclick/head.hpp"
#include "nextclick/hybrid.hpp"
#include "nextclick/input.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/model.hpp"
#include "nextclick/neighbours.hpp"
#include "nextclick/objective.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/output.hpp"
#include "nextclick/parallel.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/ranker.hpp"
#include "nextclick/rows.hpp"
#include "nextclick/sampler.hpp"
#include "nextclick/search.hpp"
#include "nextclick/serve.hpp"
#include "nextclick/server.hpp"
#include "nextclick/table.hpp"
#include "nextclick/train.hpp"
#include "nextclick/zoo.hpp"
