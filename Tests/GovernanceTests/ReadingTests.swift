import JSON
import Testing

@testable import Governance

@Suite struct `The reading grade` {
    /// Syllables by ear, as dictionaries part the words.
    private static let syllables: [(Int, String)] = [
        (1, "a the be we made makes asked called clothes whole these were are one once use used eye they you shed"),
        (1, "friend field guard guide build through thought strengths tier health births need please world stay year"),
        (2, "uses changes wanted needed table tables centre people household something sometimes sometime"),
        (
            2,
            "safely useful player beyond buying going being isn't didn't doesn't science client quiet language special"
        ),
        (2, "region question patient union business statement movement baseline someone hundred every nineteen equal"),
        (2, "boxes houses places reaches pages agreed valued argue handled careful homeless lifetime borough"),
        (3, "family analyse period radio various serious religious video area idea actual usual influence audience"),
        (3, "fluency studying everyone anyone management improvement disclosure admissions earlier carrier element"),
        (3, "document researcher agreement requirement quality violence behaviour financial official"),
        (4, "emergency society variety experience material January priority security community"),
        (4, "immediate evaluate accountable responsible anonymised everybody variable"),
        (5, "organisation university association approximately individual creativity"),
        (6, "responsibility accountability"),
    ]

    @Test(arguments: syllables) func `knows how many syllables a word has`(count: Int, words: String) {
        for word in words.split(separator: " ") {
            #expect(Syllables.count(word.lowercased()) == count, "\(word)")
        }
    }

    /// Passages with words, sentences and syllables counted by hand.
    @Test(arguments: [
        ("The cat sat on the mat.", 6, 1, 6, "-1.4"),
        // Wikipedia, “Flesch–Kincaid readability tests”: 13 words, 24 syllables, grade 11.3.
        ("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 13, 1, 24, "11.3"),
        // Abraham Lincoln, Gettysburg, 1863.
        (
            """
            Four score and seven years ago our fathers brought forth on this continent, a new nation, conceived in
            Liberty, and dedicated to the proposition that all men are created equal.
            """, 30, 1, 48, "15.0"
        ),
        // Jane Austen, Pride and Prejudice, 1813.
        (
            """
            It is a truth universally acknowledged, that a single man in possession of a good fortune must be in want of a
            wife.
            """, 23, 1, 33, "10.4"
        ),
        ("We asked 1,234 people. Nobody said no! Are they well?", 10, 3, 13, "1.1"),
    ])
    func `of a passage is what hand counts give`(
        text: String, words: Int, sentences: Int, syllables: Int, grade: String
    ) throws {
        let reading = Reading(text)
        #expect(reading.words == words && reading.sentences == sentences && reading.syllables == syllables)
        #expect(try #require(reading.json.object)["grade"] == .string(grade))
        #expect(reading.isEnglish)
    }

    @Test(arguments: [
        ("Dr. A. Smith saw 3.5 of them, e.g. in St. Helens.", 1),
        ("Ask on the 3rd. Then wait.", 2), ("Is it so? Yes!", 2), ("It is “good.” We like it (a lot). End", 3),
        ("One line\nand the next of it.", 1), ("A heading\n\nThe text.", 2), ("We do:\n- this\n- that\n1. more", 4),
        ("Version 1. 2 of 3 came.", 2), ("It is {project.state}. Use `a. B` or person.age.", 2), ("", 0), ("...", 0),
    ])
    func `sees sentences as people do`(text: String, sentences: Int) { #expect(Reading(text).sentences == sentences) }

    @Test(arguments: [
        ("person.registeredFrom", 1, 1), ("P-0007", 1, 1), ("{project.controllersNotSigned}", 1, 1),
        ("2026-03-31", 1, 1),
        ("`Content-Type: application/json`", 1, 1), ("12,345.67", 1, 1), ("https://example.org/a-b_c", 1, 1),
        ("**Important** <b>matter</b>", 2, 5), ("and/or", 2, 2), ("well-being", 1, 3), ("NHS", 1, 3), ("WWW", 1, 9),
        ("CIPHA", 1, 2), ("% — – & *", 0, 0), ("people’s", 1, 2), ("café", 1, 2), ("can't", 1, 1),
        ("/v1/charter", 1, 1),
        ("unitsOf", 1, 1), ("\u{200B}", 0, 0), ("e\u{301}", 1, 1),
    ])
    func `takes figures, names, marks and tags as a reader does`(text: String, words: Int, syllables: Int) {
        #expect(Reading(text).words == words && Reading(text).syllables == syllables, "\(Reading(text))")
    }

    @Test func `names the words and the sentence that cost most`() {
        let reading = Reading(
            "We look at care. The responsibility of organisations is universally accepted, and Organisations know. Good."
        )
        #expect(reading.hardWords == ["responsibility", "organisations", "universally", "accepted"])
        #expect(reading.longestSentence.hasPrefix("The responsibility") && reading.longestSentence.hasSuffix("know."))
        let many = Reading((0..<30).map { "elementary\(String(repeating: "a", count: $0))" }.joined(separator: " "))
        #expect(many.hardWords.count == 10)
    }

    @Test(arguments: [
        (true, "We count how many people go to hospital, so that help comes sooner to those who need it."),
        (true, "Carers by borough"),
        (false, "Wir zählen, wie viele Menschen in ein Krankenhaus gehen, damit Hilfe früher zu ihnen kommt."),
        (false, "Nous comptons les personnes qui vont à l'hôpital, afin que l'aide arrive plus tôt pour elles toutes."),
        (
            false,
            "Rydym yn cyfrif faint o bobl sy'n mynd i'r ysbyty, fel bod cymorth yn dod yn gynt i'r rhai sydd ei angen."
        ),
        (false, "Liczymy, ile osób trafia do szpitala, aby pomoc przyszła szybciej do tych, którzy jej potrzebują."),
        (false, "Мы считаем людей"), (false, "我们统计人数"), (false, "!"),
    ])
    func `is for English only`(isEnglish: Bool, text: String) {
        #expect(Reading(text).isEnglish == isEnglish)
        #expect((Reading(text).grade == nil) == !isEnglish)
    }

    @Test func `is rounded up, so that no text passes that is over the limit`() {
        let texts = (1...40).map { "We go to" + String(repeating: " the", count: $0) + " now." }
        for reading in texts.map({ Reading($0) }) {
            let exact = 0.39 * Double(reading.words) + 11.8 - 15.59
            let tenths = Double(reading.gradeTenths ?? 0) / 10
            #expect(tenths >= exact - 1e-9 && tenths - exact < 0.1 + 1e-9)
            #expect(Double(reading.grade ?? 0) >= tenths && Double(reading.grade ?? 0) - tenths < 1)
        }
    }

    @Test func `of any bytes is found without a trap, in time that grows with their length`() {
        var state: UInt64 = 7
        for _ in 0..<300 {
            let scalars = (0..<200).map { _ -> Character in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let marks = Array("aeiouy bcdst.!?{}`<>/-'\n1_É")
                return marks[Int(state >> 33) % marks.count]
            }
            let reading = Reading(String(scalars))
            #expect(reading.syllables >= reading.words && reading.words >= reading.sentences)
        }
    }
}

extension JSONValue {
    fileprivate var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
}
