/// A part of the made-up people, whose rows are made by themselves: by one thread, whatever the others do.
struct DemoPart {
    let seed: UInt64
    let number: Int
    let count: Int
    /// Their places in `DemoPopulation.households`.
    let households: Range<Int>
    /// Everybody in those households: their places in `DemoPopulation.people`.
    let people: Range<Int>

    private static let householdsOfPart = 2_000

    /// How many parts the rows of a population are made in.
    static func count(in population: DemoPopulation) -> Int {
        max(1, population.households.count / householdsOfPart)
    }

    init(_ number: Int, of population: DemoPopulation, seed: UInt64) {
        self.seed = seed
        self.number = number
        count = Self.count(in: population)
        households = Self.share(number, of: population.households.indices, in: count)
        let homes = population.households[households]
        people = (homes.first?.people.lowerBound ?? 0)..<(homes.last?.people.upperBound ?? 0)
    }

    func draws(stream: UInt64) -> DemoRandomness { DemoRandomness(seed: seed, stream: stream, part: number) }

    /// This part's share of something else that is made along.
    func share(of all: Range<Int>) -> Range<Int> { Self.share(number, of: all, in: count) }

    private static func share(_ number: Int, of all: Range<Int>, in count: Int) -> Range<Int> {
        all.count * number / count..<all.count * (number + 1) / count
    }
}
