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

    /// Of a thousand people, as the five groups of the Census of 2021 have it (OGL v3.0), which counts Chinese as Asian.
    private static let liverpool = [772, 14, 54, 9, 10, 8, 8, 16, 8, 4, 12, 5, 23, 7, 17, 33]
    private static let elsewhere = [934, 7, 16, 3, 3, 5, 3, 5, 2, 2, 3, 1, 3, 1, 5, 7]

    static func weights(borough: Int) -> [Int] {
        DemoBorough.all[borough].name == "Liverpool" ? liverpool : elsewhere
    }
}
