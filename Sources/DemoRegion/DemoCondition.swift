import Catalogue

/// A group of long-term conditions as practices record them, and how common it is in the demo: made-up figures of a
/// plausible size.
struct DemoCondition {
    /// How it spreads over a life.
    enum Ages {
        case fromChildhood, even, late

        /// Hundredths of the mean, by decades of age; 80 and over are one.
        var weights: [Int] {
            switch self {
            case .fromChildhood: [50, 110, 110, 105, 100, 100, 100, 110, 110]
            case .even: [5, 60, 120, 130, 135, 130, 120, 120, 120]
            case .late: [0, 1, 5, 20, 60, 130, 230, 380, 520]
            }
        }
    }

    let code: String
    let title: String
    /// People of a thousand who have it.
    let perThousand: Int
    let ages: Ages
    /// How many times as common in the most deprived decile as in the least, in hundredths.
    let gradient: Int

    init(_ code: String, _ title: String, _ perThousand: Int, _ ages: Ages, gradient: Int = 130) {
        self.code = code
        self.title = title
        self.perThousand = perThousand
        self.ages = ages
        self.gradient = gradient
    }

    static let all = [
        DemoCondition("alcohol", "Alcohol problems", 22, .even, gradient: 250),
        DemoCondition("anxiety-depression", "Anxiety or depression", 190, .even, gradient: 170),
        DemoCondition("arthritis", "Rheumatoid and other inflammatory arthritis", 15, .late),
        DemoCondition("asthma", "Asthma", 110, .fromChildhood, gradient: 120),
        DemoCondition("atrial-fibrillation", "Atrial fibrillation", 24, .late, gradient: 100),
        DemoCondition("autism", "Autism", 12, .fromChildhood, gradient: 110),
        DemoCondition("bipolar", "Schizophrenia, bipolar disorder and other psychoses", 11, .even, gradient: 220),
        DemoCondition("bronchiectasis", "Bronchiectasis", 8, .late),
        DemoCondition("cancer", "Cancer", 36, .late, gradient: 95),
        DemoCondition("chronic-kidney", "Chronic kidney disease", 45, .late),
        DemoCondition("chronic-liver", "Chronic liver disease", 9, .even, gradient: 200),
        DemoCondition("chronic-pain", "Chronic pain", 90, .late, gradient: 190),
        DemoCondition("constipation", "Constipation under treatment", 35, .late),
        DemoCondition("copd", "Chronic obstructive pulmonary disease", 33, .late, gradient: 260),
        DemoCondition("coronary-heart", "Coronary heart disease", 38, .late, gradient: 150),
        DemoCondition("dementia", "Dementia", 10, .late),
        DemoCondition("diabetes", "Diabetes", 68, .late, gradient: 160),
        DemoCondition("diverticular", "Diverticular disease", 32, .late, gradient: 100),
        DemoCondition("drugs", "Drug problems", 14, .even, gradient: 320),
        DemoCondition("eczema", "Eczema", 60, .fromChildhood, gradient: 100),
        DemoCondition("epilepsy", "Epilepsy", 10, .fromChildhood, gradient: 160),
        DemoCondition("hearing", "Hearing loss", 60, .late, gradient: 110),
        DemoCondition("heart-failure", "Heart failure", 13, .late, gradient: 150),
        DemoCondition("hypertension", "High blood pressure", 150, .late, gradient: 120),
        DemoCondition("irritable-bowel", "Irritable bowel syndrome", 45, .even, gradient: 105),
        DemoCondition("learning-disability", "Learning disability", 6, .fromChildhood, gradient: 180),
        DemoCondition("migraine", "Migraine", 40, .even, gradient: 105),
        DemoCondition("multiple-sclerosis", "Multiple sclerosis", 3, .even, gradient: 100),
        DemoCondition("parkinsons", "Parkinson's disease", 3, .late, gradient: 95),
        DemoCondition("psoriasis", "Psoriasis", 28, .even, gradient: 110),
        DemoCondition("stroke", "Stroke or transient ischaemic attack", 23, .late, gradient: 140),
        DemoCondition("thyroid", "Thyroid disease", 50, .late, gradient: 105),
    ]

    /// People of a hundred thousand of this age and decile who have it.
    func rate(age: Int, decile: Int) -> Int {
        perThousand * ages.weights[min(age / 10, 8)] * DemoPlaces.share(gradient, decile: decile) / 1_000
    }
}

extension DemoFiles {
    /// What practices record of long-term conditions, in the order of the people: one row for each that somebody has.
    func conditions(_ part: DemoPart) -> [UInt8] {
        var random = part.draws(stream: 6)
        var text = CSVText("gp_nhs_no,condition,first_month,practice_code", part)
        for person in population.people[part.people] {
            let decile = population.area(of: person).decile
            for condition in DemoCondition.all
            where random.below(100_000) < condition.rate(age: person.age, decile: decile) {
                let born = max(person.birthMonth.number, DemoCalendar.firstDiagnosis.number)
                let month = born + random.below(DemoCalendar.asOf.number - born + 1)
                // Old records were moved without their months.
                text.row(
                    "\(person.identifier)", condition.code,
                    random.once(in: 40) ? "1754-09" : "\(DemoCalendar.month(month))",
                    population.places.practices[person.practice].code)
            }
        }
        return text.bytes
    }
}
