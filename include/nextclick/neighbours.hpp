// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/neighbours/chunks.hpp"
#include "nextclick/neighbours/decay.hpp"
#include "nextclick/neighbours/followers.hpp"
#include "nextclick/neighbours/knn.hpp"
#include "nextclick/neighbours/live_index.hpp"
#include "nextclick/neighbours/methods.hpp"
#include "nextclick/neighbours/recent_sessions.hpp"
#include "nextclick/neighbours/score.hpp"
#include "nextclick/neighbours/session_index.hpp"
#include "nextclick/neighbours/similarity.hpp"
#include "nextclick/neighbours/weight.hpp"
