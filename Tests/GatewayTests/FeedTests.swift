import Catalogue
import DataLoading
import Gateway
import Governance
import Identity
import JSON
import Linux
import Snapshots
import Testing

@Suite("A feed adds people every half hour while projects ask about the release before it")
struct FeedTests {
    private static let start: Int64 = 1_775_032_200  // 2026-04-01T08:30:00Z

    @Test("a hundred times: the same values each time, nothing more to pay, and the time of the last load is told")
    func hundred() throws {
        let world = try World()
        let feed = try Feed()
        try feed.load(of: "2026-03", Feed.people(0..<320), appending: false, at: Self.start - 3_600)
        world.serve(try feed.current())
        let query = Town.query("P-0001", by: ["sex", "area"])
        let person = try #require(DatasetID("person"))
        let first = try #require(try world.ask(query, by: World.rosa).body)
        let spent = try world.story().spent
        var told: Set<String> = []
        for round in 0..<100 {
            let newcomers = round % 4 == 0 ? 0..<0 : (320 + round * 3)..<(323 + round * 3)
            try feed.load(
                of: "2026-06", Feed.people(newcomers), appending: true, at: Self.start + Int64(round) * 1_800)
            world.serve(try feed.current())
            if round % 10 == 9 || round < 2 {
                let again = try #require(try world.ask(query, by: World.rosa).body)
                #expect(again.rows == first.rows, "after append \(round)")
                #expect(again["budget"]?.object?["spent"]?.text == "0")
            }
            let served = try #require(world.gateway.served(person))
            #expect(served.releases.map(\.description) == ["2026-03", "2026-06"])
            told.insert(try #require(served.lastLoaded).description)
        }
        #expect(told.count == 100 && told.max() == "2026-04-03T10:00:00Z")
        #expect(try world.story().spent == spent)
        let refused = try world.ask(Town.query("P-0001", asOf: "2026-06"), by: World.rosa).refusal
        #expect(refused?.reasons.map(\.clause) == ["HOUSE-7"], "the release that grows is not the project's yet")
        #expect(try world.story().faults == [])
    }
}

/// A data directory of a test's own, to which people come.
private final class Feed {
    private let directory: String
    private let store: GenerationStore
    private let key: PseudonymKey

    init() throws {
        directory = try FileSystem.makeTemporaryDirectory()
        store = GenerationStore(directory: "\(directory)/data")
        guard let key = PseudonymKey(bytes: [UInt8](repeating: 7, count: 32)) else { throw Unexpected("no key") }
        self.key = key
    }

    deinit { try? FileSystem.removeTree(directory) }

    func current() throws -> Generation {
        guard let generation = try store.current() else { throw Unexpected("nothing is loaded") }
        return generation
    }

    static func people(_ numbers: Range<Int>) -> String {
        numbers.map { "n\($0),\("FM".prefix($0 % 2 + 1).suffix(1)),A\($0 / 7 % 4 + 1),no\n" }.joined()
    }

    func load(of asOf: String, _ rows: String, appending: Bool, at seconds: Int64) throws {
        var builder = try GenerationBuilder(
            store: store, key: key, now: UnixTime(seconds: seconds, nanoseconds: 0))
        let declaration = try Town.declaration(asOf: asOf)
        _ = try builder.add(
            declaration: declaration, CatalogueReader.read(declaration),
            from: .bytes(Array("person_id,sex,area,carer\n\(rows)".utf8), name: "people.csv"),
            appending ? .appending : .replacing, keptReleases: 2)
        if !appending {
            guard let day = CalendarDay("2026-04-01") else { throw Unexpected("no day") }
            try builder.addOptOuts(
                .bytes(Array("identifier,kind,from,to\nn3,local,2025-01-01,\n".utf8), name: "noes.csv"), version: day,
                identifier: .opaque)
        }
        try store.publish(builder.stage())
        try builder.retain(0)
    }
}
