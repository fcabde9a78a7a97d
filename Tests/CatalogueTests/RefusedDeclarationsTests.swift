import Catalogue
import JSON
import Testing

@Suite("A declaration that does not hang together is refused at the place of its fault")
struct RefusedDeclarationsTests {
    /// One change to the good declaration, and where the reader stops.
    static let faults: [(from: String, to: String, pointer: String)] = [
        (#""title":"People","#, #""title":"People","colour":"red","#, "/colour"),
        (#""id":"person","#, #""id":"Person","#, "/id"),
        (#""id":"person","#, "", "/id"),
        (#""tier":"pseudonymised""#, #""tier":"secret""#, "/tier"),
        (#""rowsPerUnit":"one""#, #""rowsPerUnit":"many""#, "/register"),
        (#""population":1000"#, #""population":0"#, "/population"),
        (#""population":1000"#, #""population":9007199254740991"#, "/population"),
        (#""population":1000"#, #""population":1000,"quality":{"colour":"red"}"#, "/quality/colour"),
        (#""population":1000"#, #""population":1000,"quality":{"round":"nothing"}"#, "/quality/round"),
        (
            #""population":1000"#, #""population":1000,"quality":{"plausible":[{"variable":"nothing","in":["F"]}]}"#,
            "/quality/plausible/0/variable"
        ),
        (
            #""population":1000"#, #""population":1000,"quality":{"plausible":[{"variable":"sex","in":["Q"]}]}"#,
            "/quality/plausible/0/in/0"
        ),
        (
            #""population":1000"#, #""population":1000,"quality":{"plausible":[{"variable":"sex","in":[]}]}"#,
            "/quality/plausible/0/in"
        ),
        (
            #""population":1000"#,
            #""population":1000,"quality":{"plausible":[{"variable":"sex","from":"F","to":"M"}]}"#,
            "/quality/plausible/0"
        ),
        (
            #""population":1000"#, #""population":1000,"quality":{"plausible":[{"variable":"age","from":"0"}]}"#,
            "/quality/plausible/0/to"
        ),
        (
            #""population":1000"#,
            #""population":1000,"quality":{"plausible":[{"variable":"age","from":"0","to":"999"}]}"#,
            "/quality/plausible/0/to"
        ),
        (
            #""population":1000"#,
            #""population":1000,"quality":{"plausible":[{"variable":"sex","in":["F"],"from":"F"}]}"#,
            "/quality/plausible/0"
        ),
        (
            #""population":1000"#,
            #""population":1000,"quality":{"plausible":[{"variable":"sex","in":["F"]},{"variable":"sex","in":["M"]}]}"#,
            "/quality/plausible/1"
        ),
        (#""asOf":"2026-03""#, #""asOf":"2026-13""#, "/asOf"),
        (#""maximumPerTarget":12"#, #""maximumPerTarget":0"#, "/links/0/maximumPerTarget"),
        (#""controllers":[{"id":"icb","name":"ICB","covers":"all"}]"#, #""controllers":[]"#, "/controllers"),
        (#""covers":"all"}"#, #""covers":"all","rows":{"variable":"sex","in":["F"]}}"#, "/controllers"),
        (
            #""covers":"all"}"#, #""covers":"all","rows":{"variable":"sex","in":["F","Q"]}}"#,
            "/controllers/0/rows/in/1"
        ),
        (
            #""covers":"all"}"#, #""covers":"all","rows":{"variable":"age","in":["F"]}}"#,
            "/controllers/0/rows/variable"
        ),
        (#""covers":"all"}"#, #""covers":"all","rows":{"variable":"sex","in":[]}}"#, "/controllers/0/rows/in"),
        (#"{"code":"F","title":"Female"}"#, #"{"code":"F","inFile":["M"]}"#, "/variables/1/codes/0/inFile/0"),
        (#"{"code":"M","title":"Male"}"#, #"{"code":"M","inFile":["m","m"]}"#, "/variables/1/codes/1/inFile/1"),
        (#"{"code":"M","title":"Male"}"#, #"{"code":"M","inFile":["X"]}"#, "/variables/1/missing/notStated/1"),
        (#""of":"birthMonth""#, #""of":"sex""#, "/variables/0/of"),
        (#""edges":[0,10,20,90]"#, #""edges":[0,20,10]"#, "/variables/0/groupings/0/edges/2"),
        (#""edges":[0,10,20,90]"#, #""edges":[5,10]"#, "/variables/0/groupings/0/edges/0"),
        (#""edges":[0,10,20,90]"#, #""edges":[0,111]"#, "/variables/0/groupings/0/edges/1"),
        (#""edges":[0,10,20,90]"#, #""edges":[]"#, "/variables/0/groupings/0/edges"),
        (#""maximum":110"#, #""maximum":9007199254740991"#, "/variables/0/maximum"),
        (#""name":"broad","edges""#, #""name":"tenYear","edges""#, "/variables/0/groupings/1/name"),
        (#"{"code":"M","title":"Male"}"#, #"{"code":"F","title":"Male"}"#, "/variables/1/codes/1"),
        (#"{"code":"M","title":"Male"}"#, #"{"code":"_M","title":"Male"}"#, "/variables/1/codes/1/code"),
        (#"{"code":"M","title":"Male"}"#, #"{"code":"é","title":"Male"}"#, "/variables/1/codes/1/code"),
        (#""notStated":["","X"]"#, #""notStated":["","F"]"#, "/variables/1/missing/notStated/1"),
        (#""notStated":["","X"]"#, #""notStated":["","none"]"#, "/variables/1/missing/notLinked/0"),
        (#""notStated":["","X"]"#, #""unknown":[""]"#, "/variables/1/missing/unknown"),
        (#""of":["M","F"]"#, #""of":["M"]"#, "/variables/1/groupings/0/groups"),
        (#""of":["M","F"]"#, #""of":["M","F","M"]"#, "/variables/1/groupings/0/groups/0/of/2"),
        (#""of":["M","F"]"#, #""of":["M","Q"]"#, "/variables/1/groupings/0/groups/0/of/1"),
        (#"{"code":"both","of""#, #"{"code":"F","of""#, "/variables/1/groupings/0"),
        (#""to":"2026-03","#, #""to":"1869-12","#, "/variables/2/to"),
        (#""to":"2026-03-31","#, #""to":"2026-02-30","#, "/variables/3/to"),
        (#""of":"seen","grouping":"month""#, #""of":"seen","grouping":"fortnight""#, "/variables/4/view/grouping"),
        (#""of":"seen","grouping":"month""#, #""of":"age","grouping":"tenYear""#, "/variables/4/view/of"),
        (#""vintage":"2021","#, "", "/variables/5/vintage"),
        (#""name":"carer""#, #""name":"sex""#, "/variables/8/name"),
        (#""type":"flag""#, #""type":"text""#, "/variables/8/type"),
        (#""column":"carer""#, #""column":"sex""#, ""),
        (#""column":"carer""#, #""column":"row_id""#, ""),
    ]

    @Test("each fault has its place", arguments: faults.indices)
    func fault(index: Int) throws {
        let fault = Self.faults[index]
        let parts = Declaration.text.split(separator: fault.from, maxSplits: 1, omittingEmptySubsequences: false)
        try #require(parts.count == 2, "the declaration holds no `\(fault.from)`")
        let text = parts.joined(separator: fault.to)
        let error = #expect(throws: CatalogueError.self) { try CatalogueReader.read(Declaration.parse(text)) }
        guard case .declaration(let problem) = error else {
            Issue.record("another kind of error: \(String(describing: error))")
            return
        }
        #expect(problem.pointer == fault.pointer, "\(problem.message)")
    }

    @Test("links lead to a declared dataset with one row for each unit")
    func links() throws {
        let person = try Declaration.dataset()
        #expect(throws: CatalogueError.linkLeadsNowhere(person.id, role: "household")) {
            try CatalogueReader.check([person])
        }
        #expect(throws: CatalogueError.repeatedDataset(person.id)) { try CatalogueReader.check([person, person]) }
    }

    @Test("a unit has one register")
    func registers() throws {
        let first = try Declaration.dataset()
        let other = Declaration.text.split(separator: #""id":"person""#, omittingEmptySubsequences: false)
            .joined(separator: #""id":"people""#)
        let second = try CatalogueReader.read(Declaration.parse(other))
        #expect(throws: CatalogueError.twoRegisters(.person)) { try CatalogueReader.check([first, second]) }
    }
}
