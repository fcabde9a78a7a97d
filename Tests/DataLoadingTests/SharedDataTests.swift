import Catalogue
import DataLoading
import Foundation
import JSON
import Linux
import Snapshots
import Testing

/// Files that others made. They are not in this tree: `SALTHOUSE_SHARED_DATA` names their folder, or they lie in
/// `shared/data` beside the checkout.
enum SharedData {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let directory: String? = {
        let named = ProcessInfo.processInfo.environment["SALTHOUSE_SHARED_DATA"]
        let beside = repository.deletingLastPathComponent().appending(path: "shared/data").path(percentEncoded: false)
        return [named, beside].compactMap { $0 }.first { FileSystem.exists("\($0)/odi_ae") }
    }()

    static func path(_ name: String) throws -> String { "\(try #require(directory))/\(name)" }

    /// A declaration that is shipped for them.
    static func declaration(_ name: String) throws -> (JSONValue, Dataset) {
        let file = repository.appending(path: "policies/declarations/\(name).json").path(percentEncoded: false)
        let bytes = try FileSystem.readFile(file, maximumBytes: 1 << 20)
        return try Town.declaration(String(decoding: bytes, as: UTF8.self))
    }

    /// A compressed file as text.
    static func unpacked(_ name: String) throws -> CSVSource {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = ["-dc", try path(name)]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let text = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return .bytes([UInt8](text), name: name)
    }
}

@Suite("Files that others made are loaded with the shipped declarations, or refused well")
struct SharedDataTests {
    static let isThere = SharedData.directory != nil
    static let missing: Comment = "the shared data is not beside the checkout, and SALTHOUSE_SHARED_DATA is not set"

    @Test(
        "every shipped declaration is a dataset",
        arguments: ["omop/person", "omop/visit_occurrence", "omop/condition_occurrence", "odi_ae/attendance"])
    func declarations(name: String) throws {
        _ = try SharedData.declaration(name)
    }

    @Test("OMOP: people, their visits and their conditions", .enabled(if: isThere, missing))
    func omop() throws {
        let place = try Workplace()
        var builder = try place.builder()
        let folder = "omop_synthea_1k"
        let sources = [
            ("person", try CSVSource.file(SharedData.path("\(folder)/PERSON.csv")), 1_130, 1_130),
            ("visit_occurrence", try SharedData.unpacked("\(folder)/VISIT_OCCURRENCE.csv.gz"), 32_153, 1_126),
            (
                "condition_occurrence", try .file(try SharedData.path("\(folder)/CONDITION_OCCURRENCE.csv")), 7_900,
                1_097
            ),
        ]
        for (name, source, rows, units) in sources {
            let (declaration, dataset) = try SharedData.declaration("omop/\(name)")
            let report = try builder.add(declaration: declaration, dataset, from: source)
            #expect(report.rows == rows)
            #expect(report.units == units)
        }
        try place.store.publish(builder.stage())
        #expect(try place.current().spineSizes == [.person: 1_130])
        #expect(try place.table("person").codes(of: "sex")?.count { $0 == 0 } == 572)
    }

    @Test(
        "OMOP: a file with more values than headings is refused at its first such row", .enabled(if: isThere, missing))
    func brokenFile() throws {
        let path = try SharedData.path("omop_synthea_1k/DEVICE_EXPOSURE.csv")
        let first = try FileSystem.readFile(path, maximumBytes: 1 << 24).prefix { $0 != UInt8(ascii: "\n") }
        let headings = String(decoding: first, as: UTF8.self).split(separator: ",").map(String.init)
        var declaration = try SharedData.declaration("omop/visit_occurrence").0
        guard case .object(var object) = declaration else { throw Workplace.Unexpected.nothingPublished }
        object["time"] = nil
        object["ignoredColumns"] = .array(
            headings.filter { $0 != "person_id" && $0 != "device_type_concept_id" }.map { .string($0) })
        object["variables"] = [
            ["name": "kind", "type": "code", "column": "device_type_concept_id", "codes": [["code": "32812"]]]
        ]
        declaration = .object(object)
        let place = try Workplace()
        defer { withExtendedLifetime(place) {} }
        var builder = try place.builder()
        let dataset = try CatalogueReader.read(declaration)
        let error = #expect(throws: LoadError.self) {
            try builder.add(declaration: declaration, dataset, from: try .file(path))
        }
        #expect(error?.message == "`\(path)`, row 2: 19 fields where the headings have 15")
    }

    @Test("A&E: neither identifiers nor postcodes reach any file", .enabled(if: isThere, missing))
    func attendances() throws {
        let place = try Workplace()
        let path = try SharedData.path("odi_ae/hospital_ae_data.csv")
        var builder = try place.builder()
        let (declaration, dataset) = try SharedData.declaration("odi_ae/attendance")
        let report = try builder.add(declaration: declaration, dataset, from: try .file(path))
        #expect(report.rows == 10_000)
        try place.store.publish(builder.stage())
        let text = String(decoding: try FileSystem.readFile(path, maximumBytes: 1 << 24), as: UTF8.self)
        let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
        let identifiers = rows.map { $0[0] }
        let postcodes = rows.compactMap(\.last).filter { $0.utf8.count > 5 }
        #expect(identifiers.count == 10_000 && Set(postcodes).count > 100)
        let texts = identifiers + identifiers.map { $0.replacing("-", with: "") } + postcodes
        #expect(try place.files(holding: texts) == [])
    }
}
