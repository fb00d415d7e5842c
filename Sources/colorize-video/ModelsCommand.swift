import ArgumentParser
import ModelStore
import Net
import Weights

/// `colorize-video models …`: what the program knows of published weights, and what this machine has of them.
///
/// Throws `ModelStoreError` for what went wrong, `ValidationError` for wrong usage and `ExitCode` where everything has
/// been said; `Main` turns these into one line and exit codes 1, 2 and the one given.
struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List, fetch, add, check, remove and convert the networks' weights.",
        discussion: """
            The weights of lite are part of the program. Those of eccv16 and siggraph17 are their authors' (BSD-2-Clause, \
            as the release they come from: https://github.com/richzhang/colorization), likewise those of ddcolor-tiny, \
            ddcolor-artistic and ddcolor-modelscope (Apache-2.0; https://github.com/piddnad/DDColor). They are \
            downloaded only by `models fetch`.

            They are kept in $XDG_CACHE_HOME/colorize-video, by default ~/.cache/colorize-video. https_proxy and the \
            other settings of curl are honoured. COLORIZE_VIDEO_MODEL_MIRROR=https://host/folder asks that folder \
            instead of the networks' own addresses.
            """,
        subcommands: [List.self, Fetch.self, Add.self, Verify.self, Path.self, Remove.self, Convert.self],
        defaultSubcommand: List.self,
        helpNames: [.short, .long])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show what is known and what is installed (default).")

        func run() throws {
            let store = try ModelsEnvironment.store()
            var rows = [["NAME", "SIZE", "LICENCE", "STATE", "WHAT", "TRAINED ON"]]
            let lite = ColorizerModel.lite.description
            rows.append([
                ColorizerModel.lite.rawValue, ModelsText.megabytes(WeightTable.embeddedLiteByteCount), lite.license,
                "in the program", lite.summary, lite.training,
            ])
            for model in store.models {
                let state =
                    switch store.state(of: model) {
                    case .missing: "not installed"
                    case .published: "installed"
                    case .custom: "installed (your own file)"
                    case .damaged: "damaged"
                    }
                rows.append([
                    model.name, ModelsText.megabytes(model.byteCount), model.license, state, model.summary,
                    model.training,
                ])
            }
            print(ModelsText.table(rows))
            print("Folder: \(store.directory)")
        }
    }

    struct Fetch: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Download published weights.",
            discussion: """
                Each model has several addresses, tried in turn. A download that breaks off goes on where it stopped, \
                also when the command is run again. The file gets its name when its SHA-256 is the published one; \
                anything else is refused. Needs the curl program.
                """)

        @Argument(help: "A name that `models` lists, or all.")
        var name: String

        func validate() throws {
            if name != "all" { try ModelsEnvironment.checkName(name) }
        }

        func run() throws {
            let store = try ModelsEnvironment.store()
            let models = name == "all" ? store.models : [try store.model(named: name)]
            var hasFailed = false
            for model in models {
                do {
                    try fetch(model, from: store)
                } catch let error as ModelStoreError where models.count > 1 {
                    // The others may be had all the same.
                    StandardError.complain(error.words)
                    hasFailed = true
                }
            }
            if hasFailed { throw ExitCode.failure }
        }

        private func fetch(_ model: KnownModel, from store: ModelStore) throws {
            var progress = ModelsProgress(name: model.name)
            do {
                let isNew = try store.fetch(
                    model, report: { progress.show($0) }, isCancelled: { Interruption.shared.hasHappened })
                progress.finish()
                print("\(model.name): \(isNew ? "installed" : "already there"): \(store.publishedPath(of: model))")
            } catch {
                progress.finish()
                switch error.code {
                case .invalidArgument: throw ValidationError(error.reason)
                case .interrupted: throw ExitCode(130)
                default: throw error
                }
            }
        }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a file of weights that you have into the store.",
            discussion: """
                A published file is known by its SHA-256, whatever it is called. Any other file is taken as well, with a \
                warning, if it has the tensors of a network that `models` lists: one that `models convert` made, or weights of \
                your own training; --model NAME then uses it, and adding another replaces it. The store holds either \
                the published file or one of your own: remove the one before you install the other. To use a file \
                without adding it: --weights FILE.
                """)

        @Argument(help: "A .pth file of PyTorch (either format) or a safetensors file.")
        var file: String

        func run() throws {
            let store = try ModelsEnvironment.store()
            let (model, isPublished) = try store.add(file)
            if !isPublished {
                StandardError.warn(
                    "\(file) is not the published file of \(model.name); taken because it has the same tensors")
            }
            print("\(model.name): installed: \(store.installedPath(for: model.name) ?? store.directory)")
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read what is installed and compare it with the SHA-256 it should have.")

        @Argument(help: "Only this model; all that are installed if left out.")
        var name: String?

        func validate() throws {
            if let name { try ModelsEnvironment.checkName(name) }
        }

        func run() throws {
            let store = try ModelsEnvironment.store()
            let models =
                if let name { [try store.model(named: name)] } else {
                    store.models.filter { store.state(of: $0) != .missing }
                }
            if models.isEmpty { print("nothing is installed in \(store.directory)") }
            var areSound = true
            for model in models {
                let isSound = try store.verify(model)
                areSound = areSound && isSound
                let advice = "damaged; run `colorize-video models remove \(model.name)`, then fetch or add it again"
                print("\(model.name): \(isSound ? "as it should be" : advice)")
            }
            if !areSound { throw ExitCode.failure }
        }
    }

    struct Path: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print where the weights of a model are.")

        @Argument(help: "A name that `models` lists.")
        var name: String

        func validate() throws {
            try ModelsEnvironment.checkName(name)
        }

        func run() throws {
            let store = try ModelsEnvironment.store()
            guard let path = store.installedPath(for: name) else {
                throw store.missing(name, operation: "find \(name)")
            }
            print(path)
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete the weights of a model, and what is left of a download that broke off.")

        @Argument(help: "A name that `models` lists.")
        var name: String

        func validate() throws {
            try ModelsEnvironment.checkName(name)
        }

        func run() throws {
            let store = try ModelsEnvironment.store()
            try store.remove(store.model(named: name))
            print("\(name): removed")
        }
    }
}
