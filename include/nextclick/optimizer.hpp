// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/optimizer/adadelta.hpp"
#include "nextclick/optimizer/adagrad.hpp"
#include "nextclick/optimizer/adam.hpp"
#include "nextclick/optimizer/clipped.hpp"
#include "nextclick/optimizer/concept.hpp"
#include "nextclick/optimizer/frozen.hpp"
#include "nextclick/optimizer/regularised.hpp"
#include "nextclick/optimizer/rmsprop.hpp"
#include "nextclick/optimizer/scheduled.hpp"
#include "nextclick/optimizer/sgd.hpp"
#include "nextclick/optimizer/walk.hpp"
