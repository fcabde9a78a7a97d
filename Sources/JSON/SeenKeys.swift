/// The keys of an object so far: a list while they are few, as they nearly always are, and a set from then on.
struct SeenKeys {
    private var list: [String] = []
    private var set: Set<String> = []

    private static let longestList = 12

    /// Whether the key is new.
    mutating func insert(_ key: String) -> Bool {
        if list.count < Self.longestList {
            guard !list.contains(key) else { return false }
            list.append(key)
            return true
        }
        if set.isEmpty { set = Set(list) }
        return set.insert(key).inserted
    }
}
