// swift-tools-version: 6.2
import PackageDescription

// As in the main package: scripts/test sets this.
let warningsAreErrors = Context.environment["COLORIZE_WARNINGS_AS_ERRORS"] != nil

let package = Package(
    name: "benchmarks",
    dependencies: [
        // By this name whatever the folder is called.
        .package(name: "colorize-video", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    ],
    targets: [
        .executableTarget(
            name: "benchmark",
            dependencies: [
                .product(name: "Color", package: "colorize-video"),
                .product(name: "Net", package: "colorize-video"),
                .product(name: "Media", package: "colorize-video"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
            ] + (warningsAreErrors ? [.treatAllWarnings(as: .error)] : [])
        )
    ],
    swiftLanguageModes: [.v6]
)
