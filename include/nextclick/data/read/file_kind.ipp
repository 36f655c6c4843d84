// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/file_kind.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE bool has_control_characters(std::string_view head) {
    return std::ranges::any_of(head, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r'; });
}

NEXTCLICK_INLINE file_kind wide_text(std::string_view head) {
    using namespace std::string_view_literals;
    constexpr file_kind utf32{"text in UTF-32", "iconv -f UTF-32 -t UTF-8 FILE"}, utf16{"text in UTF-16", "iconv -f UTF-16 -t UTF-8 FILE"};
    if (head.starts_with("\xFF\xFE\0\0"sv) || head.starts_with("\0\0\xFE\xFF"sv)) return utf32;
    if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) return utf16;
    if (head.size() < 4) return {};
    std::array<bool, 4> zero{};
    for (std::size_t i = 0; i < 4; ++i) zero[i] = head[i] == '\0';
    if (!zero[0] && zero[1] && zero[2] && zero[3]) return {utf32.name, "iconv -f UTF-32LE -t UTF-8 FILE"};
    if (zero[0] && zero[1] && zero[2] && !zero[3]) return {utf32.name, "iconv -f UTF-32BE -t UTF-8 FILE"};
    if (!zero[0] && zero[1] && !zero[2] && zero[3]) return {utf16.name, "iconv -f UTF-16LE -t UTF-8 FILE"};
    if (zero[0] && !zero[1] && zero[2] && !zero[3]) return {utf16.name, "iconv -f UTF-16BE -t UTF-8 FILE"};
    return {};
}

NEXTCLICK_INLINE file_kind zip_kind(std::string_view head) {
    const auto has = [&](std::string_view word) { return head.find(word) != std::string_view::npos; };
    if (has("[Content_Types].xml") || has("xl/") || has("docProps/"))
        return {"an Excel workbook", "python3 -c 'import pandas,sys; pandas.read_excel(\"FILE\").to_csv(sys.stdout, index=False)'"};
    if (has("opendocument.spreadsheet")) return {"an OpenDocument spreadsheet", "soffice --headless --convert-to csv FILE"};
    if (has(".npy")) return {"a file of NumPy arrays", ""};
    return {"a zip archive", "unzip -p FILE"};
}

