import Catalogue
import JSON

/// The cursor's readings with this room's error.
extension JSONCursor {
    func queryFields(_ known: String...) throws(QueryError) -> JSONFields {
        do {
            let fields = try object()
            try fields.allowOnly(known)
            return fields
        } catch { throw QueryError(error) }
    }

    func queryArray() throws(QueryError) -> [JSONCursor] {
        do { return try array() } catch { throw QueryError(error) }
    }

    func queryString() throws(QueryError) -> String {
        do { return try string() } catch { throw QueryError(error) }
    }

    func queryBool() throws(QueryError) -> Bool {
        do { return try bool() } catch { throw QueryError(error) }
    }

    func queryInteger(in range: ClosedRange<Int>) throws(QueryError) -> Int {
        do { return try integer(in: range) } catch { throw QueryError(error) }
    }

    func queryChoice<Meaning>(_ table: [(String, Meaning)]) throws(QueryError) -> Meaning {
        do { return try oneOf(table) } catch { throw QueryError(error) }
    }

    func queryMonth() throws(QueryError) -> Month {
        guard let month = Month(try queryString()) else { throw malformed("a month is written YYYY-MM") }
        return month
    }

    /// An error at this place in words of the reader's own.
    func malformed(_ message: String) -> QueryError { QueryError(fail(message)) }
}

extension JSONFields {
    func need(_ name: String) throws(QueryError) -> JSONCursor {
        do { return try required(name) } catch { throw QueryError(error) }
    }
}
