import Catalogue
import DifferentialPrivacy
import DisclosureControl
import Foundation
import JSON
import Testing

@Suite("A profile is read above compiled floors")
struct ProfileTests {
    @Test("the published profile is the one that the tests use")
    func published() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "policies/profiles/standard.json")
        let bytes = try Array(Data(contentsOf: path))
        #expect(try Profile(JSONValue(parsing: bytes, limits: .document)) == Street.standard())
    }

    @Test("the thresholds are those of the design", arguments: [(9, 16), (25, 20), (100, 30), (400, 50)])
    func thresholds(noise: Int, threshold: Int) throws {
        let profile = try Street.standard()
        #expect(profile.threshold(.person, noiseMultiplierSquared: noise) == threshold)
        #expect(profile.threshold(.household, noiseMultiplierSquared: noise) == threshold)
        #expect(profile.threshold(.organisation, noiseMultiplierSquared: noise) == threshold - 7)
        #expect(profile.complementThreshold(.person, noiseMultiplierSquared: noise) > threshold)
    }

    @Test(
        "nobody can lower a floor: the place is named",
        arguments: [
            (#""person":{"units":10"#, #""person":{"units":9"#, "/floors/person/units"),
            (#""persons":10,"threshold":10},"#, #""persons":9,"threshold":10},"#, "/floors/person/persons"),
            (#""household":{"units":5"#, #""household":{"units":4"#, "/floors/household/units"),
            (#""units":5,"persons":10"#, #""units":5,"persons":9"#, "/floors/household/persons"),
            (
                #""units":5,"persons":10,"threshold":10"#, #""units":5,"persons":10,"threshold":9"#,
                "/floors/household/threshold"
            ),
            (#""organisation":{"units":3"#, #""organisation":{"units":2"#, "/floors/organisation/units"),
            (#""high":9"#, #""high":8"#, "/noise/high"),
            (#""standard":25"#, #""standard":8"#, "/noise/standard"),
            (#""exploratory":100"#, #""exploratory":24"#, "/noise"),
            (#""thresholdMultiple":2"#, #""thresholdMultiple":1"#, "/thresholdMultiple"),
            (#""days":365"#, #""days":364"#, "/budget/days"),
            (#""cells":5000"#, #""cells":5001"#, "/limits/cells"),
            (#""dimensions":4"#, #""dimensions":5"#, "/limits/dimensions"),
            (#""project":"2""#, #""project":"2/1""#, "/budget/project"),
            (#""toldDelta":"1/10000000""#, #""toldDelta":"1""#, "/toldDelta"),
            (#""roundingBase":5"#, #""rounding":5"#, "/rounding"),
        ])
    func floors(good: String, bad: String, place: String) throws {
        let text = Street.profileText
        let range = try #require(text.range(of: good))
        #expect(throws: DisclosureError.self) {
            try Profile(Street.parse(text.replacingCharacters(in: range, with: bad)))
        }
        do {
            _ = try Profile(Street.parse(text.replacingCharacters(in: range, with: bad)))
        } catch DisclosureError.profile(let error) {
            #expect(error.pointer == place)
        }
    }

    @Test("a profile that nobody knows is refused by name")
    func unknown() throws {
        let text = Street.profileText.replacing(#""profile":"standard""#, with: #""profile":"mine""#)
        let message = try Self.refusal(of: Street.parse(text))
        #expect(message?.hasPrefix("/profile: there is no profile of this name") == true)
    }

    private static func refusal(of declaration: JSONValue) -> String? {
        do throws(DisclosureError) {
            _ = try Profile(declaration)
            return nil
        } catch { return error.message }
    }

    @Test("density has no floor")
    func density() throws {
        let text = Street.profileText.replacing(#""unitsPerCell":20"#, with: #""unitsPerCell":0"#)
        #expect(try Profile(Street.parse(text)).limits.unitsPerCell == 0)
    }
}
