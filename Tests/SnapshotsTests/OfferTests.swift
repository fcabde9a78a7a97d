import Catalogue
import Testing

@testable import Snapshots

@Suite("A load hands its generation to the process that holds the log")
struct OfferTests {
    /// A yard with one published generation, and an offer of a second that nobody has looked at.
    private struct Case {
        let yard: Yard
        let first: String
        let offer: GenerationOffer
        /// The right to write, which the load keeps while it waits.
        let workspace: LoaderWorkspace

        init() throws {
            yard = try Yard()
            first = try yard.publish([([0, 1], Yard.codes(0..<2))]).id
            workspace = try yard.store.lock()
            offer = GenerationOffer(
                try yard.store.stage(yard.store.currentDraft(), in: workspace), optOutDay: "2026-11-20")
            try yard.store.offer(offer)
        }

        func answer(_ answer: GenerationOffer.Answer) throws -> GenerationOffer? {
            var lent: GenerationOffer?
            try yard.store.answerOffer {
                lent = $0
                return answer
            }
            return lent
        }
    }

    @Test("it waits, is lent with its day, and is gone once it is published")
    func published() throws {
        let c = try Case()
        #expect(try c.yard.store.standing(of: c.offer) == .waiting)
        #expect(try c.answer(.notNow) == c.offer)
        #expect(try c.yard.store.standing(of: c.offer) == .waiting)
        try c.yard.store.answerOffer { offer in
            (try? c.yard.store.publish(offer.staged)) == nil ? .notNow : .published
        }
        #expect(try c.yard.store.standing(of: c.offer) == .published)
        #expect(try c.yard.store.currentIdentifier() == c.offer.staged.id)
        #expect(try c.answer(.published) == nil)
    }

    @Test("a refusal tells its reason, and the old generation serves")
    func refused() throws {
        let c = try Case()
        #expect(try c.answer(.refused("because")) == c.offer)
        #expect(try c.yard.store.standing(of: c.offer) == .refused("because"))
        #expect(try c.yard.store.currentIdentifier() == c.first)
        // The reason of an earlier offer is not that of a later one.
        try c.yard.store.offer(c.offer)
        #expect(try c.yard.store.standing(of: c.offer) == .waiting)
    }

    @Test("one that is withdrawn is lent to nobody")
    func withdrawn() throws {
        let c = try Case()
        try c.yard.store.withdrawOffer()
        #expect(try c.answer(.published) == nil)
        #expect(try c.yard.store.standing(of: c.offer) == .refused("it was not taken in time, and is withdrawn"))
    }

    @Test("what a killed load left on offer goes when the next one begins: it would lose what that one adds")
    func killed() throws {
        let yard = try {
            let c = try Case()
            return c.yard
        }()
        #expect(try yard.store.lock().store.directory == yard.store.directory)
        var lent = false
        try yard.store.answerOffer { _ in
            lent = true
            return .published
        }
        #expect(!lent)
    }

    @Test("a file that names something outside the folder is not an offer", arguments: ["../x", ".."])
    func elsewhere(name: String) {
        let digest = String(repeating: "0", count: 64)
        #expect(StagedGeneration(named: name, digest: digest) == nil)
        #expect(StagedGeneration(named: "1-a", digest: digest) != nil)
        #expect(StagedGeneration(named: "1-a", digest: "00") == nil)
    }
}
