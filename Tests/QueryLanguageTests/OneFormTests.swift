import Catalogue
import GatewayTesting
import JSON
import QueryLanguage
import Testing

@Suite("One meaning has one form")
struct OneFormTests {
    static let pairs: [(String, String)] = [
        // A full domain is no condition.
        (
            #"{"variable":"person.sex","in":["M","_notStated","F"]}"#,
            #"{"not":{"not":{"any":[{"variable":"person.area","in":["B1","B2"]}]}}}"#
        ),
        (#"{"variable":"person.sex","in":["F"]}"#, #"{"not":{"variable":"person.sex","in":["M","_notStated"]}}"#),
        (#"{"variable":"person.sex","missing":true}"#, #"{"variable":"person.sex","missing":["notStated"]}"#),
        (#"{"variable":"person.borough","in":["B1"]}"#, #"{"variable":"person.area","in":["W1","L3","L4"]}"#),
        (#"{"variable":"person.borough","in":["B1"]}"#, #"{"not":{"variable":"person.area","in":["W3"]}}"#),
        (#"{"variable":"household.imd","from":"worse"}"#, #"{"not":{"variable":"household.imd","missing":true}}"#),
        (#"{"variable":"household.imd","to":"worse"}"#, #"{"variable":"household.imd","in":["2","1"]}"#),
        (#"{"variable":"household.imd","via":"household","in":["1"]}"#, #"{"variable":"household.imd","in":["1"]}"#),
        (
            #"{"variable":"person.age","at":"2025-04","from":60,"to":69}"#,
            #"{"variable":"person.age","at":"2025-04","in":["a60-69"]}"#
        ),
        (
            #"{"variable":"person.age","at":"2025-04","from":60}"#,
            #"{"not":{"any":[{"variable":"person.age","at":"2025-04","to":59},{"variable":"person.age","at":"2025-04","missing":true}]}}"#
        ),
        // The same births, at another month.
        (
            #"{"variable":"person.age","at":"2025-04","from":60}"#,
            #"{"variable":"person.age","at":"2035-04","from":70}"#
        ),
        (#"{"some":"gp_condition"}"#, #"{"not":{"some":"gp_condition","atLeast":0,"atMost":0}}"#),
        (
            #"{"all":[{"some":"gp_condition","atLeast":1},{"some":"gp_condition","atLeast":0,"atMost":2}]}"#,
            #"{"any":[{"some":"gp_condition","atLeast":1,"atMost":1},{"some":"gp_condition","atLeast":2,"atMost":2}]}"#
        ),
        (
            #"{"some":"care_event","during":{"from":"2025-01","to":"2025-03"}}"#,
            #"{"some":"care_event","during":{"from":"2025-Q1","to":"2025-03-31"},"where":{"variable":"care_event.type","in":["AE","EL","EM"]}}"#
        ),
        (
            #"{"some":"care_event","during":{"from":"2025-01","to":"2025-03"}}"#,
            #"{"some":"care_event","during":{"from":"2025-01","to":"2025-06"},"where":{"variable":"care_event.month","in":["2025-Q1"]}}"#
        ),
        (
            #"{"some":"care_event","which":"first","during":{"from":"2025-03","to":"2025-04"},"where":{"variable":"care_event.type","in":["EM"]}}"#,
            #"{"all":[{"some":"care_event","during":{"from":"2025-03","to":"2025-04"},"where":{"variable":"care_event.type","in":["EM"]}},{"not":{"some":"care_event","during":{"from":"2025-01","to":"2025-02"},"where":{"variable":"care_event.type","in":["EM"]}}}]}"#
        ),
        (
            #"{"some":"care_event","which":"last","during":{"from":"2025-03","to":"2025-04"}}"#,
            #"{"all":[{"some":"care_event","during":{"from":"2025-03","to":"2025-04"}},{"some":"care_event","during":{"from":"2025-05","to":"2025-06"},"atLeast":0,"atMost":0}]}"#
        ),
        (
            #"{"some":"care_event","which":"first","during":{"from":"2025-01","to":"2025-04"}}"#,
            #"{"some":"care_event","during":{"from":"2025-01","to":"2025-04"}}"#
        ),
        (
            #"{"all":[{"variable":"person.sex","in":["F"]},{"any":[{"variable":"person.sex","in":["F"]},{"some":"gp_condition"}]}]}"#,
            #"{"variable":"person.sex","in":["F"]}"#
        ),
        (
            #"{"all":[{"variable":"person.sex","in":["F"]},{"any":[{"variable":"person.sex","in":["M"]},{"some":"gp_condition"}]}]}"#,
            #"{"all":[{"some":"gp_condition"},{"variable":"person.sex","in":["F"]}]}"#
        ),
    ]

    @Test("other words by hand", arguments: pairs.indices)
    func byHand(row: Int) throws {
        let (first, second) = Self.pairs[row]
        let a = try Ask.resolve([("population", first)])
        let b = try Ask.resolve([("population", second), ("project", #""P-9""#), ("precision", #""scan""#)])
        #expect(Ask.text(a.canonicalPopulation) == Ask.text(b.canonicalPopulation))
        #expect(a.canonical == b.canonical)
    }

    @Test("random queries in other words keep their canonical bytes")
    func rewriting() throws {
        let random = SeededRandomness.fresh("rewriting")
        let catalogue = try Ask.catalogue()
        var queries = RandomQueries(random: random)
        var seen = 0
        for turn in 0..<400 {
            let query = queries.query(unit: turn.isMultiple(of: 3) ? "household" : "person")
            let other = queries.rewritten(query)
            do throws(QueryError) {
                let a = try QueryResolver.resolve(query, in: catalogue)
                let b = try QueryResolver.resolve(other, in: catalogue)
                #expect(
                    a.canonical == b.canonical,
                    "seed \(random.seed), turn \(turn)\n\(Ask.text(query))\n\(Ask.text(other))")
                seen += 1
            } catch {
                // A random condition may exclude everybody, and its rewriting may be too long: nothing else is refused.
                #expect(
                    ["SH-Q114", "SH-Q119"].contains(error.code), "seed \(random.seed): \(error) \(Ask.text(query))")
            }
        }
        #expect(seen > 150, "seed \(random.seed)")
    }

    @Test("two random conditions have one form only where they select the same units")
    func differing() throws {
        var random = SeededRandomness.fresh("differing")
        let seed = random.seed
        let region = SmallRegion(persons: 60, using: &random)
        let catalogue = try Ask.catalogue()
        var queries = RandomQueries(random: random)
        var formOf: [[UInt8]: (units: [Int], text: String)] = [:]
        for _ in 0..<400 {
            let condition = queries.condition(unit: "person", depth: 2)
            let query = try Ask.body([("population", Ask.text(condition))])
            guard let resolved = try? QueryResolver.resolve(query, in: catalogue) else { continue }
            let units = PlainMeaning(query, of: region, optedOut: []).units
            if let known = formOf[resolved.canonical] {
                #expect(known.units == units, "seed \(seed)\n\(known.text)\n\(Ask.text(condition))")
            }
            formOf[resolved.canonical] = (units, Ask.text(condition))
        }
        #expect(formOf.count > 50, "seed \(seed)")
    }

    @Test("what differs in meaning differs in form")
    func different() throws {
        let base: [(String, String)] = [("population", #"{"variable":"person.sex","in":["F"]}"#)]
        let changes: [[(String, String)]] = [
            [("population", #"{"variable":"person.sex","in":["M"]}"#)],
            [("unit", #""household""#), ("population", "null")],
            base + [("totals", "true")], base + [("by", #"["person.borough"]"#)],
            base + [("measures", #"{"people":{"count":"gp_condition"}}"#)],
            base + [("measures", #"{"people":{"count":"gp_condition","atMost":1}}"#)],
            [("population", #"{"variable":"person.sex","via":"mother","in":["F"]}"#)],
            [("population", #"{"variable":"person.sex","in":["F","_notStated"]}"#)],
        ]
        var forms: Set<[UInt8]> = [try Ask.resolve(base).canonical]
        for change in changes where !change.contains(where: { $0.1 == "null" }) {
            #expect(forms.insert(try Ask.resolve(change).canonical).inserted, "\(change)")
        }
    }
}
