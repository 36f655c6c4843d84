// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nextclick/io/load_any.hpp>
#include <nextclick/neighbours/methods.hpp>
#include <nextclick/zoo/gru4rec.hpp>
#include <nextclick/zoo/narm.hpp>

/// The kinds that examples/server.cpp serves; each is compiled in a separate file (server/load_*.cpp).
using gru4rec = nextclick::zoo::gru4rec<nextclick::dynamic>;
using narm = nextclick::zoo::narm<nextclick::dynamic, nextclick::dynamic>;
using served_kinds = nextclick::io::kinds<gru4rec, narm, nextclick::neighbours::vmis, nextclick::baseline::sequential_rules>;

NEXTCLICK_BEGIN_NAMESPACE
namespace io {
extern template any_pointer load_as<gru4rec>(const tensor_file&, const any_options&);
extern template any_pointer load_as<narm>(const tensor_file&, const any_options&);
extern template any_pointer load_as<neighbours::vmis>(const tensor_file&, const any_options&);
extern template any_pointer load_as<baseline::sequential_rules>(const tensor_file&, const any_options&);
}  // namespace io
NEXTCLICK_END_NAMESPACE
