import JSON

/// The public files of the demo region: what anybody may know of real residents, and the way from small areas to wards.
extension DemoDeclarations {
    private static let estimates =
        "Office for National Statistics, population estimates, Open Government Licence v3.0"

    /// How many people live in each borough: public numbers, at the scale of the demo.
    var residents: JSONValue {
        [
            "id": "residents@1", "title": "People who live in each borough",
            "description": "The real numbers, rounded to hundreds and divided by the demo's scale.",
            "source": .string(Self.estimates),
            "counts": "person", "dimensions": [["variable": "person.borough", "grouping": "finest"]],
            "numbers": .array(
                DemoBorough.all.map { [.string($0.code), .integer(($0.people + oneIn / 2) / oneIn)] }),
        ]
    }

    /// The same by five years of age and sex. Each number is rounded by itself, so they add up to nearly the same.
    var residentsByAge: JSONValue {
        [
            "id": "residents_by_age@1", "title": "People who live in each borough, by age and sex",
            "description":
                "Real shares of ages in each borough, as many women at each age, each rounded and divided by the demo's scale.",
            "source": .string("\(Self.estimates); Census 2021"), "counts": "person", "addsUp": false,
            "dimensions": [
                ["variable": "person.borough", "grouping": "finest"],
                ["variable": "person.age", "grouping": "fiveYear"], ["variable": "person.sex", "grouping": "finest"],
            ], "numbers": .array(DemoBorough.all.flatMap(residents)),
        ]
    }

    /// A row for each five years of age and each sex.
    private func residents(of borough: DemoBorough) -> [JSONValue] {
        let all = borough.ages.reduce(0, +)
        return borough.ages.enumerated().flatMap { band, share in
            let code = band == borough.ages.count - 1 ? "a\(band * 5)+" : "a\(band * 5)-\(band * 5 + 4)"
            return [("F", Self.women), ("M", 1_000 - Self.women)].map { sex, part -> JSONValue in
                let whole = all * 1_000 * oneIn
                return [
                    .string(borough.code), .string(code), .string(sex),
                    .integer((borough.people * share * part + whole / 2) / whole),
                ]
            }
        }
    }

    /// Women of a thousand people of all ages (Census 2021, OGL v3.0).
    private static let women = 514

    static let wardLookup = "demo_area_ward@1"

    /// Where each small area counts, as a file of the kind that best-fit wards come in.
    var wards: JSONValue {
        [
            "id": .string(Self.wardLookup), "title": "Small areas to wards of the demo region",
            "description": "Made-up areas in made-up wards. Real ones fit wards less well.", "source": "Made up",
            "from": "2021", "to": "2021", "level": "ward", "relation": "exact",
            "targets": Self.codes(places.wards),
            "areas": .array(places.areas.map { [.string($0.code), .string(places.wards[$0.ward].code)] }),
        ]
    }
}
