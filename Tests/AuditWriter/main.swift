import Foundation

exit(AuditWriter.run(Array(CommandLine.arguments.dropFirst())))
