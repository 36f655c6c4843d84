// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/cell/concept.hpp"
#include "nextclick/cell/gru.hpp"
#include "nextclick/cell/lstm.hpp"
#include "nextclick/cell/mgu.hpp"
#include "nextclick/cell/rnn.hpp"
