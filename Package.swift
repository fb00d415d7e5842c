// swift-tools-version: 6.2
import PackageDescription

// scripts/test sets this: a user's build with a newer compiler must not fail because that compiler warns about more.
let warningsAreErrors = Context.environment["COLORIZE_WARNINGS_AS_ERRORS"] != nil

let swiftSettings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (warningsAreErrors ? [.treatAllWarnings(as: .error)] : [])

let cSettings: [CSetting] =
    [
        .enableWarning("all"),
        .enableWarning("extra"),
        // clang drops a whole target("…") attribute when it does not know one word of it.
        .treatWarning("ignored-attributes", as: .error),
    ] + (warningsAreErrors ? [.treatAllWarnings(as: .error)] : [])

let package = Package(
    name: "colorize-video",
    products: [
        .executable(name: "colorize-video", targets: ["colorize-video"]),
        // For Benchmarks, a package of its own.
        .library(name: "Net", targets: ["Net"]),
        .library(name: "Pipeline", targets: ["Pipeline"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
    ],
    targets: [
        .target(
            name: "FFmpegShim",
            cSettings: cSettings,
            linkerSettings: [
                .linkedLibrary("avfilter"), .linkedLibrary("avformat"), .linkedLibrary("avcodec"),
                .linkedLibrary("avutil"),
            ]
        ),
        .target(name: "FilesShim", cSettings: cSettings),
        .target(name: "OneDNNShim", cSettings: cSettings, linkerSettings: [.linkedLibrary("dnnl")]),
        .target(name: "PixelKernels", cSettings: cSettings),
        .target(name: "EmbeddedWeights", exclude: ["lite.safetensors"], cSettings: cSettings),
        .target(name: "Locks", swiftSettings: swiftSettings),
        .target(name: "Files", dependencies: ["FilesShim", "Locks"], swiftSettings: swiftSettings),
        .target(
            name: "Net", dependencies: ["Files", "Locks", "OneDNNShim", "PixelKernels", "EmbeddedWeights"],
            swiftSettings: swiftSettings),
        .target(
            name: "Pipeline", dependencies: ["Files", "Locks", "Net", "FFmpegShim", "PixelKernels"],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "colorize-video",
            dependencies: [
                "Files", "Locks", "Net", "Pipeline", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: swiftSettings
        ),
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: swiftSettings),
        .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "PixelKernelsTests", dependencies: ["PixelKernels", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "NetTests", dependencies: ["Files", "Net", "OneDNNShim", "TestSupport"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "PipelineTests", dependencies: ["Files", "Locks", "Pipeline", "Net", "FFmpegShim", "TestSupport"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "CommandTests", dependencies: ["colorize-video", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(name: "HouseTests", dependencies: ["TestSupport"], swiftSettings: swiftSettings),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c2x
)
