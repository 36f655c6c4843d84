// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/attention/additive.hpp"
#include "nextclick/attention/additive_pairs.hpp"
#include "nextclick/attention/bilinear.hpp"
#include "nextclick/attention/concept.hpp"
#include "nextclick/attention/dot.hpp"
#include "nextclick/attention/gate.hpp"
#include "nextclick/attention/hard_sigmoid.hpp"
#include "nextclick/attention/none.hpp"
#include "nextclick/attention/scaled_dot.hpp"
#include "nextclick/attention/sigmoid.hpp"
#include "nextclick/attention/softmax.hpp"
#include "nextclick/attention/stamp.hpp"
