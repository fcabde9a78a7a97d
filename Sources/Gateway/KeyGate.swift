import Linux

/// Lets one request at a time work on a name, such as a release key: simultaneous askers of one question wait for the
/// first, and then find its values.
final class KeyGate: Sendable {
    private let busy = Monitor<Set<String>>([])

    /// Runs `body` while nobody else holds any of the names. All names are taken at once, so two requests never wait
    /// for each other.
    func holding<Value, Failure: Error>(
        _ names: Set<String>, _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        _ = busy.wait { busy -> Bool? in
            guard busy.isDisjoint(with: names) else { return nil }
            busy.formUnion(names)
            return true
        }
        defer { busy.update { $0.subtract(names) } }
        return try body()
    }
}
