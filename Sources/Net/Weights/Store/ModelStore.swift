import Glibc

/// The folder that holds the weights of published networks: `$XDG_CACHE_HOME/colorize-video`, by default
/// `~/.cache/colorize-video`. Of each model it holds at most one file: the published one, under its own name, or another
/// the user added, as NAME.weights beside its SHA-256 in NAME.weights.sha256.
///
/// Nothing is downloaded but by `fetch`. Files get their names when they are whole and checked.
public struct ModelStore: Sendable {
    /// What the store has of a model.
    public enum State: Sendable, Equatable {
        case missing
        /// The published file.
        case published(path: String)
        /// Another file, accepted because its tensors are this network's.
        case custom(path: String)
        /// A file of the published name and another length: cut short, or not put there by the store.
        case damaged(path: String)
    }

    /// The models it knows.
    public let models: [KnownModel]
    /// The folder; it need not exist.
    public let directory: String
    private let environment: [String: String]
    private let curl: String

    /// A store where the environment says: XDG_CACHE_HOME (if absolute, as XDG demands), else HOME.
    /// COLORIZE_VIDEO_MODEL_MIRROR is the address of a folder that is asked instead of the models' own addresses.
    /// Throws `fileSystem` if neither variable is set.
    public init(environment: [String: String], models: [KnownModel] = KnownModel.all) throws(NetError) {
        try self.init(environment: environment, models: models, curl: "curl")
    }

