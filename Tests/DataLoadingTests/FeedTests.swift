import Catalogue
import DataLoading
import Linux
import Snapshots
import Testing

@Suite("A feed adds rows every half hour to the release that is not asked yet")
struct FeedTests {
    /// Half past eight on 1 April 2026, and every half hour after it.
    private static func time(_ round: Int) -> UnixTime {
        UnixTime(seconds: 1_775_032_200 + Int64(round) * 1_800, nanoseconds: 0)
    }

    @Test("again and again: the release before it keeps its digest and its rows, and nothing piles up on the disk")
    func rounds() throws {
        let place = try Workplace()
        try place.publishTown()
        let visit = try #require(DatasetID("visit"))
        let month = try #require(Month("2026-03"))
        let before = try place.current().pinned(at: month)
        var files: [Int] = []
        for round in 0..<20 {
            let rows = round % 3 == 0 ? "" : "2025-06-01,9434765919\n"
            try feed(rows, to: place, at: Self.time(round))
            let now = try place.current()
            #expect(now.lastLoaded[visit] == Self.time(round), "round \(round)")
            #expect(now.releases(of: visit).map(\.description) == ["2026-03", "2026-06"])
            let pinned = now.pinned(at: month)
            for (id, table) in before.tables { #expect(pinned.tables[id]?.digest == table.digest) }
            #expect(now.tables[visit]?.segments.count == 1)
            files.append(try place.files().count)
        }
        #expect(try place.current().pinned(at: month).tables[visit]?.unitOfRow() == [0, 0, 2])
        #expect(try place.current().tables[visit]?.rows == 3 + 13)
        #expect(files.dropFirst().allSatisfy { $0 == files[1] }, "as many files after each load: \(files)")
        try place.readEverything()
    }

    @Test("loads of other things leave the time alone, and what an earlier version wrote has none")
    func others() throws {
        let place = try Workplace()
        try place.publishTown()
        try feed("", to: place, at: Self.time(1))
        var builder = try place.builder(at: Self.time(2))
        try builder.addOptOuts(
            .bytes(Array("identifier,kind,from,to\n".utf8), name: "noes.csv"),
            version: try #require(CalendarDay("2026-04-01")), identifier: .nhsNumber)
        try builder.add(Town.household, Town.households)
        try place.store.publish(builder.stage())
        let times = try place.current().lastLoaded
        #expect(times[try #require(DatasetID("visit"))] == Self.time(1))
        #expect(times[try #require(DatasetID("household"))] == Self.time(2))
    }

    private func feed(_ rows: String, to place: Workplace, at now: UnixTime) throws {
        var builder = try place.builder(at: now)
        let (json, dataset) = try Town.declaration(AppendTests.visits(asOf: "2026-06"))
        _ = try builder.add(
            declaration: json, dataset, from: .bytes(Array("date,patient\n\(rows)".utf8), name: "feed.csv"), .appending,
            keptReleases: 2)
        try place.store.publish(builder.stage())
        try builder.retain(0)
    }
}
