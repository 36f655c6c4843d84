// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/zoo/context.hpp"
#include "nextclick/zoo/encoder_decoder.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "nextclick/zoo/hrnn.hpp"
#include "nextclick/zoo/improved_rnn.hpp"
#include "nextclick/zoo/listwise_dnn.hpp"
#include "nextclick/zoo/narm.hpp"
#include "nextclick/zoo/p_rnn.hpp"
#include "nextclick/zoo/rib.hpp"
#include "nextclick/zoo/stamp.hpp"
