import Foundation
import Testing

@testable import Evaluation

@Suite struct EvaluationTableTests {
    private let table = EvaluationTable(
        columns: [.init(key: "psnr", title: "PSNR dB", digits: 2), .init(key: "cdc", title: "CDC", digits: 5)],
        rows: [
            .init(name: "truth", values: [nil, 0.0263]), .init(name: "mean colour", values: [9.9951, .infinity]),
        ], counted: ("frames", 7))

    @Test func text() {
        #expect(
            table.text == """
                             PSNR dB      CDC
                truth              –  0.02630
                mean colour    10.00      inf
                """)
    }

    /// A table for each group, without the rows that say nothing in it.
    @Test func groups() {
        let table = EvaluationTable(
            columns: [
                .init(key: "psnr", title: "PSNR dB", digits: 2),
                .init(key: "psnr_1", title: "at 1", digits: 1, group: "PSNR"),
                .init(key: "psnr_2", title: "at 2", digits: 1, group: "PSNR"),
            ],
            rows: [
                .init(name: "truth", values: [nil, nil, nil]), .init(name: "grey", values: [20, 21, nil]),
            ], counted: ("frames", 7))
        #expect(
            table.text == """
                       PSNR dB
                truth        –
                grey     20.00

                PSNR  at 1  at 2
                grey  21.0     –
                """)
    }

    @Test func json() throws {
        let object = try #require(JSONSerialization.jsonObject(with: Data(table.json.utf8)) as? [String: Any])
        #expect(object["frames"] as? Int == 7)
        let rows = try #require(object["rows"] as? [[String: Any]])
        #expect(rows.map { $0["name"] as? String } == ["truth", "mean colour"])
        #expect(rows[0]["psnr"] is NSNull && rows[0]["cdc"] as? Double == 0.0263)
        #expect(rows[1]["psnr"] as? Double == 9.9951 && rows[1]["cdc"] is NSNull)
    }

    @Test(arguments: [
        (0.0, 2, "0.00"), (0.004, 2, "0.00"), (0.005, 2, "0.01"), (-0.004, 2, "0.00"), (-1.25, 1, "-1.3"),
        (21.737, 2, "21.74"), (99.996, 2, "100.00"), (41.5, 0, "42"), (0.00109, 5, "0.00109"),
    ])
    func digits(value: Double, digits: Int, text: String) {
        #expect(EvaluationTable.fixed(value, digits: digits) == text)
    }
}
