// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/zoo/encoder_decoder.hpp"
#include "nextclick/zoo/gru4rec.hpp"
