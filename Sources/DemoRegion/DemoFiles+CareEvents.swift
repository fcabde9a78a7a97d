/// The kinds of hospital care in the demo.
enum DemoCare: String, CaseIterable {
    case emergencyDepartment = "AE"
    case emergency = "EM"
    case elective = "EL"
    case outpatient = "OP"

    var title: String {
        switch self {
        case .emergencyDepartment: "A&E attendance"
        case .emergency: "Emergency admission"
        case .elective: "Elective admission"
        case .outpatient: "Outpatient appointment"
        }
    }

    /// Events of a thousand people in the three years, before age and deprivation.
    var rate: Int {
        switch self {
        case .emergencyDepartment: 750
        case .emergency: 210
        case .elective: 190
        case .outpatient: 700
        }
    }

    /// How many times as common in the most deprived decile as in the least, in hundredths.
    var gradient: Int {
        switch self {
        case .emergencyDepartment: 160
        case .emergency: 200
        case .elective, .outpatient: 100
        }
    }

    /// Events of a thousand people of this age and decile in the three years.
    func rate(age: Int, decile: Int) -> Int {
        let deprivation = DemoPlaces.share(gradient, decile: decile)
        let ages = [70, 60, 80, 80, 80, 100, 125, 180, 240]
        return rate * ages[min(age / 10, 8)] / 100 * deprivation / 1_000
    }

    /// The longest that anybody stays in the demo.
    static let longestStay = 60

    /// Nights in hospital.
    func nights(age: Int, _ random: inout DemoRandomness) -> Int {
        switch self {
        case .emergencyDepartment, .outpatient: 0
        case .elective: random.geometric(thousandths: 900, atMost: Self.longestStay)
        case .emergency: random.geometric(thousandths: age > 74 ? 7_500 : 3_000, atMost: Self.longestStay)
        }
    }
}

/// The chapters of ICD-10, and of a thousand admissions how many fall in each.
enum DemoChapter {
    static let all: [(code: String, title: String, weight: Int)] = [
        ("I", "Infectious and parasitic diseases", 30), ("II", "Neoplasms", 90), ("III", "Blood and immunity", 25),
        ("IV", "Endocrine, nutritional and metabolic", 30), ("V", "Mental and behavioural disorders", 25),
        ("VI", "Nervous system", 30), ("VII", "Eye", 35), ("VIII", "Ear", 10), ("IX", "Circulatory system", 100),
        ("X", "Respiratory system", 110), ("XI", "Digestive system", 130), ("XII", "Skin", 35),
        ("XIII", "Musculoskeletal system", 80), ("XIV", "Genitourinary system", 70),
        ("XV", "Pregnancy and childbirth", 50),
        ("XVI", "Perinatal period", 10), ("XVII", "Congenital malformations", 10),
        ("XVIII", "Symptoms and signs not elsewhere classified", 80), ("XIX", "Injury and poisoning", 50),
    ]

    static let weights = all.map(\.weight)
}

extension DemoFiles {
    /// The hospitals, made up: two in Liverpool, one in most of the other boroughs, one that serves all children.
    static let providers: [(code: String, title: String)] = [
        ("DEMO-A", "Made-up hospital A"), ("DEMO-B", "Made-up hospital B"), ("DEMO-C", "Made-up hospital C"),
        ("DEMO-D", "Made-up hospital D"), ("DEMO-E", "Made-up hospital E"), ("DEMO-F", "Made-up hospital F"),
        ("DEMO-G", "Made-up hospital G for children"),
    ]

    /// The events of three years, in the order of the people; one in fifty is of somebody who is on no register.
    func careEvents(_ part: DemoPart) -> [UInt8] {
        var random = part.draws(stream: 4)
        var text = CSVText("event_id,patient_nhs_number,type,date,icd10_chapter,los_days,provider", part)
        var number = 0
        func events(_ identifier: Int, age: Int, decile: Int, borough: Int) {
            for care in DemoCare.allCases {
                for _ in 0..<random.geometric(thousandths: care.rate(age: age, decile: decile), atMost: 100) {
                    number += 1
                    let event = "\(part.number)-\(number)"
                    add(care, event, identifier, age: age, borough: borough, to: &text, &random)
                }
            }
        }
        for person in population.people[part.people] {
            let place = population.area(of: person)
            events(person.identifier, age: person.age, decile: place.decile, borough: place.borough)
        }
        for visitor in population.visitors[part.share(of: population.visitors.indices)] {
            let age = random.below(90)
            events(visitor, age: age, decile: 5, borough: random.below(DemoBorough.all.count))
        }
        return text.bytes
    }

    private func add(
        _ care: DemoCare, _ event: String, _ identifier: Int, age: Int, borough: Int, to text: inout CSVText,
        _ random: inout DemoRandomness
    ) {
        let day = day(of: care, &random)
        let nights = care.nights(age: age, &random)
        // Who came in on one of the last days may still be there.
        let isStillIn = day + nights >= DemoCalendar.days.count
        let isCoded = care == .emergency || care == .elective || random.percent(40)
        let hospital = age < 16 && random.percent(80) ? 6 : random.percent(80) ? borough : random.below(6)
        text.row(
            event, random.once(in: 16) ? DemoIdentifiers.spaced(identifier) : "\(identifier)", care.rawValue,
            DemoCalendar.days[day], isCoded ? DemoChapter.all[random.pick(DemoChapter.weights)].code : "",
            isStillIn ? "" : "\(nights)", Self.providers[hospital].code)
    }

    /// Any day; emergencies are a little more common from November to February.
    private func day(of care: DemoCare, _ random: inout DemoRandomness) -> Int {
        let day = random.below(DemoCalendar.days.count)
        let isWinter = [10, 11, 0, 1].contains((day + 90) % 365 / 31)
        return care == .emergency && !isWinter && random.percent(20) ? random.below(DemoCalendar.days.count) : day
    }
}
