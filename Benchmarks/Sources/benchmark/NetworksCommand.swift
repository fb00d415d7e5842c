import ArgumentParser
import Net

/// Every network in every precision.
struct NetworksCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "networks", abstract: "Times whole networks.")
    }

    @OptionGroup var material: NetworkMaterial

    @Option(help: "Rounds through all of them.")
    var rounds = 10

    @Option(help: "Where to write the figures.")
    var json: String?

    func run() throws {
        let picture = try material.pictures()[0]
        var networks: [(model: ColorizerModel, precision: Precision, network: NetworkUnderTest, times: [Int])] = []
        // The large encoder needs a gigabyte of weights, and says nothing that the small one does not.
        for model in ColorizerModel.allCases where ![.ddcolorArtistic, .ddcolorModelscope].contains(model) {
            for precision in Precision.allCases {
                var network = NetworkUnderTest(try material.colorizer(model, precision), picture: picture)
                _ = try network.run(2)
                networks.append((model, precision, network, []))
            }
        }
        for _ in 0..<rounds {
            for index in networks.indices { networks[index].times += try networks[index].network.run(1) }
        }
        let results = networks.map {
            Result(
                name: $0.model.rawValue, variant: $0.precision.rawValue, threads: material.threads,
                nanoseconds: $0.times)
        }
        try Report(section: "networks", machine: .here(), results: results).publish(json: json)
    }
}
