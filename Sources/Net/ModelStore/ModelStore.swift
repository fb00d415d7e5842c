internal import Files
internal import Glibc
internal import Net
internal import Report
package import Weights

/// The folder that holds the weights of published networks: `$XDG_CACHE_HOME/colorize-video`, by default
/// `~/.cache/colorize-video`. Of each model it holds at most one file: the published one, under its own name, or
/// another the user added, as NAME.weights beside its SHA-256 in NAME.weights.sha256.
///
/// Nothing is downloaded but by `fetch`. Files get their names when they are whole and checked, and whoever changes the
/// store locks it.
package struct ModelStore: Sendable {
    /// What the store has of a model.
    package enum State: Sendable, Equatable {
        case missing
        /// The published file.
        case published(path: String)
        /// Another file, accepted because its tensors are this network's.
        case custom(path: String)
        /// A file of the published name and another length: cut short, or not put there by the store.
        case damaged(path: String)
    }

    /// The models it knows.
    package let models: [KnownModel]
    /// The folder; it need not exist.
    package let directory: String
    private let environment: [String: String]
    private let curl: String

    /// A store where the environment says: XDG_CACHE_HOME (if absolute, as XDG demands), else HOME.
    /// COLORIZE_VIDEO_MODEL_MIRROR is the address of a folder that is asked instead of the models' own addresses.
    /// Throws `fileSystem` if neither variable is set.
    package init(environment: [String: String], models: [KnownModel] = KnownModel.all) throws(ModelStoreError) {
        try self.init(environment: environment, models: models, curl: "curl")
    }

    init(environment: [String: String], models: [KnownModel], curl: String) throws(ModelStoreError) {
        let cache: String
        if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") {
            cache = folder
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            cache = "\(home)/.cache"
        } else {
            throw ModelStoreError(
                .fileSystem, operation: "find the model store",
                reason: "neither XDG_CACHE_HOME nor HOME is set to an absolute path")
        }
        directory = "\(cache)/colorize-video"
        self.models = models
        self.environment = environment
        self.curl = curl
    }

    /// The model of that name; throws `notInstalled` with the names there are.
    package func model(named name: String) throws(ModelStoreError) -> KnownModel {
        guard let model = models.first(where: { $0.name == name }) else {
            let names = models.map(\.name).joined(separator: ", ")
            throw ModelStoreError(
                .notInstalled, operation: "find \"\(name)\"", reason: "no such model; there are \(names)")
        }
        return model
    }

    /// Where the published file is or would be.
    package func publishedPath(of model: KnownModel) -> String { "\(directory)/\(model.fileName)" }

    private func customPath(of model: KnownModel) -> String { "\(directory)/\(model.name).weights" }
    private func customDigestPath(of model: KnownModel) -> String { "\(customPath(of: model)).sha256" }
    /// Where a download is kept that broke off: the one unfinished file whose name is known, so that the next can go
    /// on.
    private func partialPath(of model: KnownModel) -> String { "\(publishedPath(of: model)).partial" }

    /// Looks at names and lengths only; `verify` looks at the bytes.
    package func state(of model: KnownModel) -> State {
        let published = publishedPath(of: model)
        let count = FileSystem.byteCount(published)
        if count == model.byteCount { return .published(path: published) }
        let custom = customPath(of: model)
        if FileSystem.byteCount(custom) != nil { return .custom(path: custom) }
        return count == nil ? .missing : .damaged(path: published)
    }

    /// The file to read a model's weights from; nil if the store does not have it.
    package func installedPath(for name: String) -> String? {
        guard let model = models.first(where: { $0.name == name }) else { return nil }
        switch state(of: model) {
        case .published(let path), .custom(let path): return path
        case .missing, .damaged: return nil
        }
    }

    /// The weights of a model, which are its network's; nil if the store does not have them. Throws for a file that is
    /// damaged, as far as that shows without reading all of it, or cannot be read.
    package func weights(of model: KnownModel) throws(ModelStoreError) -> WeightTable? {
        switch state(of: model) {
        case .missing: return nil
        case .damaged(let path):
            throw ModelStoreError(
                .malformedWeights, operation: "load \(model.name)", path: path,
                reason: "is damaged: it has not the \(model.byteCount) bytes of the published file")
        case .published(let path), .custom(let path):
            let table = try Self.open(path)
            do throws(NetError) {
                try model.check(table)
            } catch {
                throw ModelStoreError(error)
            }
            return table
        }
    }

    /// The error for somebody who asked for a model that is not there, with advice how to get it.
    package func missing(_ name: String, operation: String) -> ModelStoreError {
        guard let model = models.first(where: { $0.name == name }) else {
            return ModelStoreError(
                .notInstalled, operation: operation,
                reason: "there is no model \(name); there are \(models.map(\.name).joined(separator: ", "))")
        }
        let isDamaged = if case .damaged = state(of: model) { true } else { false }
        return ModelStoreError(
            .notInstalled, operation: operation,
            reason: "the weights of \(name) are \(isDamaged ? "damaged" : "not installed")",
            advice: [.fetchModel(name, fileName: model.fileName, folder: directory)])
    }

    // MARK: Changing it

    /// Downloads the published file unless it is there already; answers whether it did.
    ///
    /// Throws `wrongWeights` if the user has added another file (it may be the only copy), `fetchFailed` with a line
    /// that says of each address why it did not do, `fileSystem` if the store cannot be written, `interrupted` if the
    /// download was. `isCancelled` is asked a few times a second.
    package func fetch(
        _ model: KnownModel, report: (ModelFetchProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false }
    ) throws(ModelStoreError) -> Bool {
        if case .published = state(of: model) { return false }
        let addresses = try addresses(of: model)
        return try withLock(patience: .zero) { () throws(ModelStoreError) in
            // Another fetch may just have ended.
            if case .published = state(of: model) { return false }
            try refuseToHideCustom(model)
            try withoutActuallyEscaping(report) { (report) throws(ModelStoreError) in
                try withoutActuallyEscaping(isCancelled) { (isCancelled) throws(ModelStoreError) in
                    try ModelDownload(
                        model: model, addresses: addresses, partialPath: partialPath(of: model),
                        environment: environment, curl: curl, isCancelled: isCancelled, report: report
                    ).run()
                }
            }
            do throws(FileError) {
                let name = OpenFolder.split(publishedPath(of: model)).name
                try OpenFolder(directory).publish(OpenFolder.split(partialPath(of: model)).name, as: name)
            } catch {
                throw ModelStoreError(error, operation: "fetch \(model.name)")
            }
            return true
        }
    }

    /// Runs `body` while no other process changes the store. Throws `fileSystem`, naming the process, if another goes
    /// on changing it for longer than `patience`.
    private func withLock<Result>(
        patience: Duration = .seconds(10), _ body: () throws(ModelStoreError) -> Result
    ) throws(ModelStoreError) -> Result {
        try FileSystem.makeDirectories(directory)
        let lock = try StoreLock(directory, patience: patience)
        defer { withExtendedLifetime(lock) {} }
        return try body()
    }

    private func refuseToHideCustom(_ model: KnownModel) throws(ModelStoreError) {
        guard case .custom(let path) = state(of: model) else { return }
        throw ModelStoreError(
            .wrongWeights, operation: "install \(model.name)",
            reason: "a file of your own is installed (\(path))", advice: [.removeModel(model.name)])
    }

    private func addresses(of model: KnownModel) throws(ModelStoreError) -> [String] {
        guard let mirror = environment["COLORIZE_VIDEO_MODEL_MIRROR"], !mirror.isEmpty else {
            return model.file.addresses
        }
        guard mirror.hasPrefix("http://") || mirror.hasPrefix("https://") else {
            throw ModelStoreError(
                .invalidArgument, operation: "fetch \(model.name)",
                reason: "COLORIZE_VIDEO_MODEL_MIRROR must begin with http:// or https://")
        }
        return ["\(mirror.hasSuffix("/") ? String(mirror.dropLast()) : mirror)/\(model.fileName)"]
    }

    /// Copies a file into the store; the answer says for which model, and whether as the published file or as another.
    ///
    /// The published file is known by its SHA-256 and gets its published name. Any other file in a format the program
    /// reads is taken if its tensors are exactly those of a known network, in place of one added before. Where a file
    /// of the one kind is installed, one of the other kind is refused. Throws `malformedWeights`, `wrongWeights`,
    /// `unreadableFile` or `fileSystem`.
    package func add(_ path: String) throws(ModelStoreError) -> (model: KnownModel, isPublished: Bool) {
        let digest = try FileSystem.sha256(path)
        if let model = models.first(where: { $0.file.sha256 == digest }) {
            try withLock { () throws(ModelStoreError) in
                try refuseToHideCustom(model)
                var file = try copy(path, to: publishedPath(of: model), digest: digest)
                try file.finish()
                try FileSystem.remove(partialPath(of: model))
            }
            return (model, true)
        }
        let model = try recognize(Self.open(path))
        try withLock { () throws(ModelStoreError) in
            if case .published = state(of: model) {
                throw ModelStoreError(
                    .wrongWeights, operation: "add weights", path: path,
                    reason: "the published weights of \(model.name) are installed and go first",
                    advice: [.removeModelOrNameWeights(model.name)])
            }
            var file = try copy(path, to: customPath(of: model), digest: digest)
            // Until the copy has its name either file is as it should be; a digest alone is nothing installed.
            try recordDigests([digest] + customDigests(of: model), of: model)
            try file.finish()
            try recordDigests([digest], of: model)
        }
        return (model, false)
    }

    /// The weights in a file.
    private static func open(_ path: String) throws(ModelStoreError) -> WeightTable {
        try ModelStoreError.reading { () throws(WeightsError) in try WeightsFile.open(path: path) }
    }

    private func recordDigests(_ digests: [String], of model: KnownModel) throws(ModelStoreError) {
        var record = try UnfinishedFile.begin(customDigestPath(of: model))
        try record.append(Array(digests.map { "\($0)  \(model.name).weights\n" }.joined().utf8))
        try record.finish()
    }

    /// What the user's file may have; none if there is no record.
    private func customDigests(of model: KnownModel) throws(ModelStoreError) -> [String] {
        let path = customDigestPath(of: model)
        guard FileSystem.byteCount(path) != nil else { return [] }
        var bytes: [UInt8] = []
        try FileSystem.read(path) { (chunk) throws(ModelStoreError) in bytes += chunk.prefix(max(0, 4096 - bytes.count))
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { String($0.prefix(64)) }
    }

    /// The model whose network has these tensors.
    private func recognize(_ table: WeightTable) throws(ModelStoreError) -> KnownModel {
        var complaints: [String] = []
        for model in models {
            do throws(NetError) {
                try model.check(table)
                return model
            } catch {
                complaints.append(error.reason)
            }
        }
        throw ModelStoreError(
            .wrongWeights, operation: "add weights", path: table.path, reason: complaints.joined(separator: "; "))
    }

    /// Compares the bytes on disk with the SHA-256 they should have. Throws `notInstalled` if there are none.
    package func verify(_ model: KnownModel) throws(ModelStoreError) -> Bool {
        switch state(of: model) {
        case .missing: throw notInstalled(model)
        case .damaged: return false
        case .published(let path): return try FileSystem.sha256(path) == model.file.sha256
        case .custom(let path):
            func isSound() throws(ModelStoreError) -> Bool {
                try customDigests(of: model).contains(FileSystem.sha256(path))
            }
            // Nobody changes a store that may not be written.
            return access(directory.systemPath, W_OK) == 0 ? try withLock(isSound) : try isSound()
        }
    }

    /// Removes all the store has of a model, and what was left of a download that broke off or of an `add` that was
    /// killed. Throws `notInstalled` if that is nothing.
    package func remove(_ model: KnownModel) throws(ModelStoreError) {
        guard FileSystem.isFolder(directory) else { throw notInstalled(model) }
        try withLock { () throws(ModelStoreError) in try removeLocked(model) }
    }

    private func removeLocked(_ model: KnownModel) throws(ModelStoreError) {
        for path in [publishedPath(of: model), customPath(of: model), customDigestPath(of: model)] {
            do throws(FileError) {
                try OutputClaim.clearLeftovers(of: OpenFolder.split(path).name, in: OpenFolder(directory))
            } catch {
                throw ModelStoreError(error, operation: "remove \(model.name)")
            }
        }
        let hadPublished = try FileSystem.remove(publishedPath(of: model))
        let hadPartial = try FileSystem.remove(partialPath(of: model))
        let hadCustom = try removeCustom(model)
        guard hadPublished || hadPartial || hadCustom else { throw notInstalled(model) }
    }

    private func notInstalled(_ model: KnownModel) -> ModelStoreError {
        missing(model.name, operation: "find \(model.name)")
    }

    private func removeCustom(_ model: KnownModel) throws(ModelStoreError) -> Bool {
        let had = try FileSystem.remove(customPath(of: model))
        try FileSystem.remove(customDigestPath(of: model))
        return had
    }

    /// `digest` is what the source had a moment ago: a copy of something else must not get the name.
    private func copy(_ source: String, to path: String, digest: String) throws(ModelStoreError) -> UnfinishedFile {
        let file = try UnfinishedFile.begin(path)
        try FileSystem.read(source) { (chunk) throws(ModelStoreError) in try file.append(chunk) }
        guard try FileSystem.sha256(file.writingPath) == digest else {
            throw ModelStoreError(
                .unreadableFile, operation: "add weights", path: source, reason: "changed while it was copied")
        }
        return file
    }
}