NEXTCLICK_INLINE file_kind kind_of_file(std::string_view head) {
    using namespace std::string_view_literals;
    struct magic {
        std::string_view bytes;
        file_kind kind;
    };
    static constexpr magic known[] = {
        {"\x1F\x8B"sv, {"compressed with gzip", "gzip -dc FILE"}},
        {"\x28\xB5\x2F\xFD"sv, {"compressed with zstd", "zstd -dc FILE"}},
        {"\xFD\x37zXZ\0"sv, {"compressed with xz", "xz -dc FILE"}},
        {"\x04\x22\x4D\x18"sv, {"compressed with lz4", "lz4 -dc FILE"}},
        {"\x1F\x9D"sv, {"compressed with compress", "gzip -dc FILE"}},
        {"\xFF\x06\0\0sNaPpY"sv, {"compressed with snappy", ""}},
        {"LZIP\x01"sv, {"compressed with lzip", "lzip -dc FILE"}},
        {"\x5D\0\0"sv, {"compressed with lzma", "xz --format=lzma -dc FILE"}},
        {"7z\xBC\xAF\x27\x1C"sv, {"a 7z archive", "7z e -so FILE"}},
        {"Rar!\x1A\x07"sv, {"a rar archive", "unrar p -inul FILE"}},
        {"SQLite format 3\0"sv, {"an SQLite database", "sqlite3 -header -csv FILE 'SELECT * FROM clicks'"}},
        {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv,
         {"an old Excel workbook", "python3 -c 'import pandas,sys; pandas.read_excel(\"FILE\").to_csv(sys.stdout, index=False)'"}},
        {"\x89HDF\r\n\x1A\n"sv,
         {"an HDF5 file", "python3 -c 'import pandas,sys; pandas.read_hdf(\"FILE\").to_csv(sys.stdout, index=False)'"}},
        {"ARROW1\0\0"sv,
         {"an Arrow (Feather) file", "python3 -c 'import pandas,sys; pandas.read_feather(\"FILE\").to_csv(sys.stdout, index=False)'"}},
        {"Obj\x01"sv, {"an Avro file", "avro-tools tojson FILE"}},
        {"\x93NUMPY"sv, {"a NumPy array", ""}},
        {"\x80\x02"sv, {"a Python pickle", ""}},
        {"\x80\x03"sv, {"a Python pickle", ""}},
        {"\x80\x04\x95"sv, {"a Python pickle", ""}},
        {"\x80\x05\x95"sv, {"a Python pickle", ""}},
        {"%PDF-"sv, {"a PDF document", ""}},
    };
    for (const magic& m : known)
        if (head.starts_with(m.bytes)) return m.kind;
    if (head.size() > 4 && head.starts_with("BZh") && head.substr(4).starts_with("1AY&SY"))
        return {"compressed with bzip2", "bzip2 -dc FILE"};
    if (head.size() >= 4 && head.substr(1).starts_with("\x2A\x4D\x18") && (head[0] & 0xF0) == 0x50)
        return {"compressed with zstd", "zstd -dc FILE"};
    if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06") || head.starts_with("PK\x07\x08")) return zip_kind(head);
    if (head.size() >= 262 && head.substr(257).starts_with("ustar")) return {"a tar archive", "tar -xOf FILE"};
    if (const file_kind wide = wide_text(head); !wide.name.empty()) return wide;
    if (!has_control_characters(head)) return {};
    // Signatures of letters, which a text may begin with too, but not together with control characters.
    constexpr std::string_view duckdb = "duckdb -csv -c \"SELECT * FROM 'FILE'\"";
    if (head.starts_with("PAR1") || head.starts_with("PARE")) return {"a Parquet file", duckdb};
    if (head.starts_with("ORC"))
        return {"an ORC file", "python3 -c 'import pandas,sys; pandas.read_orc(\"FILE\").to_csv(sys.stdout, index=False)'"};
    if (head.starts_with("FEA1"))
        return {"a Feather file", "python3 -c 'import pandas,sys; pandas.read_feather(\"FILE\").to_csv(sys.stdout, index=False)'"};
    return {};
}

NEXTCLICK_INLINE file_kind kind_of_document(std::string_view head) {
    head.remove_prefix(std::min(head.find_first_not_of("\xEF\xBB\xBF \t\r\n"), head.size()));
    std::string lower(head.substr(0, 20));
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (lower.starts_with("<!doctype html") || lower.starts_with("<html") || lower.starts_with("<head")) return {"a web page (HTML)", ""};
    if (lower.starts_with("<?xml")) return {"an XML document", ""};
    if (lower.starts_with("version https:")) return {"a pointer to a file that Git LFS keeps", "git lfs smudge < FILE"};
    return {};
}

NEXTCLICK_INLINE void refuse(const file_kind& kind, const std::string& name, const std::string& reader, const std::string& extra_remedy) {
    std::string what = name + ":1:1: this is " + std::string(kind.name) + ", and a log is text in UTF-8; ";
    if (!extra_remedy.empty()) what += extra_remedy + ", or ";
    if (kind.remedy.empty()) throw data_error(what + "give a file of clicks as text (TSV, CSV)");
    const bool plain = name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/+=") == std::string::npos;
    std::string command(kind.remedy);
    command.replace(command.find("FILE"), 4, plain && !name.starts_with('-') ? name : "FILE");
    throw data_error(what + "convert it to such text and read it from standard input, path \"-\": " + command + " | " + reader);
}

NEXTCLICK_INLINE void refuse_non_text(std::string_view head, const std::string& name, const std::string& reader) {
    file_kind kind = kind_of_file(head);
    if (kind.name.empty()) kind = kind_of_document(head);
    if (kind.name.empty()) return;
    std::string extra_remedy;
    if (kind.name.ends_with("gzip"))
        extra_remedy = "include \"nextclick/data/read/gzip.hpp\", link zlib and read with the decoder data::gzip{}";
    if (kind.name.ends_with("zstd"))
        extra_remedy = "include \"nextclick/data/read/zstd.hpp\", link libzstd and read with the decoder data::zstd{}";
    refuse(kind, name, reader, extra_remedy);
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
