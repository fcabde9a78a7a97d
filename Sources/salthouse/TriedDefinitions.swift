import Catalogue
import QueryEngines

/// Every derived variable that would be served must do what its own examples say, also after a dataset was loaded anew.
enum TriedDefinitions {
    /// Throws in words for the operator, before anything is published.
    static func check(_ catalogue: Catalogue) throws(CommandError) {
        for dataset in catalogue.datasets {
            for variable in dataset.variables where variable.derivation != nil {
                let name = VariableName(dataset: dataset.id, name: variable.name)
                do throws(DefinitionTrial.Fault) { try DefinitionTrial.run(name, in: catalogue) } catch {
                    throw .failed(
                        "the derived variable `\(name)`: \(error.message)\ncorrect the definition, or take it out with "
                            + "`--drop-derived \(name)`; nothing was changed")
                }
            }
        }
    }
}
