import Catalogue

/// The months and days that the demo describes.
enum DemoCalendar {
    /// The month in which ages are as drawn.
    static let asOf = month(2026 * 12 + 2)
    static let firstBirth = "1870-01"
    /// Practices' records go back so far.
    static let firstDiagnosis = month(1950 * 12)
    /// How long there are records of care.
    static let yearsOfCare = 3
    static let firstEvent = "2023-04-01"
    static let firstEventMonth = "2023-04"
    static let lastEvent = "2026-03-31"

    /// The days of care, in their order, as they are written.
    static let days: [String] = (month(2023 * 12 + 3).number...asOf.number).flatMap { number in
        (1...31).map { "\(month(number))-\($0 < 10 ? "0" : "")\($0)" }.filter { CalendarDay($0) != nil }
    }

    static func month(_ number: Int) -> Month {
        guard let month = Month(number: number) else { preconditionFailure("the demo stays between 1870 and 2026") }
        return month
    }
}
