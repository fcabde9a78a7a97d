package import JSON

extension SmallRegion {
    /// The declarations of the small region's datasets.
    package static func declarations() throws(JSONError) -> [JSONValue] {
        var result: [JSONValue] = []
        for text in [household, person, consent, careEvent, condition, fireVisit, cohort] {
            result.append(try JSONValue(parsing: Array(text.utf8), limits: .document))
        }
        return result
    }

    private static let controllers = #""controllers":[{"id":"icb","name":"ICB","covers":"everyone"}]"#
    private static let common = #""tier":"pseudonymised","population":100000,"asOf":"2026-03",\#(controllers)"#

    private static let household = #"""
        {"id":"household","title":"Households",\#(common),"unit":"household","rowsPerUnit":"one","register":true,
         "key":{"column":"household_id","identifier":"opaque"},"variables":[
          {"name":"tenure","title":"Tenure","type":"code","column":"tenure",
           "codes":[{"code":"own"},{"code":"rent"}],"missing":{"notStated":[""]}},
          {"name":"imd","title":"Deprivation","type":"code","column":"imd","ordered":true,
           "codes":[{"code":"1"},{"code":"2"},{"code":"3"},{"code":"4"}],
           "groupings":[{"name":"half","groups":[{"code":"worse","of":["1","2"]},{"code":"better","of":["3","4"]}]}]},
          {"name":"rooms","title":"Rooms","type":"integer","measuredIn":"room","column":"rooms","from":1,"to":9,
           "groupings":[{"name":"few","edges":[1,4]}]}]}
        """#

    private static let person = #"""
        {"id":"person","title":"People",\#(common),"unit":"person","rowsPerUnit":"one","register":true,
         "key":{"column":"person_id","identifier":"opaque"},
         "links":[{"role":"household","dataset":"household","column":"household_id","maximumPerTarget":12},
          {"role":"mother","dataset":"person","column":"mother_id","maximumPerTarget":20},
          {"role":"father","dataset":"person","column":"father_id","maximumPerTarget":20}],
         "presence":{"entry":"registered","exit":"left"},
         "variables":[
          {"name":"smoker","title":"Smoker","type":"flag","column":"smoker","source":"generalPractice",
           "missing":{"notStated":[""]}},
          {"name":"registered","title":"Registered","type":"month","column":"registered",
           "from":"2024-01","to":"2026-03","missing":{"notStated":[""]}},
          {"name":"left","title":"Left or died","type":"month","column":"left",
           "from":"2024-01","to":"2026-03","missing":{"notYet":[""]}},
          {"name":"sex","title":"Sex","type":"code","column":"sex",
           "codes":[{"code":"F","title":"Female"},{"code":"M","title":"Male"}],"missing":{"notStated":[""]}},
          {"name":"carer","title":"Carer","type":"flag","column":"carer","missing":{"notStated":[""]}},
          {"name":"birthMonth","title":"Month of birth","type":"month","column":"birth_month",
           "from":"1930-01","to":"2026-03","addressable":false,"missing":{"notStated":[""]}},
          {"name":"age","title":"Age","type":"age","of":"birthMonth","maximum":90,"addressable":false,"groupings":[
           {"name":"tenYear","edges":[0,10,20,30,40,50,60,70,80,90]},{"name":"broad","edges":[0,18,65]}]},
          {"name":"area","title":"Area","type":"area","vintage":"2021","column":"area",
           "codes":[{"code":"L1"},{"code":"L2"},{"code":"L3"},{"code":"L4"},{"code":"L5"},{"code":"L6"}],"groupings":[
           {"name":"ward","groups":[{"code":"W1","of":["L1","L2"]},{"code":"W2","of":["L3","L4"]},
            {"code":"W3","of":["L5","L6"]}]},
           {"name":"borough","groups":[{"code":"B1","of":["L1","L2","L3","L4"]},{"code":"B2","of":["L5","L6"]}]}]},
          {"name":"borough","title":"Borough","type":"area","view":{"of":"area","grouping":"borough"}}]}
        """#

    private static let consent = #"""
        {"id":"consent","title":"Consents",\#(common),"unit":"person","rowsPerUnit":"one",
         "key":{"column":"person_id","identifier":"opaque"},"variables":[
          {"name":"status","title":"Status","type":"code","column":"status","codes":[{"code":"a"},{"code":"b"}]}]}
        """#

    private static let careEvent = #"""
        {"id":"care_event","title":"Care events",\#(common),"unit":"person","rowsPerUnit":"many",
         "key":{"column":"person_id","identifier":"opaque"},"time":"date",
         "bounds":{"perCell":\#(eventBounds.perCell),"cells":\#(eventBounds.cells)},"variables":[
          {"name":"date","title":"Date","type":"date","column":"date","from":"2025-01-01","to":"2025-06-30",
           "addressable":false},
          {"name":"month","title":"Month","type":"month","view":{"of":"date","grouping":"month"}},
          {"name":"type","title":"Type","type":"code","column":"type",
           "codes":[{"code":"AE","title":"A and E"},{"code":"EM","title":"Emergency"},{"code":"EL","title":"Elective"}]},
          {"name":"losDays","title":"Length of stay","type":"integer","measuredIn":"day","column":"los","from":0,"to":20,
           "missing":{"notStated":[""]},"addressable":false,"groupings":[{"name":"bands","edges":[0,1,3,7]}]}]}
        """#

    private static let condition = #"""
        {"id":"gp_condition","title":"Conditions",\#(common),"unit":"person","rowsPerUnit":"many",
         "key":{"column":"person_id","identifier":"opaque"},"source":"generalPractice",
         "presence":{"entry":"first","exit":"resolved"},
         "bounds":{"perCell":2,"cells":2},"variables":[
          {"name":"first","title":"First month","type":"month","column":"first","from":"2024-01","to":"2026-03"},
          {"name":"resolved","title":"Resolved in","type":"month","column":"resolved","from":"2024-01","to":"2026-03",
           "missing":{"notYet":[""]}},
          {"name":"group","title":"Group","type":"code","column":"group",
           "codes":[{"code":"c1"},{"code":"c2"},{"code":"c3"}]}]}
        """#

    private static let fireVisit = #"""
        {"id":"fire_visit","title":"Fire visits",\#(common),"unit":"household","rowsPerUnit":"many",
         "key":{"column":"household_id","identifier":"opaque"},"time":"month","bounds":{"perCell":2,"cells":2},
         "variables":[{"name":"month","title":"Month","type":"month","column":"month","from":"2025-01","to":"2025-12"}]}
        """#

    private static let cohort = #"""
        {"id":"cohort","title":"Families in a study",\#(common),"unit":"person","rowsPerUnit":"one",
         "key":{"column":"person_id","identifier":"opaque"},
         "consents":[{"variable":"cohort.agreed","granted":["all","some"]},
          {"variable":"cohort.agreed","granted":["all"],"covers":["care_event"]}],
         "variables":[
          {"name":"agreed","title":"Agreed to","type":"code","column":"agreed",
           "codes":[{"code":"all"},{"code":"some"},{"code":"none"}]},
          {"name":"weight","title":"Birth weight","type":"integer","measuredIn":"hectogram","column":"weight",
           "from":20,"to":50,"missing":{"notStated":[""]},"groupings":[{"name":"low","edges":[20,25]}]}]}
        """#

    /// Public numbers: how many people live in each borough, by sex and age.
    package static let references = [
        #"""
        {"id":"census@1","title":"Census","source":"made up","counts":"person",
         "dimensions":[{"variable":"person.borough","grouping":"finest"},{"variable":"person.sex","grouping":"finest"},
          {"variable":"person.age","grouping":"broad"}],
         "numbers":[["B1","F","a0-17",100],["B1","F","a18-64",300],["B1","F","a65+",90],
          ["B1","M","a0-17",110],["B1","M","a18-64",310],["B1","M","a65+",70],
          ["B2","F","a0-17",40],["B2","F","a18-64",120],["B2","F","a65+",60],["B2","M","a18-64",130]]}
        """#,
        #"""
        {"id":"standard@1","title":"Standard population","source":"made up","counts":"person",
         "dimensions":[{"variable":"person.age","grouping":"broad"}],
         "numbers":[["a0-17",20],["a18-64",60],["a65+",20]]}
        """#,
    ]
}
