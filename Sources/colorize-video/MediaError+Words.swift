import Files
import Flow
import Media
import ModelStore
import Report

extension MediaError {
    /// One line, with what a person can do about it.
    var words: String { Words.line(path, Words.sentence(fault?.words ?? reason, advice)) }
}

extension FileError {
    /// One line, with what a person can do about it: that of the same error in the media's words.
    var words: String { MediaError(self).words }
}

extension ModelStoreError {
    /// One line, with what a person can do about it.
    var words: String { Words.line(path ?? "cannot \(operation)", Words.sentence(reason, advice)) }
}

extension StageError {
    /// One line. An error that names its file speaks for itself.
    var words: String {
        guard let error = underlying as? MediaError else { return description }
        if error.path != nil { return error.words }
        return if let name = place.name { "\(name): \(error.words)" } else {
            "frame \(place.number) (\(stage)): \(error.words)"
        }
    }
}
