import Foundation
import JSON
import OpenSSL
import Testing

@testable import Identity

@Suite("Visas of GA4GH Passport 1.2, made by others")
struct SharedVisaTests {
    /// The files lie beside the checkout, or where `SALTHOUSE_SHARED_DATA` says; they are not in this tree.
    private static let folder: String = {
        let given = ProcessInfo.processInfo.environment["SALTHOUSE_SHARED_DATA"]
        let beside = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data").path
        return (given ?? beside) + "/ga4gh_visas"
    }()
    static var areThere: Bool { FileManager.default.fileExists(atPath: folder + "/jwks.json") }

    private static func text(_ name: String) throws -> String {
        let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Within the hour in which these visas were valid.
    private static let then = 1_795_250_000

    private static func passport(_ names: [String], at second: Int = then, jku: JSONValue? = nil) throws -> Passport {
        var issuer: JSONObject = ["issuer": "https://visas.lcr.example", "keys": "jwks.json", "subjects": "same"]
        issuer["jku"] = jku ?? "https://visas.lcr.example/jwks.json"
        let rules = try VisaRules(
            JSONCursor([
                "issuers": [.object(issuer)],
                "training": [["type": "ResearcherStatus", "by": "const:peer"]],
                "agreements": [
                    [
                        "visa": ["type": "AcceptedTermsAndPolicies", "value": "pattern:https://doi.org/*"],
                        "version": "a-1",
                    ]
                ],
            ]))
        let keys = try JSONWebKeySet(json: JSONValue(parsing: Array(text("jwks.json").utf8), limits: .request))
        return Passport(
            try names.map(text), of: Visa.Holder(issuer: "https://broker.lcr.example", subject: "alice"), under: rules,
            keys: ["https://visas.lcr.example": { _ in keys }], now: try #require(Moment(seconds: second)), leeway: 60)
    }

    @Test(
        "Each good one counts, by itself or with what it asks for", .enabled(if: areThere),
        arguments: [
            (["grant.jwt"], ["ControlledAccessGrants"]), (["researcher.jwt"], ["ResearcherStatus"]),
            (["role_es256.jwt"], ["AffiliationAndRole"]), (["terms.jwt"], ["AcceptedTermsAndPolicies"]),
            (["conditional.jwt", "role_es256.jwt"], ["ControlledAccessGrants", "AffiliationAndRole"]),
        ])
    func good(names: [String], types: [String]) throws {
        let passport = try Self.passport(names)
        #expect(passport.visas.map(\.type) == types)
        #expect(passport.refused.isEmpty)
    }

    @Test(
        "Each hostile one is refused for its own reason", .enabled(if: areThere),
        arguments: [
            ("bad_expired.jwt", VisaRefusal.expired), ("bad_issuer.jwt", .otherIssuer), ("bad_none.jwt", .unsigned),
            ("bad_othersub.jwt", .otherPerson), ("bad_wrongkey.jwt", .wrongSignature),
            ("conditional.jwt", .unmetCondition), ("passport.jwt", .otherIssuer),
        ])
    func hostile(name: String, refusal: VisaRefusal) throws {
        let passport = try Self.passport([name])
        #expect(passport.visas.isEmpty)
        #expect(passport.refused == [refusal])
    }

    @Test("A visa does not say where its key is: only the declared address may stand in it", .enabled(if: areThere))
    func addresses() throws {
        #expect(try Self.passport(["grant.jwt"], jku: "https://visas.lcr.example/other").refused == [.foreignKey])
    }

    @Test("The visas inside a passport token are of its person", .enabled(if: areThere))
    func whole() throws {
        let token = try JSONWebToken(parsing: Self.text("passport.jwt")[...], mayNameKeys: false)
        #expect(texts(token.claims[VisaRules.claim]).count >= 2)
    }

    @Test("They say what was learnt and accepted, until they run out", .enabled(if: areThere))
    func meaning() throws {
        let passport = try Self.passport(["researcher.jwt", "terms.jwt", "role_es256.jwt"])
        #expect(passport.trainingLastDay == Moment(seconds: 1_795_253_176)?.day)
        #expect(passport.agreements == ["a-1"])
        let later = try Self.passport(["researcher.jwt", "terms.jwt"], at: 1_795_253_176)
        #expect(later.refused == [.expired, .expired])
        #expect(later.trainingLastDay == nil)
        #expect(later.agreements.isEmpty)
    }
}

@Suite("Visas signed here")
struct PassportTests {
    private static let issuer = "https://visas.example"
    private static let now = 1_800_000_000

    private static func signer(_ number: UInt8) throws -> Ed25519PrivateKey {
        try Ed25519PrivateKey(seed: [UInt8](repeating: number, count: 32))
    }

    /// A visa about `alice`, valid for an hour, with changes.
    private static func visa(
        _ object: JSONObject, subject: String = "alice", issuer: String = issuer, header: JSONObject = [:],
        key: UInt8 = 1
    ) throws -> String {
        var whole: JSONObject = ["asserted": .integer(now - 100), "source": "https://ror.example", "value": "v"]
        for name in object.keys { whole[name] = object[name] }
        var head: JSONObject = ["alg": "EdDSA", "typ": "vnd.ga4gh.visa+jwt", "kid": "k"]
        for name in header.keys { head[name] = header[name] }
        let claims: JSONValue = [
            "iss": .string(issuer), "sub": .string(subject), "exp": .integer(now + 3_600), "iat": .integer(now),
            "ga4gh_visa_v1": .object(whole),
        ]
        let signed = "\(Base64.encodeURL(JSONValue.object(head).bytes())).\(Base64.encodeURL(claims.bytes()))"
        return "\(signed).\(Base64.encodeURL(try signer(key).sign(Array(signed.utf8))))"
    }

    private static func passport(_ texts: [String], subjects: JSONValue = "same") throws -> Passport {
        let rules = try VisaRules(
            JSONCursor([
                "issuers": [["issuer": .string(issuer), "keys": "k.json", "subjects": subjects]], "training": [],
                "agreements": [],
            ]))
        let key: JSONValue = [
            "kty": "OKP", "crv": "Ed25519", "kid": "k",
            "x": .string(Base64.encodeURL(try signer(1).publicKey.rawRepresentation)),
        ]
        let keys = try JSONWebKeySet(json: ["keys": [key]])
        return Passport(
            texts, of: Visa.Holder(issuer: "https://login.example", subject: "alice"), under: rules,
            keys: [issuer: { _ in keys }], now: try #require(Moment(seconds: now)), leeway: 60)
    }

    private static let role: JSONObject = [
        "type": "AffiliationAndRole", "value": "faculty@a.example;staff", "by": "so",
    ]

    @Test(
        "A condition is met by constants, patterns and parts of a list, in any of its lists with all of its clauses",
        arguments: [
            ([[["type": "AffiliationAndRole", "value": "const:faculty@a.example;staff"]]], true),
            ([[["type": "AffiliationAndRole", "value": "const:faculty@a.example"]]], false),
            ([[["type": "AffiliationAndRole", "value": "pattern:faculty@*"]]], true),
            ([[["type": "AffiliationAndRole", "value": "pattern:?aculty@a.example;staf?"]]], true),
            ([[["type": "AffiliationAndRole", "value": "pattern:faculty@a.example"]]], false),
            ([[["type": "AffiliationAndRole", "value": "pattern:*a*a*a*"]]], true),
            ([[["type": "AffiliationAndRole", "value": "pattern:*a*a*a*z"]]], false),
            ([[["type": "AffiliationAndRole", "value": "split_pattern:sta??"]]], true),
            ([[["type": "AffiliationAndRole", "value": "split_pattern:sta?"]]], false),
            ([[["type": "affiliationAndRole", "value": "pattern:*"]]], false),
            ([[["type": "AffiliationAndRole", "by": "const:so", "source": "const:https://ror.example"]]], true),
            ([[["type": "AffiliationAndRole", "by": "const:so", "source": "const:https://else.example"]]], false),
            (
                [
                    [
                        ["type": "AffiliationAndRole", "by": "const:so"],
                        ["type": "ResearcherStatus", "by": "const:so"],
                    ],
                    [["type": "AffiliationAndRole", "by": "const:so"]],
                ], true
            ),
            ([[["type": "AffiliationAndRole", "by": "const:so"], ["type": "Missing", "by": "const:so"]]], false),
            ([], true),
        ] as [(JSONValue, Bool)])
    func conditions(conditions: JSONValue, isMet: Bool) throws {
        let grant: JSONObject = ["type": "ControlledAccessGrants", "conditions": conditions]
        let passport = try Self.passport([Self.visa(grant), Self.visa(Self.role)])
        #expect(passport.visas.contains { $0.type == "ControlledAccessGrants" } == isMet)
        #expect(passport.refused == (isMet ? [] : [.unmetCondition]))
    }

    @Test(
        "A condition that cannot be read is not passed over",
        arguments: [
            [[]], [[["type": "A"]]], [[["type": "A", "value": "v"]]], [[["type": "A", "value": "regex:v"]]], "x",
            [["x"]],
            [[["type": "A", "value": "const:v", "more": 1]]],
        ] as [JSONValue])
    func unreadable(conditions: JSONValue) throws {
        let grant: JSONObject = ["type": "ControlledAccessGrants", "conditions": conditions]
        #expect(try Self.passport([Self.visa(grant)]).refused == [.malformed])
    }

    @Test("Visas with conditions do not hold each other up")
    func circles() throws {
        let other = { (type: String) -> JSONValue in [[["type": .string(type), "value": "const:v"]]] }
        let passport = try Self.passport([
            Self.visa(["type": "A", "conditions": other("B")]), Self.visa(["type": "B", "conditions": other("A")]),
        ])
        #expect(passport.visas.isEmpty)
        #expect(passport.refused == [.unmetCondition, .unmetCondition])
    }

    @Test("Another person's visa counts only where one about the holder links the two names")
    func links() throws {
        let other = try Self.visa(Self.role, subject: "4321")
        let link: (String) -> JSONObject = {
            [
                "type": "LinkedIdentities",
                "value": .string("x,https%3A%2F%2Fx.example;\($0),https%3A%2F%2Fvisas.example"),
            ]
        }
        #expect(try Self.passport([other]).refused == [.otherPerson])
        #expect(try Self.passport([other, Self.visa(link("4321"))]).refused.isEmpty)
        #expect(try Self.passport([other, Self.visa(link("432"))]).refused == [.otherPerson])
        // A stranger's word about a stranger links nobody.
        let foreign = try Self.visa(link("4321"), subject: "mallory")
        #expect(try Self.passport([other, foreign]).refused == [.otherPerson, .otherPerson])
        // Where its issuer gives names of its own, even the same name is another's.
        #expect(try Self.passport([Self.visa(Self.role)], subjects: "linked").refused == [.otherPerson])
    }

    @Test("What is wrong with a visa has its own name")
    func faults() throws {
        let faults: [(String, VisaRefusal)] = [
            (try Self.visa(Self.role, key: 2), .wrongSignature),
            (try Self.visa(Self.role, header: ["kid": "z"]), .unknownKey),
            (try Self.visa(Self.role, header: ["alg": "RS256"]), .wrongAlgorithm),
            (try Self.visa(Self.role, header: ["alg": "HS256"]), .wrongAlgorithm),
            (try Self.visa(Self.role, header: ["alg": "none"]), .unsigned),
            (try Self.visa(Self.role, header: ["typ": "at+jwt"]), .wrongType),
            (try Self.visa(Self.role, header: ["jku": "https://evil.example"]), .foreignKey),
            (try Self.visa(Self.role, header: ["jwk": ["kty": "OKP"]]), .foreignKey),
            (try Self.visa(Self.role, issuer: "https://visas.example/"), .otherIssuer),
            (try Self.visa(["type": "A", "asserted": .integer(Self.now + 61)]), .notYet),
            (try Self.visa(["type": 1]), .malformed), (try Self.visa(["type": "A", "by": 1]), .malformed),
            ("", .malformed),
            ("a.b.c", .malformed),
        ]
        for (text, refusal) in faults { #expect(try Self.passport([text]).refused == [refusal]) }
        #expect(try Self.passport([Self.visa(Self.role, header: ["typ": "JWT"])]).refused.isEmpty)
        #expect(Set(VisaRefusal.allCases.map(\.code)).count == VisaRefusal.allCases.count)
    }

    @Test("No more visas are looked at than twenty")
    func bounded() throws {
        let many = try [String](repeating: Self.visa(Self.role), count: 30)
        #expect(try Self.passport(many).visas.count == 20)
    }
}
