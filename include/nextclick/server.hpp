// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Parts of a server: sessions by name, batched requests, hot swap of models, and latency histograms.
#include "nextclick/server/click_history.hpp"
#include "nextclick/server/hot_swap.hpp"
#include "nextclick/server/latency.hpp"
#include "nextclick/server/request_batcher.hpp"
#include "nextclick/server/session_store.hpp"
