/// How old the people of a borough are: as many of each age as the real ones are, whoever is asked first.
struct DemoAges {
    static let child = 0...17
    static let adult = 18...64
    static let older = 65...105

    /// The oldest have no band of five years: of a hundred people of 90 and over, those of 90, 91 and so on.
    private static let fromNinety = [24, 19, 14, 11, 8, 6, 5, 4, 3, 2, 1, 1, 1, 1, 0, 0]

    /// How many of 100,000 are of each age or younger.
    private let upTo: [Int]
    private let people: Int
    /// Has no divisor in common with `people`, so that its multiples meet each place once.
    private let step: Int

    /// - Parameter people: how many people the borough has at this scale, at least 1.
    init(of borough: DemoBorough, people: Int) {
        let bands = borough.ages.dropLast().flatMap { Array(repeating: $0 * 20, count: 5) }
        let last = (borough.ages.last ?? 0)
        var sum = 0
        upTo = (bands + Self.fromNinety.map { $0 * last }).map { share in
            sum += share
            return sum
        }
        self.people = people
        var step = max(1, people * 618 / 1_000)
        while Self.commonDivisor(step, people) > 1 { step += 1 }
        self.step = step
    }

    /// The age of somebody, of all ages in turn: neighbours in number are far apart in age.
    func age(of number: Int) -> Int {
        let place = (2 * (number * step % people) + 1) * (upTo.last ?? 0) / (2 * people)
        return upTo.firstIndex { $0 > place } ?? Self.older.upperBound
    }

    private static func commonDivisor(_ first: Int, _ second: Int) -> Int {
        second == 0 ? first : commonDivisor(second, first % second)
    }
}
