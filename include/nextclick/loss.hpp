// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/loss/bpr.hpp"
#include "nextclick/loss/bpr_max.hpp"
#include "nextclick/loss/concept.hpp"
#include "nextclick/loss/cross_entropy.hpp"
#include "nextclick/loss/cross_entropy_of.hpp"
#include "nextclick/loss/hinge.hpp"
#include "nextclick/loss/top1.hpp"
#include "nextclick/loss/top1_max.hpp"
