import Foundation

@testable import JSON

/// The reader of JSON: what it takes it can write and take again, in each form, and others take it too.
struct JSONTarget: FuzzTarget {
    func take(_ bytes: [UInt8]) {
        let value: JSONValue
        do throws(JSONError) { value = try JSONValue(parsing: bytes, limits: .request) } catch {
            promise((0...bytes.count).contains(error.offset ?? 0), "an error behind the end")
            promise(
                error.pointer.isEmpty || error.pointer.utf8.first == UInt8(ascii: "/"), "an error that points nowhere")
            // What is canonical may be deeper or longer than a request may be, and is read as a document.
            return promise(read(bytes) != nil || !JSONValue.isCanonical(bytes), "canonical, yet not read")
        }
        promise(read(value.bytes()) == value, "its compact text means something else")
        promise(read(value.prettyBytes()) == value, "its readable text means something else")
        let isKnown = (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
        promise(isKnown, "Foundation does not take it")
        checkCanonical(value, bytes)
    }

    private func checkCanonical(_ value: JSONValue, _ bytes: [UInt8]) {
        guard let canonical = try? value.canonicalBytes() else {
            return promise(!JSONValue.isCanonical(bytes), "canonical, yet it cannot be written")
        }
        promise((try? JSONValue(canonical: canonical, limits: .document)) != nil, "its canonical text is not canonical")
        promise((try? read(canonical)?.canonicalBytes()) == canonical, "its canonical text has another one")
        promise(JSONValue.isCanonical(bytes) == (canonical == bytes), "two texts are canonical")
    }

    private func read(_ bytes: [UInt8]) -> JSONValue? { try? JSONValue(parsing: bytes, limits: .document) }
}
