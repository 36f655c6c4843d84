// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/read/file_kind.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <utility>
#include <vector>

#include "data/support.hpp"
#include "nextclick/data/read/read_clicks.hpp"
#include "nextclick/data/read/read_vectors.hpp"

BOOST_AUTO_TEST_SUITE(data_file_kind)

using namespace nextclick::data;
using data_test::says;
using namespace std::string_literals;

namespace {
/// The text in UTF-16 or UTF-32: every byte at `place` in a character of `width` bytes.
std::string widened(const std::string& text, std::size_t width, std::size_t place) {
    std::string s;
    for (const char c : text)
        for (std::size_t i = 0; i < width; ++i) s += i == place ? c : '\0';
    return s;
}
const std::string table = "SessionId\tItemId\tTime\n1\t2\t3\n";

/// First bytes, a part of the message, and a word of the remedy.
struct sample {
    std::string bytes, name, remedy;
};
const std::vector<sample> samples = {
    {"\x1F\x8B\x08\0\0"s, "gzip", "gzip -dc"},
    {"\x28\xB5\x2F\xFD\x04"s, "zstd", "zstd -dc"},
    {"\x50\x2A\x4D\x18\x04"s, "zstd", "zstd -dc"},
    {"\xFD\x37zXZ\0\0"s, "xz", "xz -dc"},
    {"BZh91AY&SY\x01"s, "bzip2", "bzip2 -dc"},
    {"\x04\x22\x4D\x18x"s, "lz4", "lz4 -dc"},
    {"\x1F\x9D\x90"s, "compress", "gzip -dc"},
    {"PK\x03\x04\x14\0\0\0\x08\0..................clicks.csv"s, "zip archive", "unzip -p"},
    {"PK\x05\x06"s + std::string(18, '\0'), "zip archive", "unzip -p"},
    {"PK\x03\x04\x14\0\x06\0\x08\0....................[Content_Types].xml"s, "Excel", "read_excel"},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0"s, "Excel", "read_excel"},
    {"PK\x03\x04\x14\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet"s, "OpenDocument", "soffice"},
    {"PK\x03\x04\x14\0........arr_0.npy"s, "NumPy", "TSV, CSV"},
    {"7z\xBC\xAF\x27\x1C\0\x04"s, "7z archive", "7z e -so"},
    {"Rar!\x1A\x07\x01"s, "rar archive", "unrar"},
    {"PAR1\x15\0\x15"s, "Parquet", "duckdb"},
    {"PAR1\x15\x04\x15\x10"s, "Parquet", "duckdb"},
    {"ORC\x0A\x03\0\0"s, "ORC", "read_orc"},
    {"Obj\x01\x04"s, "Avro", "tojson"},
    {"ARROW1\0\0"s, "Arrow", "read_feather"},
    {"SQLite format 3\0"s, "SQLite", "sqlite3"},
    {"\x89HDF\r\n\x1A\n"s, "HDF5", "read_hdf"},
    {"\x93NUMPY\x01\0"s, "NumPy", "TSV, CSV"},
    {"\x80\x04\x95\x10"s, "pickle", "TSV, CSV"},
    {"\x80\x03}q"s, "pickle", "TSV, CSV"},
    {"%PDF-1.7"s, "PDF", "TSV, CSV"},
    {"clicks.csv"s + std::string(247, '\0') + "ustar\0"s, "tar archive", "tar -xOf"},
    {"\xFF\xFE"s + widened(table, 2, 0), "UTF-16", "iconv -f UTF-16 -t UTF-8"},
    {"\xFE\xFF"s + widened(table, 2, 1), "UTF-16", "iconv -f UTF-16 -t UTF-8"},
    {widened(table, 2, 0), "UTF-16", "iconv -f UTF-16LE"},
    {widened(table, 2, 1), "UTF-16", "iconv -f UTF-16BE"},
    {"\xFF\xFE\0\0"s + widened(table, 4, 0), "UTF-32", "iconv -f UTF-32 "},
    {widened(table, 4, 0), "UTF-32", "iconv -f UTF-32LE"},
    {widened(table, 4, 3), "UTF-32", "iconv -f UTF-32BE"},
    {"<!DOCTYPE html>\n<html><body>Not found</body></html>", "HTML", "TSV, CSV"},
    {"\xEF\xBB\xBF\n <HTML lang=en>", "HTML", "TSV, CSV"},
    {"<?xml version=\"1.0\"?>", "XML", "TSV, CSV"},
};
}  // namespace

BOOST_AUTO_TEST_CASE(binary_formats_are_refused_by_name_with_a_remedy) {
    for (const sample& s : samples) {
        BOOST_CHECK_EXCEPTION(parse_clicks(s.bytes, "clicks.dat"), nextclick::data_error, says("clicks.dat:1:1: ", s.name, s.remedy));
        BOOST_CHECK_EXCEPTION(parse_vectors(s.bytes, "v.dat"), nextclick::data_error, says("v.dat:1:1: ", s.name, s.remedy));
    }
}

BOOST_AUTO_TEST_CASE(the_remedy_is_a_command_for_the_file) {
    const std::string zip = "PK\x03\x04\x14\0\0\0"s;
    BOOST_CHECK_EXCEPTION(parse_clicks(zip, "logs/may.zip"), nextclick::data_error, says("unzip -p logs/may.zip | ", "standard input"));
    for (const char* odd : {"my clicks.zip", "a'b.zip", "-v", "$(x).zip"})
        BOOST_CHECK_EXCEPTION(parse_clicks(zip, odd), nextclick::data_error, says("unzip -p FILE | "));
    read_options options;
    options.spelling = [](std::string_view field, std::string_view value) {
        return "shop --" + std::string(field) + ' ' + std::string(value);
    };
    BOOST_CHECK_EXCEPTION(parse_clicks(zip, "c.zip", options), nextclick::data_error, says("unzip -p c.zip | shop --path -"));
    const data_test::scratch files;
    BOOST_CHECK_EXCEPTION(read_clicks(files.write("c.zip", zip)), nextclick::data_error, says("c.zip:1:1: ", "zip archive"));
}

BOOST_AUTO_TEST_CASE(text_with_similar_first_bytes_is_read) {
    for (const char* name : {"PAR1", "ORCID", "ORC", "BZh9", "Obj", "PK", "FEA1", "RDX3", "7z", "LZIP", "ARROW1", "version"}) {
        read_options options;
        options.session = name;
        BOOST_CHECK_EQUAL(parse_clicks(std::string(name) + "\tItemId\tTime\n1\t2\t3\n", "t", options).event_count(), 1u);
    }
}

BOOST_AUTO_TEST_SUITE_END()
