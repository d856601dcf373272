import Foundation
import RecordSupport
import Records
import Testing

/// A record as an earlier version wrote it, with every key that it may have.
private struct Sample: CustomTestStringConvertible {
  let testDescription: String
  let json: String
  /// What the bytes of a record become when it is read and written again; nil for another value.
  let rewritten: @Sendable ([UInt8]) throws -> [UInt8]?

  init<Record: Codable & Equatable & Sendable>(_ type: Record.Type, _ json: String) {
    testDescription = "\(type)"
    self.json = json
    rewritten = { bytes in
      let record = try #require(JSONDocument.decode(type, from: bytes))
      let copy = try JSONDocument.encode(record)
      return JSONDocument.decode(type, from: copy) == record ? copy : nil
    }
  }
}

@Suite("Keys of records that exist") struct RecordKeysTests {
  @Test("stay when properties are renamed", arguments: samples)
  private func keys(sample: Sample) throws {
    let bytes = try #require(try sample.rewritten(Array(sample.json.utf8)))
    #expect(String(decoding: bytes, as: UTF8.self) == sample.json + "\n")
  }

  @Test("k and components are not taken for each other")
  func counts() throws {
    let row = try #require(JSONDocument.decode(SweepRecord.Row.self, from: Array(row.utf8)))
    #expect(row.regionCount == 2)
    #expect(row.componentCount == 4)
    let selection = try #require(
      JSONDocument.decode(RunRecord.Selection.self, from: Array(selection.utf8)))
    #expect(selection.regionCount == 3)
    #expect(selection.componentCount == 8)
    let inspection = try #require(
      JSONDocument.decode(StudentInspection.self, from: Array(inspection.utf8)))
    #expect(inspection.regionCount == 3)
    #expect(inspection.componentCount == 4)
  }

  @Test("an inspection holds its run record")
  func inspectionWithRecord() throws {
    let fixture = try RecordFixture()
    let inspection = StudentInspection(fixture.packed, at: "s.tessera", record: fixture.record)
    let json = try JSONDocument.encode(inspection)
    #expect(JSONDocument.decode(StudentInspection.self, from: json) == inspection)
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
    #expect(object["record"] is [String: Any])
  }
}

private let samples = [
  Sample(RunRecord.Student.self, student), Sample(RunRecord.Selection.self, selection),
  Sample(SweepRecord.Row.self, row), Sample(EvaluationRecord.Student.self, evaluated),
  Sample(Profile.Student.self, profiled), Sample(StudentInspection.self, inspection),
  Sample(StudentInspection.self, second), Sample(Profile.Memory.self, memory),
  Sample(Profile.Memory.self, streamMemory), Sample(ProfiledCycles.self, cycles),
]

private let student = """
  {
    "bytes" : 196,
    "head" : "folded",
    "identifier" : "8d8ddb3784de2abd",
    "inputs" : 4,
    "k" : 3,
    "macs" : 20,
    "outputs" : 3,
    "parameters" : 55,
    "scratch" : 12,
    "sha256" : "54269cc7"
  }
  """

private let selection = """
  {
    "accuracy" : 0.875,
    "agreement" : 0.75,
    "budget" : 4096,
    "components" : 8,
    "correction_lambda" : 0.0003,
    "correction_scale" : 0.5,
    "distilled" : true,
    "drop" : 0.25,
    "edges" : [
      "largest k"
    ],
    "folds" : 5,
    "form" : "corrected",
    "grouped" : false,
    "is_front_point" : false,
    "k" : 3,
    "lambda" : 0.0001,
    "mse" : 4.5,
    "rule" : "one-standard-error",
    "score" : "agreement",
    "shrink" : "global"
  }
  """

private let row = """
  {
    "accuracy" : 0.875,
    "accuracy_standard_error" : 0.125,
    "agreement" : 0.75,
    "agreement_standard_error" : 0.25,
    "bytes" : 240,
    "components" : 4,
    "correction_lambda" : 0.0003,
    "correction_scale" : 0.5,
    "distilled" : true,
    "form" : "corrected",
    "k" : 2,
    "lambda" : 0.0001,
    "macro_f1" : 0.5,
    "macro_f1_standard_error" : 0.0625,
    "macs" : 44,
    "mse" : 6.5,
    "mse_standard_error" : 0.9375,
    "on_front" : false,
    "scores" : {
      "accuracy" : [
        0.875
      ],
      "agreement" : [
        0.75
      ],
      "divergence" : [
        0.03125
      ],
      "macro_f1" : [
        0.5
      ],
      "macro_f2" : [
        0.625
      ],
      "mse" : [
        6.5
      ]
    }
  }
  """

private let evaluated = """
  {
    "bytes" : 196,
    "head" : "folded",
    "inputs" : 4,
    "k" : 3,
    "macs" : 20,
    "outputs" : 3,
    "sha256" : "54269cc7"
  }
  """

