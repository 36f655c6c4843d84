// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/sampler/alias_table.hpp"
#include "nextclick/sampler/all_items.hpp"
#include "nextclick/sampler/concept.hpp"
#include "nextclick/sampler/correction.hpp"
#include "nextclick/sampler/draws_nothing.hpp"
#include "nextclick/sampler/in_batch.hpp"
#include "nextclick/sampler/join.hpp"
#include "nextclick/sampler/popularity.hpp"
#include "nextclick/sampler/uniform.hpp"
