// SPDX-License-Identifier: Apache-2.0
#include "kinds.hpp"

namespace nc = nextclick;

template nc::io::any_pointer nc::io::load_as<nc::neighbours::vmis>(const nc::io::tensor_file&, const nc::io::any_options&);
template nc::io::any_pointer nc::io::load_as<nc::baseline::sequential_rules>(const nc::io::tensor_file&, const nc::io::any_options&);
