import AuditLog
import JSON
import OpenSSL
import Testing

@Suite(
    "Published witness requests", .enabled(if: SharedData.isThere, "the folder shared/data/audit_vectors is missing"))
struct WitnessVectorTests {
    @Test("The nine requests are judged as their makers say, one after the other")
    func requests() throws {
        let vectors = try SharedData.json("witness_add_checkpoint.json").object()
        let raw = try #require(Hex.decode(vectors.required("log_ed25519_public_key_hex").string()))
        let key = try #require(
            VerifierKey(
                name: vectors.required("log_origin").string(), kind: .signature,
                key: Ed25519PublicKey(rawRepresentation: raw)))
        var seen: Checkpoint?
        for (number, request) in try vectors.required("requests").array().map({ try $0.object() }).enumerated() {
            let body = Array(try request.required("body").string().utf8)
            let expected = try request.required("expect").array()[1].string()
            switch WitnessJudgement(of: body, keys: [key], seen: { _ in seen }) {
            case .accept(_, let checkpoint):
                seen = checkpoint
                #expect(try request.required("status").integer() == 200, "\(number)")
            case .conflict(let size):
                #expect(try request.required("status").integer() == 409, "\(number)")
                #expect("\(size)\n" == expected)
            case .refuse(let status, let message):
                // The specification says 404 for an unknown log, where the makers of the vectors say 403.
                let wanted = expected == "unknown log" ? 404 : try request.required("status").integer()
                #expect(status == wanted, "\(number)")
                #expect(message.contains(expected), "\(number)")
            }
        }
        #expect(seen?.size == 5)
    }

    @Test(
        "Anything else is refused as it should be",
        arguments: ["", "old 1", "old 01\n\n", "old -1\n\nx", "old 0\nnot base64\n\n", "old 0\n\nno note\n"])
    func malformed(body: String) throws {
        guard case .refuse(400, _) = WitnessJudgement(of: Array(body.utf8), keys: [], seen: { _ in nil }) else {
            Issue.record("it was not refused as malformed")
            return
        }
    }
}
