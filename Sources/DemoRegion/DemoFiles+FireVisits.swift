import Catalogue

/// What the demo says of home fire safety visits.
enum DemoVisit {
    /// The service of a borough: one for five of them, and another for Halton.
    static let services = [
        (
            code: "river", title: "Made-up river fire service",
            boroughs: ["E08000011", "E08000012", "E08000013", "E08000014", "E08000015"]
        ),
        (code: "plain", title: "Made-up plain fire service", boroughs: ["E06000006"]),
    ]

    static let reasons: [(code: String, title: String, weight: Int)] = [
        ("older", "Somebody is 65 or over", 48), ("alarm", "No working alarm", 16), ("referred", "Referred", 14),
        ("fire", "After a fire nearby", 7), ("asked", "They asked", 15),
    ]
    static let referrals: [(code: String, title: String, weight: Int)] = [
        ("none", "No referral", 78), ("falls", "Falls service", 7), ("warm", "Warm homes", 6),
        ("care", "Adult social care", 5), ("smoking", "Stop smoking", 4),
    ]

    static let years = 8
    static let mostAlarms = 6
    /// Visits a year in the whole region.
    static let perYear = 55_000

    static func service(of borough: Int) -> Int {
        services.firstIndex { $0.boroughs.contains(DemoBorough.all[borough].code) } ?? 0
    }
}

extension DemoFiles {
    /// Visits of eight years to households, more where somebody is over 64 and in deprived areas.
    func fireVisits(_ part: DemoPart) -> [UInt8] {
        var random = part.draws(stream: 9)
        var text = CSVText("household_ref,service,month,reason,alarms_fitted,referral", part)
        for number in part.households {
            let household = population.households[number]
            let place = population.places.areas[household.area]
            let weight = population.people[household.people].contains { $0.age > 64 } ? 190 : 50
            let mean =
                DemoVisit.perYear * DemoVisit.years * 1_000 / DemoBorough.householdsOfRegion * weight / 100
                * DemoPlaces.share(180, decile: place.decile) / 1_000
            for _ in 0..<random.geometric(thousandths: mean, atMost: 12) {
                let month = DemoCalendar.asOf.number - random.below(DemoVisit.years * 12)
                text.row(
                    Self.householdIdentifier(number), DemoVisit.services[DemoVisit.service(of: place.borough)].code,
                    "\(DemoCalendar.month(month))", random.code(of: DemoVisit.reasons),
                    "\(random.geometric(thousandths: 1_100, atMost: DemoVisit.mostAlarms))",
                    random.code(of: DemoVisit.referrals))
            }
        }
        return text.bytes
    }
}
