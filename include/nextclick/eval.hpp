// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/eval/asked_rows.hpp"
#include "nextclick/eval/evaluate.hpp"
#include "nextclick/eval/intent.hpp"
#include "nextclick/eval/list_notes.hpp"
#include "nextclick/eval/list_visitor.hpp"
#include "nextclick/eval/metrics.hpp"
#include "nextclick/eval/options.hpp"
#include "nextclick/eval/prefix_lanes.hpp"
#include "nextclick/eval/ranking.hpp"
#include "nextclick/eval/replay.hpp"
#include "nextclick/eval/standing.hpp"
#include "nextclick/eval/user_replay.hpp"
