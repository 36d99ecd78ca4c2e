package dev.migrator.worker.network;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The networks computed a second time, loop by loop, with nothing of PyTorch. */
final class PlainArithmetic {
  private PlainArithmetic() {}

  /** The probabilities of a batch, input after input. */
  static double[] probabilities(Network network, List<float[]> parameters, double[] inputs) {
    int values = network.values();
    return IntStream.range(0, inputs.length / values)
        .mapToObj(i -> Arrays.copyOfRange(inputs, i * values, (i + 1) * values))
        .flatMapToDouble(input -> Arrays.stream(ofOne(network, parameters, input)))
        .toArray();
  }

  private static double[] ofOne(Network network, List<float[]> parameters, double[] input) {
    double[] values = input;
    int first = 0;
    if (network instanceof Convolutional) {
      values = convolution(values, 16, parameters.get(0), parameters.get(1));
      values = convolution(values, 8, parameters.get(2), parameters.get(3));
      first = 4;
    }
    for (int i = first; i < parameters.size(); i += 2) {
      values = linear(values, parameters.get(i), parameters.get(i + 1));
      if (i < parameters.size() - 2) {
        relu(values);
      }
    }
    return softmax(values);
  }

  /** Three by three, keeping rows and columns, then the largest of each four, and not below 0. */
  private static double[] convolution(double[] in, int side, float[] weight, float[] bias) {
    int half = side / 2;
    double[] out = new double[bias.length * half * half];
    for (int channel = 0; channel < bias.length; channel++) {
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
          int at = (channel * half + y / 2) * half + x / 2;
          double sum = bias[channel] + around(in, side, weight, channel, y, x);
          out[at] = Math.max(out[at], sum);
        }
      }
    }
    return out;
  }

  private static double around(
      double[] in, int side, float[] weight, int channel, int row, int column) {
    int channels = in.length / (side * side);
    double sum = 0;
    for (int from = 0; from < channels; from++) {
      for (int i = 0; i < 9; i++) {
        int y = row + i / 3 - 1;
        int x = column + i % 3 - 1;
        if (y >= 0 && y < side && x >= 0 && x < side) {
          double value = in[(from * side + y) * side + x];
          sum += value * weight[(channel * channels + from) * 9 + i];
        }
      }
    }
    return sum;
  }

  private static double[] linear(double[] in, float[] weight, float[] bias) {
    double[] out = new double[bias.length];
    for (int o = 0; o < out.length; o++) {
      out[o] = bias[o];
      for (int i = 0; i < in.length; i++) {
        out[o] += in[i] * weight[o * in.length + i];
      }
    }
    return out;
  }

  private static void relu(double[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(0, values[i]);
    }
  }

  private static double[] softmax(double[] scores) {
    double most = Arrays.stream(scores).max().orElseThrow();
    double[] powers = Arrays.stream(scores).map(x -> Math.exp(x - most)).toArray();
    double sum = Arrays.stream(powers).sum();
    return Arrays.stream(powers).map(x -> x / sum).toArray();
  }
}
