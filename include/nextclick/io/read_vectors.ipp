// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/io/read_vectors.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace io {

NEXTCLICK_INLINE data::item_attributes read_vectors(const tensor_file& file, const std::string& name) {
    const auto found = file.tensors().find("vectors");
    const std::size_t width = found != file.tensors().end() && found->second.shape.size() == 2 ? found->second.shape[1] : 0;
    if (width == 0) file.refuse("there is no tensor 'vectors' of shape (items, width); name and shape it so");
    data::vector_rows rows{width, detail::column_file(file, {}).floats("vectors")};
    auto items = std::make_shared<const data::vocabulary>(detail::read_vocabulary(file, "items"));
    if (items->size() != rows.size())
        file.refuse("there are " + std::to_string(rows.size()) + " vectors and " + std::to_string(items->size()) +
                    " items; give every vector an item");
    std::vector<data::event_column> columns;
    columns.emplace_back(name, std::move(rows));
    return {std::move(items), std::move(columns)};
}

}  // namespace io

NEXTCLICK_END_NAMESPACE
