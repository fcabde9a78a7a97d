import Catalogue
import JSON
import Snapshots

extension Generation {
    /// The releases that a query's body names with `asOf`; the newest where it names none that is kept, and then the
    /// query is refused by its month.
    func showing(askedIn body: JSONValue) -> Generation {
        guard case .object(let fields) = body, case .string(let text)? = fields["asOf"], let asOf = Month(text) else {
            return self
        }
        return pinned(at: asOf)
    }
}
