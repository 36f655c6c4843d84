// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/encoder/attentive_decoder.hpp"
#include "nextclick/encoder/bidirectional.hpp"
#include "nextclick/encoder/concept.hpp"
#include "nextclick/encoder/dense.hpp"
#include "nextclick/encoder/dropout.hpp"
#include "nextclick/encoder/hierarchical.hpp"
#include "nextclick/encoder/none.hpp"
#include "nextclick/encoder/parallel.hpp"
#include "nextclick/encoder/reads.hpp"
#include "nextclick/encoder/recurrent.hpp"
#include "nextclick/encoder/stack.hpp"
#include "nextclick/encoder/streams.hpp"
