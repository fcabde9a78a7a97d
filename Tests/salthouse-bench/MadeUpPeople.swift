import Catalogue
import JSON

/// People and what happened to them, from a formula that `deploy/bench.d/engine.py` states once more in SQL: whole
/// numbers below 2⁴⁷ only, so that every program computes the same.
struct MadeUpPeople {
    let people: Int

    static func borough(_ person: Int) -> Int { person * 7_919 % 10_007 % 6 }
    static func ageGroup(_ person: Int) -> Int { person * 6_101 % 10_009 % 10 }
    static func sex(_ person: Int) -> Int { person * 5_303 % 10_037 % 2 }

    /// Three events on average: four of ten people have none, one of eight has eleven, one of two hundred twenty-four.
    static func events(_ person: Int) -> Int {
        switch person * 4_201 % 10_039 % 1_000 {
        case 0..<380: 0
        case 380..<580: 1
        case 580..<730: 3
        case 730..<865: 6
        case 865..<995: 11
        default: 24
        }
    }

    /// A square, so that the months of one person's events repeat as chance would have it.
    ///
    /// - Parameter event: 32 × the person's number and the number of the event.
    static func month(_ event: Int) -> Int {
        let number = event % 1_000_003
        return number * number % 1_000_003 % 36
    }
    static func type(_ event: Int) -> Int { event * 99_991 % 1_000_033 % 4 }

    /// The declarations of people and of events.
    ///
    /// - Parameter cells: C, in how many cells one person may count.
    static func declarations(people: Int, cells: Int) throws(JSONError) -> [JSONValue] {
        let common = """
            "tier":"synthetic","population":\(people),"asOf":"2026-03","unit":"person",
            "controllers":[{"id":"nobody","name":"Nobody","covers":"made-up people"}],
            "key":{"column":"id","identifier":"opaque"}
            """
        func codes(_ count: Int) -> String { (0..<count).map { #"{"code":"\#($0)"}"# }.joined(separator: ",") }
        func variable(_ name: String, _ count: Int) -> String {
            #"{"name":"\#(name)","title":"\#(name)","type":"code","column":"\#(name)","codes":[\#(codes(count))]}"#
        }
        let person = """
            {"id":"person","title":"People",\(common),"rowsPerUnit":"one","register":true,
             "variables":[\(variable("borough", 6)),\(variable("age", 10)),\(variable("sex", 2))]}
            """
        let event = """
            {"id":"event","title":"Events",\(common),"rowsPerUnit":"many","time":"month",
             "bounds":{"perCell":24,"cells":\(cells)},
             "variables":[{"name":"month","title":"Month","type":"month","column":"month","from":"2023-04","to":"2026-03"},
              \(variable("type", 4))]}
            """
        var declarations: [JSONValue] = []
        for text in [person, event] {
            declarations.append(try JSONValue(parsing: Array(text.utf8), limits: .document))
        }
        return declarations
    }
}
