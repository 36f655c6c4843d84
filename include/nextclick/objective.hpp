// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/objective/candidates.hpp"
#include "nextclick/objective/concept.hpp"
#include "nextclick/objective/cosine.hpp"
#include "nextclick/objective/distilled.hpp"
#include "nextclick/objective/full_softmax.hpp"
#include "nextclick/objective/item_tower.hpp"
#include "nextclick/objective/listwise.hpp"
#include "nextclick/objective/sampled.hpp"
#include "nextclick/objective/score_row.hpp"
#include "nextclick/objective/scorer.hpp"
#include "nextclick/objective/streamed_rows.hpp"
#include "nextclick/objective/teacher.hpp"
