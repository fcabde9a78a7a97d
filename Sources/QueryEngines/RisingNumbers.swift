/// Different numbers in rising order. Lists of those who said no are published so, and no set of them has to be made.
struct RisingNumbers: Equatable {
    private(set) var numbers: [UInt32]

    /// - Parameter numbers: rising, each once.
    init(_ numbers: [UInt32]) { self.numbers = numbers }

    /// Adds numbers, which rise.
    mutating func formUnion(_ others: [UInt32]) {
        guard !numbers.isEmpty, !others.isEmpty else {
            numbers += others
            return
        }
        var union: [UInt32] = []
        union.reserveCapacity(numbers.count + others.count)
        var place = 0
        for other in others {
            while place < numbers.count, numbers[place] < other {
                union.append(numbers[place])
                place += 1
            }
            if place < numbers.count, numbers[place] == other { place += 1 }
            union.append(other)
        }
        numbers = union + numbers[place...]
    }

    /// Takes numbers out, which rise.
    mutating func subtract(_ others: [UInt32]) {
        var place = 0
        numbers = numbers.filter { number in
            while place < others.count, others[place] < number { place += 1 }
            return place == others.count || others[place] != number
        }
    }
}