    init(environment: [String: String], models: [KnownModel], curl: String) throws(NetError) {
        let cache: String
        if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") {
            cache = folder
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            cache = "\(home)/.cache"
        } else {
            throw NetError(
                .fileSystem, operation: "find the model store",
                reason: "neither XDG_CACHE_HOME nor HOME is set to an absolute path")
        }
        directory = "\(cache)/colorize-video"
        self.models = models
        self.environment = environment
        self.curl = curl
    }

    /// The model of that name; throws `notInstalled` with the names there are.
    public func model(named name: String) throws(NetError) -> KnownModel {
        guard let model = models.first(where: { $0.name == name }) else {
            let names = models.map(\.name).joined(separator: ", ")
            throw NetError(
                .notInstalled, operation: "find \"\(name)\"", reason: "no such model; there are \(names)")
        }
        return model
    }

    /// Where the published file is or would be.
    public func publishedPath(of model: KnownModel) -> String { "\(directory)/\(model.fileName)" }

    private func customPath(of model: KnownModel) -> String { "\(directory)/\(model.name).weights" }
    private func customDigestPath(of model: KnownModel) -> String { "\(customPath(of: model)).sha256" }
    private func partialPath(of model: KnownModel) -> String { "\(publishedPath(of: model)).partial" }

    /// Looks at names and lengths only; `verify` looks at the bytes.
    public func state(of model: KnownModel) -> State {
        let published = publishedPath(of: model)
        let count = FileSystem.byteCount(published)
        if count == model.byteCount { return .published(path: published) }
        let custom = customPath(of: model)
        if FileSystem.byteCount(custom) != nil { return .custom(path: custom) }
        return count == nil ? .missing : .damaged(path: published)
    }

    /// The file to read a model's weights from; nil if the store does not have it.
    public func installedPath(for name: String) -> String? {
        guard let model = models.first(where: { $0.name == name }) else { return nil }
        switch state(of: model) {
        case .published(let path), .custom(let path): return path
        case .missing, .damaged: return nil
        }
    }

    /// One line for somebody who asked for a model that is not there: how to get it, with a network and without.
    public func missingMessage(for name: String) -> String {
        guard let model = models.first(where: { $0.name == name }) else {
            return "there is no model \(name); there are \(models.map(\.name).joined(separator: ", "))"
        }
        let isDamaged = if case .damaged = state(of: model) { true } else { false }
        return "the weights of \(name) are \(isDamaged ? "damaged" : "not installed"): run"
            + " `colorize-video models fetch \(name)`, or without a network put \(model.fileName) into \(directory)"
    }

    // MARK: Changing it

    /// Downloads the published file unless it is there already; answers whether it did.
    ///
    /// Throws `wrongWeights` if the user has added another file (it may be the only copy), `fetchFailed` with a line that
    /// says of each address why it did not do, `fileSystem` if the store cannot be written, `interrupted` if the download
    /// was.
    public func fetch(
        _ model: KnownModel, report: (ModelFetchProgress) -> Void = { _ in }
    ) throws(NetError) -> Bool {
        if case .published = state(of: model) { return false }
        try refuseToHideCustom(model)
        let addresses = try addresses(of: model)
        try FileSystem.makeDirectories(directory)
        let lock = try StoreLock(directory)
        defer { withExtendedLifetime(lock) {} }
        try withoutActuallyEscaping(report) { (report) throws(NetError) in
            try ModelDownload(
                model: model, addresses: addresses, partialPath: partialPath(of: model), environment: environment,
                curl: curl, lock: lock.descriptor, report: report
            ).run()
        }
        try FileSystem.rename(partialPath(of: model), to: publishedPath(of: model))
        return true
    }

    private func refuseToHideCustom(_ model: KnownModel) throws(NetError) {
        guard case .custom(let path) = state(of: model) else { return }
        throw NetError(
            .wrongWeights, operation: "install \(model.name)",
            reason:
                "a file of your own is installed (\(path)); remove it first (colorize-video models remove \(model.name))"
        )
    }

    private func addresses(of model: KnownModel) throws(NetError) -> [String] {
        guard let mirror = environment["COLORIZE_VIDEO_MODEL_MIRROR"], !mirror.isEmpty else { return model.addresses }
        guard mirror.hasPrefix("http://") || mirror.hasPrefix("https://") else {
            throw NetError(
                .invalidArgument, operation: "fetch \(model.name)",
                reason: "COLORIZE_VIDEO_MODEL_MIRROR must begin with http:// or https://")
        }
        return ["\(mirror.hasSuffix("/") ? String(mirror.dropLast()) : mirror)/\(model.fileName)"]
    }

    /// Copies a file into the store; the answer says for which model, and whether as the published file or as another.
    ///
    /// The published file is known by its SHA-256 and gets its published name. Any other file in a format the program
    /// reads is taken if its tensors are exactly those of a known network, in place of one added before. Where a file of
    /// the one kind is installed, one of the other kind is refused. Throws `malformedWeights`, `wrongWeights`, `unreadableFile` or `fileSystem`.
    public func add(_ path: String) throws(NetError) -> (model: KnownModel, isPublished: Bool) {
        let digest = try FileSystem.sha256(path)
        if let model = models.first(where: { $0.sha256 == digest }) {
            try refuseToHideCustom(model)
            try copy(path, to: publishedPath(of: model), digest: digest)
            try FileSystem.remove(partialPath(of: model))
            return (model, true)
        }
        let model = try recognize(WeightsFile.open(path: path))
        if case .published = state(of: model) {
            throw NetError(
                .wrongWeights, operation: "add weights", path: path,
                reason: "the published weights of \(model.name) are installed and go first; remove them"
                    + " (colorize-video models remove \(model.name)), or name this file with --weights")
        }
        // The digest first: without its file a copy is not complete, and with it alone nothing is installed.
        try FileSystem.makeDirectories(directory)
        var record = try NewFile(customDigestPath(of: model))
        try record.write(Array("\(digest)  \(model.name).weights\n".utf8))
        try record.finish()
        try copy(path, to: customPath(of: model), digest: digest)
        return (model, false)
    }

    /// The model whose network has these tensors.
    private func recognize(_ table: WeightTable) throws(NetError) -> KnownModel {
        var complaints: [String] = []
        for model in models {
            do {
                try model.check(table)
                return model
            } catch {
                complaints.append(error.reason)
            }
        }
        throw NetError(
            .wrongWeights, operation: "add weights", path: table.path, reason: complaints.joined(separator: "; "))
    }

    /// Compares the bytes on disk with the SHA-256 they should have. Throws `notInstalled` if there are none.
    public func verify(_ model: KnownModel) throws(NetError) -> Bool {
        switch state(of: model) {
        case .missing: throw notInstalled(model)
        case .damaged: return false
        case .published(let path): return try FileSystem.sha256(path) == model.sha256
        case .custom(let path):
            var record: [UInt8] = []
            try FileSystem.read(customDigestPath(of: model)) { (chunk) throws(NetError) in record += chunk.prefix(64) }
            return try Array(FileSystem.sha256(path).utf8) == record
        }
    }

    /// Removes all the store has of a model, a broken-off download included. Throws `notInstalled` if that is nothing.
    public func remove(_ model: KnownModel) throws(NetError) {
        let hadPublished = try FileSystem.remove(publishedPath(of: model))
        let hadPartial = try FileSystem.remove(partialPath(of: model))
        let hadCustom = try removeCustom(model)
        guard hadPublished || hadPartial || hadCustom else { throw notInstalled(model) }
    }

    private func notInstalled(_ model: KnownModel) -> NetError {
        NetError(.notInstalled, operation: "find \(model.name)", reason: missingMessage(for: model.name))
    }

    private func removeCustom(_ model: KnownModel) throws(NetError) -> Bool {
        let had = try FileSystem.remove(customPath(of: model))
        try FileSystem.remove(customDigestPath(of: model))
        return had
    }

    /// `digest` is what the source had a moment ago: a copy of something else must not get the name.
    private func copy(_ source: String, to path: String, digest: String) throws(NetError) {
        try FileSystem.makeDirectories(directory)
        var file = try NewFile(path)
        try FileSystem.read(source) { (chunk) throws(NetError) in try file.write(chunk) }
        guard try FileSystem.sha256(file.partialPath) == digest else {
            throw NetError(
                .unreadableFile, operation: "add weights", path: source, reason: "changed while it was copied")
        }
        try file.finish()
    }
}

/// Keeps two downloads from writing the same partial file. The kernel lets go of the lock when the last process that has
/// it open ends.
private final class StoreLock {
    let descriptor: CInt

    init(_ directory: String) throws(NetError) {
        let path = "\(directory)/.lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileSystem.failure("write", path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw NetError(
                .fileSystem, operation: "fetch weights", path: directory, reason: "another fetch is writing here")
        }
        self.descriptor = descriptor
    }

    deinit {
        // Not by closing alone: a program that is being started elsewhere holds the descriptor, too, for a moment.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
