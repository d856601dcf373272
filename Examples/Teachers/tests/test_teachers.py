"""The networks against what their papers say, and what made them smaller."""

import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import beats as rows_of  # noqa: E402
import command  # noqa: E402
import convlstm  # noqa: E402
import liquid  # noqa: E402
import residual  # noqa: E402
import s4d  # noqa: E402
import smaller  # noqa: E402
import spiking  # noqa: E402
import training  # noqa: E402

LENGTH, CLASSES = 140, 5
NETWORKS = {"s4d": s4d.S4D, "cfc": liquid.cfc, "ncp": liquid.ncp, "spiking": spiking.Spiking,
            "convlstm": convlstm.ConvLSTM, **residual.NETWORKS}


def rows(count, seed=0):
    return torch.from_numpy(np.random.default_rng(seed).normal(size=(count, LENGTH))).float()


class EveryTeacher(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(0)

    def test_a_row_is_answered_alike_alone_and_among_others(self):
        for name, build in NETWORKS.items():
            with self.subTest(name):
                network, beats = build(LENGTH, CLASSES).eval(), rows(3)
                together = network(beats).detach().numpy()
                alone = np.concatenate([network(row[None]).detach().numpy() for row in beats])
                np.testing.assert_allclose(together, alone, rtol=1e-4, atol=1e-5)

    def test_the_dump_has_the_head_and_the_cost(self):
        beats = rows_of.Beats(rows(4).numpy(), labels=np.array([0, 1, 2, 4]))
        for name, build in NETWORKS.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                network = build(LENGTH, CLASSES).eval()
                written = command.export(network, beats, Path(folder) / "train.npz")
                dump = np.load(written.path)
                logits = dump["activations"] @ dump["head_weight"] + dump["head_bias"]
                np.testing.assert_allclose(logits, dump["logits"], rtol=1e-4, atol=1e-5)
                if hasattr(network, "cost"):
                    self.assertEqual((dump["teacher_parameters"], dump["teacher_macs"]),
                                     network.cost())
                else:
                    self.assertEqual(dump["teacher_parameters"], int(name))

    def test_stated_multiply_accumulates_are_those_of_all_calls_of_linear_maps(self):
        # Beyond linear maps: the peepholes; of NCP the wires that are not there.
        steps = LENGTH // convlstm.FRAME
        beyond = {"convlstm": 3 * convlstm.CHANNELS * convlstm.FRAME * steps}
        for name in ("spiking", "convlstm", "cfc"):
            with self.subTest(name):
                network, counted = NETWORKS[name](LENGTH, CLASSES), [beyond.get(name, 0)]

                def count(layer, _, output):
                    positions = output.shape[-1] if isinstance(layer, nn.Conv1d) else 1
                    counted.append(layer.weight.numel() * positions)

                for layer in network.modules():
                    if isinstance(layer, (nn.Linear, nn.Conv1d)):
                        layer.register_forward_hook(count)
                network(rows(1))
                if name == "cfc":  # the cell's four layers share a function, not a call
                    counted.append(4 * liquid.BACKBONE * liquid.HIDDEN * network.steps)
                self.assertEqual(sum(counted), network.cost()[1])


class StateSpace(unittest.TestCase):
    def test_the_convolution_is_the_recurrence(self):
        torch.manual_seed(0)
        system = s4d.DiagonalStateSpace(channels=2, states=3)
        signal = torch.randn(1, 2, 9)
        step, weight = (part.detach().numpy() for part in system.discrete())
        state, expected = np.zeros_like(step), []
        for sample in signal[0].numpy().T:
            state = np.exp(step) * state + sample[:, None]
            answer = 2 * (weight * state).real.sum(1)
            expected.append(answer + system.skip.detach().numpy() * sample)
        np.testing.assert_allclose(system(signal)[0].detach().numpy().T, expected, atol=1e-5)

    def test_a_slow_step_samples_the_continuous_system(self):
        # s' = A s + u under a constant u of 1: s(t) = (exp(A t) - 1) / A
        system = s4d.DiagonalStateSpace(channels=1, states=1)
        step, weight = system.discrete()
        answer = system(torch.ones(1, 1, 6))[0, 0, 5] - system.skip[0]
        rate = -0.5
        state = (np.exp(rate * 6 * system.log_step.exp().item()) - 1) / rate
        readout = system.readout[0, 0, 0].item()
        self.assertAlmostEqual(answer.item(), 2 * readout * state, places=5)


class LiquidCells(unittest.TestCase):
    def test_the_state_lies_between_the_two_layers(self):
        torch.manual_seed(0)
        cell = liquid.ClosedFormCell(2, 3)
        taken, state = torch.randn(4, 2), torch.randn(4, 3)
        first, second, *_ = (layer(torch.cat([taken, state], 1)).tanh() for layer in cell.layers)
        answer = cell(taken, state)
        self.assertTrue((answer <= torch.maximum(first, second) + 1e-6).all())
        self.assertTrue((answer >= torch.minimum(first, second) - 1e-6).all())

    def test_a_wire_that_is_not_there_carries_nothing(self):
        torch.manual_seed(0)
        network, beats = liquid.ncp(LENGTH, CLASSES), rows(2)
        before = network(beats)
        with torch.no_grad():
            for cell in network.cells:
                for layer in cell.layers:
                    layer.weight += 1000 * (1 - cell.wires)
        self.assertTrue(torch.equal(network(beats), before))

    def test_every_source_has_its_wires_and_every_neuron_has_one(self):
        for seed in range(20):
            wires = liquid.fan_out_wires(4, 9, 2, np.random.default_rng(seed))
            self.assertTrue((wires.sum(1) >= 2).all())
            self.assertTrue((wires.sum(0) >= 1).all())


class SpikingNeurons(unittest.TestCase):
    def test_a_current_below_the_leak_never_fires(self):
        potential = torch.zeros(1)
        current = torch.tensor([(1 - spiking.LEAK) * spiking.THRESHOLD * 0.99])
        for _ in range(500):
            potential, spikes = spiking.fire(potential, current)
            self.assertEqual(spikes.item(), 0)

    def test_a_spike_takes_the_threshold_from_the_potential(self):
        potential, spikes = spiking.fire(torch.tensor([0.5]), torch.tensor([1.0]))
        self.assertEqual(spikes.item(), 1)
        self.assertAlmostEqual(potential.item(), 0.9 * 0.5 + 1 - 1, places=6)

    def test_the_surrogate_gradient_is_that_of_the_fast_sigmoid(self):
        above = torch.tensor([-0.3, 0.0, 0.2], requires_grad=True)
        spiking.Spike.apply(above).sum().backward()
        expected = [1 / 16, 1, 1 / 9]
        np.testing.assert_allclose(above.grad.numpy(), expected, rtol=1e-5)


class ConvolutionalLSTM(unittest.TestCase):
    def test_without_neighbours_and_peepholes_it_is_an_lstm_at_each_place(self):
        torch.manual_seed(0)
        network, channels = convlstm.ConvLSTM(LENGTH, CLASSES), convlstm.CHANNELS
        plain = nn.LSTM(1, channels, batch_first=True)
        with torch.no_grad():
            centre = convlstm.KERNEL // 2
            weight = network.gates.weight[:, :, centre].clone()
            network.gates.weight.zero_()
            network.gates.weight[:, :, centre] = weight
            taken, kept, given, new = torch.arange(4 * channels).chunk(4)
            order = torch.cat([taken, kept, new, given])  # as nn.LSTM has its gates
            plain.weight_ih_l0.copy_(weight[order, :1])
            plain.weight_hh_l0.copy_(weight[order, 1:])
            plain.bias_ih_l0.copy_(network.gates.bias[order])
            plain.bias_hh_l0.zero_()
            beat = rows(1)
            places = beat.reshape(network.steps, convlstm.FRAME).T[:, :, None]
            hidden = plain(places)[0][:, -1].T.reshape(1, -1)
            np.testing.assert_allclose(network(beat), network.head(hidden), atol=1e-5)


class Training(unittest.TestCase):
    def test_whole_groups_are_held_out(self):
        groups = np.repeat(np.arange(10), 3)
        beats = rows_of.Beats(np.zeros((30, 2)), labels=np.zeros(30, int), groups=groups)
        chosen = rows_of.held_out(beats, seed=1)
        self.assertEqual(len(np.unique(groups[chosen])), 2)
        self.assertFalse(np.isin(groups[~chosen], groups[chosen]).any())

    def test_a_fifth_of_each_class_is_held_out_and_none_of_a_small_one(self):
        labels = np.repeat([0, 1, 2], [10, 5, 4])
        chosen = rows_of.held_out(rows_of.Beats(np.zeros((19, 2)), labels=labels), seed=1)
        self.assertEqual(np.bincount(labels[chosen], minlength=3).tolist(), [2, 1, 0])

    def test_one_seed_gives_one_network(self):
        random = np.random.default_rng(0)
        inputs = random.normal(size=(40, LENGTH)).astype(np.float32)
        labels = (inputs.mean(1) > 0).astype(int)
        train = rows_of.Beats(inputs, labels=labels, logits=np.zeros((40, 2)))
        fitted = [training.fit(lambda: residual.of_size("4455")(LENGTH, 2), train, 2, seed=3)
                  for _ in range(2)]
        self.assertTrue(torch.equal(*(network.head.weight for network in fitted)))

    def test_a_training_that_diverges_says_so(self):
        inputs, labels = np.full((20, LENGTH), np.nan, np.float32), np.arange(20) % 2
        train = rows_of.Beats(inputs, labels=labels, logits=np.zeros((20, 2)))
        with self.assertRaisesRegex(ArithmeticError, "diverged"):
            training.fit(lambda: residual.of_size("4455")(LENGTH, 2), train, 1, seed=0)

    def test_distillation_is_least_where_the_answers_are_the_teachers(self):
        teacher = torch.tensor([[1.0, -2.0, 0.5]])
        least = training.teacher_loss(teacher + 3, teacher)  # a constant changes no softmax
        self.assertLess(least, training.teacher_loss(teacher * 1.1, teacher))
        self.assertAlmostEqual(least.item(), training.teacher_loss(teacher, teacher).item(), 5)


class Smaller(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(0)
        self.network = residual.of_size("4455")(LENGTH, CLASSES).eval()

    def test_four_of_five_weights_are_pruned_and_stay_so_in_training(self):
        beats = rows_of.Beats(rows(32).numpy(), labels=np.arange(32) % CLASSES)
        sparse = smaller.pruned(self.network, beats, epochs=4, seed=0)
        weights = torch.cat([layer.weight.flatten() for layer in smaller.convolutions(sparse)])
        self.assertEqual(int(weights.count_nonzero()), len(weights) - int(0.8 * len(weights)))
        dense = smaller.macs(self.network, LENGTH)
        self.assertLess(smaller.macs(sparse, LENGTH, sparse=True), 0.4 * dense)

    def test_int8_weights_are_off_by_at_most_half_a_step(self):
        rounded = smaller.with_int8_weights(self.network)
        for before, after in zip(smaller.convolutions(self.network), smaller.convolutions(rounded)):
            before, after = before.weight.flatten(1), after.weight.flatten(1)
            step = before.abs().amax(1, keepdim=True) / 127
            self.assertTrue(((before - after).abs() <= 0.5001 * step).all())

    def test_multiply_accumulates_are_those_of_the_exporter(self):
        teacher = command.read_teacher(self.network, rows(1).numpy())
        self.assertEqual(smaller.macs(self.network, LENGTH), teacher.macs)

    def test_bytes_are_weights_and_a_bias_for_each_channel(self):
        channels = 16 + 3 * 12 + 3 * 14 + CLASSES
        weights = 4455 - 4 * (channels - CLASSES) - CLASSES
        self.assertEqual(smaller.folded_bytes(self.network, 4), 4 * (weights + channels))
        self.assertEqual(smaller.folded_bytes(self.network, 1), weights + 8 * channels)


if __name__ == "__main__":
    unittest.main()
