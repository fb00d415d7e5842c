import Report

extension Advice {
    /// The end of a sentence, after a semicolon.
    var words: String {
        switch self {
        case .overwrite: "-y overwrites it"
        case .allowMorePixels: "--max-pixels allows more"
        case .followPlaylists: "--follow-playlists opens local ones"
        case .chooseVideoStream: "--map-video chooses one"
        case .keepStillFormats: "use --output-format same"
        case .skipBadStills: "--keep-going skips it"
        case .giveCalibration: "give it a --calibration"
        case .useLessMemory(includesEncoder: false): "smaller pictures or a smaller --input-size need less"
        case .useLessMemory(includesEncoder: true):
            "smaller pictures, a smaller --input-size or a faster --preset need less"
        case .matroska: "use .mkv"
        case .otherEncoderOrMatroska: "another --codec, or .mkv"
        case .encoderOfAnyFilm(let name): "--codec \(name) takes any film"
        case .encoderOfSameFamily(let name): "--codec \(name) is of the same family"
        case .losslessEncoder(let name, let inMatroska): "--codec \(name)\(inMatroska ? " in an .mkv" : "") keeps all"
        case .losslessContainer(let name): "--format \(name) keeps all"
        case .beginAnew: "--fresh begins anew"
        case .fetchModel(let name, let fileName, let folder):
            "run `colorize-video models fetch \(name)`, or without a network put \(fileName) into \(folder)"
        case .removeModel(let name): "remove it first (colorize-video models remove \(name))"
        case .removeModelOrNameWeights(let name):
            "remove them (colorize-video models remove \(name)), or name this file with --weights"
        }
    }
}
