import Catalogue
import DataLoading
import JSON
import Snapshots
import Testing

@Suite("Rows of a new month join those that are loaded")
struct AppendTests {
    static func append(
        _ declaration: String, _ csv: String, to place: Workplace, releases: Int = 1
    ) throws -> LoadReport {
        var builder = try place.builder()
        let (json, dataset) = try Town.declaration(declaration)
        let report = try builder.add(
            declaration: json, dataset, from: .bytes(Array(csv.utf8), name: "more.csv"), .appending,
            keptReleases: releases)
        try place.store.publish(builder.stage())
        try builder.retain(0)
        return report
    }

    static func visits(asOf: String) -> String { Town.visit.replacing(#""2026-03""#, with: "\"\(asOf)\"") }

    @Test("among the rows of their units, and the report tells of their file alone")
    func segment() throws {
        let place = try Workplace()
        try place.publishTown()
        #expect(try place.table("visit").unitOfRow() == [0, 0, 2])
        let report = try Self.append(
            Self.visits(asOf: "2026-04"), "date,patient\n2025-06-01,9434765919\n2025-06-02,9434765870\n", to: place)
        #expect(report.rows == 2)
        let table = try place.table("visit")
        #expect(table.segments.count == 1)
        #expect(try table.unitOfRow() == [0, 0, 0, 1, 2])
        #expect(try table.codes(of: "date") == [59, 59, 151, 152, 364])
        #expect("\(table.asOf)" == "2026-04")
    }

    @Test("a hundred times: no row is lost, and there is one segment all along")
    func hundred() throws {
        let place = try Workplace()
        try place.publishTown()
        for month in 0..<100 {
            let person = month % 2 == 0 ? "9434765919" : "9434765870"
            _ = try Self.append(
                Town.visit, "date,patient\n2025-06-01,\(person)\n2025-06-\(10 + month % 20),9876544012\n", to: place)
            #expect(try place.table("visit").segments.count == 1)
        }
        let table = try place.table("visit")
        #expect(table.rows == 203)
        var rowsOfUnit: [UInt32: Int] = [:]
        for unit in try table.unitOfRow() { rowsOfUnit[unit, default: 0] += 1 }
        #expect(rowsOfUnit == [0: 52, 1: 50, 2: 101])
    }

    static let mismatches: [(declaration: String, csv: String, message: String)] = [
        (
            Town.visit.replacing(#""2025-12-31""#, with: #""2026-12-31""#), "date,patient\n2026-01-01,9434765919\n",
            "rows cannot be added to `visit`: `date` has other codes than before; load it anew, with a range that"
                + " reaches further"
        ),
        (
            visits(asOf: "2026-02"), "date,patient\n",
            "rows cannot be added to `visit`: its month is before that of the rows that are loaded"
        ),
        (
            Town.visit.replacing("\"visit\"", with: "\"stay\""), "date,patient\n",
            "rows cannot be added to `stay`: nothing is loaded that rows could be added to"
        ),
    ]

    @Test("only where the declaration still says the same of every code", arguments: mismatches)
    func refused(declaration: String, csv: String, message: String) throws {
        let place = try Workplace()
        try place.publishTown()
        let error = #expect(throws: LoadError.self) { try Self.append(declaration, csv, to: place) }
        #expect(error?.message == message)
    }

    @Test("of a dataset with one row for each unit, only units that are new; and links are counted with those before")
    func oneRow() throws {
        let place = try Workplace()
        try place.publishTown()
        for (row, problem) in [
            ("9434765919,H2,1980-05,F,2,", LoadProblem.repeatedUnit),
            ("4010232137,H1,1980-05,F,2,", .tooManyOnOneTarget),
        ] {
            let error = #expect(throws: LoadError.self) {
                try Self.append(Town.person, Town.personHeadings + row, to: place)
            }
            guard case .values(let report) = error else { throw Workplace.Unexpected.nothingPublished }
            #expect(report.faults.map(\.problem) == [problem])
            #expect(report.faults.map(\.firstRows) == [[2]])
        }
        _ = try Self.append(Town.person, Town.personHeadings + "4010232137,H2,1980-05,F,2,\n", to: place)
        #expect(try place.table("person").unitOfRow() == [0, 1, 2, 3])
    }

    @Test("earlier releases stay readable, as many as are asked for, and share the rows that they have in common")
    func releases() throws {
        let place = try Workplace()
        try place.publishTown()
        for (month, day) in [("2026-04", "01"), ("2026-05", "02"), ("2026-06", "03")] {
            _ = try Self.append(
                Self.visits(asOf: month), "date,patient\n2025-07-\(day),9434765919\n", to: place, releases: 3)
        }
        let generation = try place.current()
        #expect(generation.releases.map(\.description) == ["2026-03", "2026-04", "2026-05", "2026-06"])
        let visit = try #require(DatasetID("visit"))
        // The release of March is one too many: of its month, the people are there and the oldest visits kept.
        for (month, rows, asOf) in [
            ("2026-03", 4, "2026-04"), ("2026-04", 4, "2026-04"), ("2026-05", 5, "2026-05"), ("2026-06", 6, "2026-06"),
            ("2027-01", 6, "2026-06"),
        ] {
            let pinned = generation.pinned(at: try #require(Month(month)))
            #expect(pinned.tables[visit]?.rows == rows, "\(month)")
            #expect(pinned.catalogue.dataset(visit)?.asOf.description == asOf, "\(month)")
            #expect(pinned.id == generation.id)
        }
        #expect(generation.tables[visit]?.rows == 6)
    }
}
