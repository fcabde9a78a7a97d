import Identity
import JSON
import Testing

@Suite("What a sign-in service says when it is asked about tokens")
struct TokenAnswersTests {
    private static func word(_ advice: TokenAnswers.Advice) -> String {
        switch advice {
        case .known: "known"
        case .ask: "ask"
        case .refuse: "refuse"
        }
    }

    @Test("is remembered for as long as declared")
    func memory() {
        var memory = TokenAnswers(keepingFor: 30)
        #expect(Self.word(memory.advice(for: "a", at: 100)) == "ask")
        memory.note(["active": true], for: "a", at: 101)
        #expect(Self.word(memory.advice(for: "a", at: 130)) == "known")
        #expect(Self.word(memory.advice(for: "b", at: 130)) == "ask")
        #expect(Self.word(memory.advice(for: "a", at: 131)) == "ask")
    }

    @Test("is asked again by each where nothing is to be remembered")
    func none() {
        var memory = TokenAnswers(keepingFor: 0)
        _ = memory.advice(for: "a", at: 100)
        memory.note(["active": true], for: "a", at: 100)
        #expect(Self.word(memory.advice(for: "a", at: 100)) == "ask")
    }

    @Test("is not asked for by more than a few at the same time, nor just after a failure")
    func bounded() {
        var memory = TokenAnswers(keepingFor: 30)
        for number in 0..<TokenAnswers.mostAsking {
            #expect(Self.word(memory.advice(for: "\(number)", at: 100)) == "ask")
        }
        #expect(Self.word(memory.advice(for: "more", at: 100)) == "refuse")
        memory.note(nil, for: "0", at: 100)
        #expect(Self.word(memory.advice(for: "more", at: 104)) == "refuse")
        #expect(Self.word(memory.advice(for: "more", at: 105)) == "ask")
    }

    @Test("fills no memory: old answers go first, and then all")
    func full() {
        var memory = TokenAnswers(keepingFor: 30)
        for number in 0...TokenAnswers.mostAnswers {
            _ = memory.advice(for: "\(number)", at: 100)
            memory.note(["active": false], for: "\(number)", at: 100)
        }
        #expect(Self.word(memory.advice(for: "1", at: 100)) == "ask")
        #expect(Self.word(memory.advice(for: "\(TokenAnswers.mostAnswers)", at: 100)) == "known")
    }

    @Test(
        "is asked for with every byte in its place",
        arguments: [("aZ09-._~", "aZ09-._~"), ("a b+c/d=", "a%20b%2bc%2fd%3d"), ("é:@[`{", "%c3%a9%3a%40%5b%60%7b")])
    func encoding(text: String, encoded: String) {
        #expect(Introspection.formEncoded(text) == encoded)
    }
}