private let profiled = """
  {
    "bytes" : 196,
    "inputs" : 4,
    "k" : 3,
    "macs" : 20,
    "outputs" : 3,
    "sha256" : "54269cc7"
  }
  """

/// Without a run record, which has a test of its own.
private let inspection = """
  {
    "accepts_counts" : true,
    "bytes" : 196,
    "count_zero" : 0,
    "counts_per_unit" : 200,
    "format_version" : 1,
    "gate_inputs" : 4,
    "has_projection" : true,
    "has_shared_map" : true,
    "head" : "folded",
    "identifier" : "8d8ddb3784de2abd",
    "input_scale" : 0.03125,
    "inputs" : 6,
    "k" : 3,
    "macs" : 20,
    "map_rows" : 3,
    "output_scale" : 0.00390625,
    "outputs" : 3,
    "path" : "s.tessera",
    "scratch" : 12,
    "sections" : [
      {
        "bytes" : 64,
        "name" : "header",
        "offset" : 0
      }
    ],
    "sha256" : "54269cc7",
    "standardized_inputs" : 2,
    "warning" : "s.json: not a run record",
    "window_counts_per_unit" : 1000,
    "window_limit" : 32
  }
  """

/// The same of format version 2, with every key that it may have.
private let second = """
  {
    "accepts_counts" : true,
    "adaptation" : {
      "constant" : 1,
      "covariance_limit" : 5,
      "margin" : 4,
      "most_updates" : 2,
      "prior" : 3,
      "weight_limit" : 6
    },
    "beats" : {
      "box" : 6,
      "has_intervals" : true,
      "integration" : 8,
      "lag" : 7,
      "noise_decay" : 11,
      "refractory" : 3,
      "samples_before" : 1,
      "samples_from" : 2,
      "search_back" : 5,
      "signal_decay" : 10,
      "t_wave" : 4,
      "threshold" : 9
    },
    "bytes" : 196,
    "format_version" : 2,
    "gate_inputs" : 4,
    "has_projection" : true,
    "has_shared_map" : false,
    "head" : "none",
    "identifier" : "8d8ddb3784de2abd",
    "inputs" : 2,
    "k" : 3,
    "limits" : {
      "distances" : [
        8,
        16
      ],
      "energy" : 18446744073709551615,
      "least_deviation" : 0.5,
      "least_margin" : 7
    },
    "macs" : 20,
    "map_rows" : 1,
    "output_scale" : 0.00390625,
    "outputs" : 1,
    "path" : "s.tessera",
    "program" : {
      "counts_per_unit" : [
        1024
      ],
      "stages" : [
        {
          "channel" : 1,
          "constants" : 0,
          "operation" : "samples",
          "source" : 0
        }
      ]
    },
    "scales" : [
      {
        "centre" : 101325,
        "feature" : 4,
        "input" : 1,
        "integer_centre" : 7,
        "integer_quantum" : 16,
        "quantum" : 0.25
      }
    ],
    "scratch" : 12,
    "sections" : [
      {
        "bytes" : 8,
        "is_critical" : false,
        "kind" : 200,
        "name" : "section 200",
        "offset" : 64
      }
    ],
    "sha256" : "54269cc7",
    "standardized_inputs" : 0,
    "window" : {
      "accepts_floats" : true,
      "accepts_integers" : true,
      "channels" : 2,
      "component_bits" : 8,
      "feature_bits" : 16,
      "features" : 6,
      "hop" : 1,
      "input_bytes" : 4,
      "is_binary" : true,
      "kept_inputs" : [
        0,
        4
      ],
      "largest_quantum" : 32767,
      "numbers" : 6,
      "sample_rate" : 360.5,
      "samples_per_channel" : 3,
      "stream" : 40
    }
  }
  """

private let memory = """
  {
    "input" : 140,
    "model" : 52,
    "scratch" : 12,
    "stack" : 224
  }
  """

private let streamMemory = """
  {
    "input" : 140,
    "model" : 52,
    "scratch" : 12,
    "stack" : 224,
    "stream" : 96
  }
  """

private let cycles = """
  {
    "cycles" : {
      "least" : 2304,
      "middle" : 2394,
      "most" : 2588
    },
    "error_bar" : 0.25,
    "flash" : {
      "line_bits" : 128,
      "wait_states" : 2
    },
    "instructions" : 1814,
    "multiplier_cycles" : 32,
    "note" : "modelled, not measured",
    "part" : {
      "has_cache" : true,
      "hertz" : 64000000,
      "microseconds" : {
        "least" : 36,
        "middle" : 37.5,
        "most" : 40.5
      },
      "milliamperes" : 4,
      "name" : "part",
      "nanojoules" : {
        "least" : 432,
        "middle" : 450,
        "most" : 486
      },
      "note" : "modelled, not measured",
      "source" : "a data sheet",
      "volts" : 3
    },
    "source" : "a manual"
  }
  """
