// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/train/events.hpp"
#include "nextclick/train/history.hpp"
#include "nextclick/train/stop_when.hpp"
#include "nextclick/train/train.hpp"
#include "nextclick/train/trainer.hpp"
