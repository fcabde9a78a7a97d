/// The ethnic category codes of the NHS Data Dictionary, and how common each is in the demo.
enum DemoEthnicity {
    static let all: [(code: String, title: String, group: String)] = [
        ("A", "White: British", "white"), ("B", "White: Irish", "white"), ("C", "Any other White background", "white"),
        ("D", "White and Black Caribbean", "mixed"), ("E", "White and Black African", "mixed"),
        ("F", "White and Asian", "mixed"), ("G", "Any other mixed background", "mixed"), ("H", "Indian", "asian"),
        ("J", "Pakistani", "asian"), ("K", "Bangladeshi", "asian"), ("L", "Any other Asian background", "asian"),
        ("M", "Caribbean", "black"), ("N", "African", "black"), ("P", "Any other Black background", "black"),
        ("R", "Chinese", "other"), ("S", "Any other ethnic group", "other"),
    ]

    static let groups: [(code: String, title: String)] = [
        ("white", "White"), ("mixed", "Mixed"), ("asian", "Asian or Asian British"),
        ("black", "Black or Black British"),
        ("other", "Other ethnic groups"),
    ]

    /// Five ways in which feeds say that nobody asked.
    static let notStated = ["", "Z", "99", "Not stated", "NULL"]

    private static let liverpool = [770, 12, 50, 8, 8, 6, 6, 18, 10, 4, 14, 6, 28, 8, 18, 34]
    private static let elsewhere = [938, 9, 17, 4, 2, 4, 3, 5, 2, 1, 3, 1, 3, 1, 4, 3]

    static func weights(borough: Int) -> [Int] {
        DemoBorough.all[borough].name == "Liverpool" ? liverpool : elsewhere
    }
}
