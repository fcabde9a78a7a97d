/// Tells people who were seen signed in at an address before from those who were not.
///
/// It remembers some thousand of them, and of those the ones who came last.
struct Newcomers: Sendable {
    private struct Place: Hashable {
        let person: String
        let address: String
    }

    private var recent: Set<Place> = []
    private var earlier: Set<Place> = []

    static let mostRecent = 5_000

    mutating func welcome(_ person: String, at address: String) {
        guard recent.insert(Place(person: person, address: address)).inserted, recent.count > Self.mostRecent else {
            return
        }
        earlier = recent
        recent = []
    }

    func knows(_ person: String, at address: String) -> Bool {
        let place = Place(person: person, address: address)
        return recent.contains(place) || earlier.contains(place)
    }
}
