// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <charconv>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

/// Reads the files that the make_*.py programs write; docs/golden.md lists their content.
namespace golden {

/// A matrix by rows.
struct tensor {
    std::size_t rows = 0, cols = 0;
    std::vector<double> values{};

    double operator()(std::size_t row, std::size_t col) const { return values.at(row * cols + col); }

    friend bool operator==(const tensor&, const tensor&) = default;
};

/// Named tensors. Every error of a file is a std::runtime_error that names the file, the line and the tensor.
class file {
public:
    static file load(const std::string& path) {
        std::ifstream in(path, std::ios::binary);
        if (!in) throw std::runtime_error(path + ": cannot be opened");
        return parse(std::string(std::istreambuf_iterator<char>(in), {}), path);
    }

    /// The same from memory; `path` is the name in errors.
    static file parse(const std::string& text, const std::string& path) {
        file result(path);
        reader(result, text).read();
        return result;
    }

    bool has(const std::string& name) const { return tensors_.count(name) != 0; }

    const tensor& get(const std::string& name) const {
        const auto found = tensors_.find(name);
        if (found == tensors_.end()) throw std::runtime_error(path_ + ": holds no tensor '" + name + "'");
        return found->second;
    }

    /// The only number of a 1 x 1 tensor.
    double number(const std::string& name) const {
        const tensor& t = get(name);
        if (t.values.size() != 1) throw std::runtime_error(path_ + ": tensor '" + name + "' is not a single number");
        return t.values[0];
    }

    const std::map<std::string, tensor>& tensors() const { return tensors_; }

private:
    static constexpr std::string_view magic = "nextclick-golden";
    static constexpr std::string_view version = "1";

    explicit file(std::string path) : path_(std::move(path)) {}

    /// Line by line; every line is split at single spaces.
    struct reader {
        file& result;
        std::string_view rest;
        std::size_t line = 0;

        reader(file& into, std::string_view text) : result(into), rest(text) {}

        void read() {
            const auto first = words();
            if (first.empty() || first[0] != magic) fail("does not begin with '" + std::string(magic) + "'");
            if (first.size() != 2 || first[1] != version)
                fail("is not of version " + std::string(version) + ", the only one known here: make the files anew");
            while (!rest.empty()) read_tensor();
        }

        void read_tensor() {
            const auto head = words();
            if (head.size() != 3) fail("expected 'name rows cols'");
            const std::string name(head[0]);
            tensor t{number<std::size_t>(head[1], name), number<std::size_t>(head[2], name)};
            for (std::size_t row = 0; row < t.rows; ++row) read_row(t, name);
            if (!result.tensors_.emplace(name, std::move(t)).second) fail("tensor '" + name + "' stands here twice");
        }

        void read_row(tensor& t, const std::string& name) {
            if (rest.empty()) fail("the file ends inside tensor '" + name + "'");
            const auto row = words();
            if (row.size() != t.cols)
                fail("tensor '" + name + "': a row of " + std::to_string(row.size()) + " numbers, not of " + std::to_string(t.cols));
            for (const auto word : row) t.values.push_back(number<double>(word, name));
        }

        std::vector<std::string_view> words() {
            ++line;
            std::string_view text = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(text.size() + (text.size() < rest.size()));
            std::vector<std::string_view> found;
            while (!text.empty()) {
                found.push_back(text.substr(0, text.find(' ')));
                text.remove_prefix(found.back().size() + (found.back().size() < text.size()));
            }
            return found;
        }

        template <class Number>
        Number number(std::string_view word, const std::string& name) const {
            Number value{};
            const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
            if (error != std::errc{} || end != word.data() + word.size())
                fail("tensor '" + name + "': '" + std::string(word) + "' is not a number");
            return value;
        }

        [[noreturn]] void fail(const std::string& what) const {
            throw std::runtime_error(result.path_ + ":" + std::to_string(line) + ": " + what);
        }
    };

    std::string path_;
    std::map<std::string, tensor> tensors_;
};

}  // namespace golden
