// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/ranker/clicks.hpp"
#include "nextclick/ranker/concept.hpp"
#include "nextclick/ranker/score_list.hpp"
