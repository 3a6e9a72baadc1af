/* The walkthrough network (784-10-10-10, ReLU, softmax, cross-entropy, an update after every sample) in plain C. It measures
 * how fast a compiler makes plain loops over one sample.
 *
 *   gcc -O3 -march=native [-ffast-math] [-DSKIP_ZEROS] walkthrough.c -o walkthrough -lm
 *   ./walkthrough CASE MNIST-FOLDER ROUND          CASE: walkthrough, walkthrough-dense, memory
 *
 * Layers are padded with zeros from 10 to LANES neurons, so that each inner loop uses whole vectors. With SKIP_ZEROS, the first
 * layer's product and its update visit only the pixels that are not zero. The results are the same.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { COUNT = 500, INPUTS = 784, NEURONS = 10, LANES = 16, STRETCHES = 10000 };
typedef float number;

typedef struct {
  number weights[LANES][LANES], biases[LANES], outputs[LANES], deltas[LANES];
} layer;

static number pixels[COUNT][INPUTS];
static unsigned char labels[COUNT];
static short lit[COUNT][INPUTS];
static int litCount[COUNT];
static number firstWeights[INPUTS][LANES];
static layer first, second, last;
static const number learningRate = 1e-4;

#ifdef SKIP_ZEROS
#define FOR_PIXELS(sample, p) for (int at = 0, p; at < litCount[sample] && (p = lit[sample][at], 1); at++)
#else
#define FOR_PIXELS(sample, p) for (int p = 0; p < INPUTS; p++)
#endif
#define FOR_LANES(j) for (int j = 0; j < LANES; j++)
#define FOR_NEURONS(i) for (int i = 0; i < NEURONS; i++)

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec * 1e-6;
}

static void readFile(const char *folder, const char *name, long skip, void *to, size_t length) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, skip, SEEK_SET) || fread(to, 1, length, file) != length) {
    fprintf(stderr, "cannot read %s\n", path);
    exit(1);
  }
  fclose(file);
}

static void readData(const char *folder, number shift) {
  static unsigned char bytes[COUNT][INPUTS];
  readFile(folder, "train-images-idx3-ubyte", 16, bytes, sizeof bytes);
  readFile(folder, "train-labels-idx1-ubyte", 8, labels, sizeof labels);
  for (int sample = 0; sample < COUNT; sample++)
    for (int p = 0; p < INPUTS; p++) {
      pixels[sample][p] = bytes[sample][p] / 255.0f + shift;
      if (pixels[sample][p] != 0) lit[sample][litCount[sample]++] = p;
    }
}

static number draw(void) { return (number)(rand() / (RAND_MAX + 1.0)); }

static void drawLayer(layer *l, int inputs, number (*weights)[LANES]) {
  for (int i = 0; i < inputs; i++) FOR_NEURONS(j) weights[i][j] = draw();
  FOR_NEURONS(j) l->biases[j] = draw();
}

static void feed(layer *l, const number *inputs) {
  FOR_LANES(j) l->outputs[j] = l->biases[j];
  FOR_NEURONS(i) FOR_LANES(j) l->outputs[j] += inputs[i] * l->weights[i][j];
}

static void rectify(layer *l) { FOR_LANES(j) l->outputs[j] = l->outputs[j] > 0 ? l->outputs[j] : 0; }

/* Propagates the error to the layer before. Call it before this layer's weights change. */
static void pullBack(const layer *l, layer *before) {
  FOR_NEURONS(i) {
    number sum = 0;
    FOR_LANES(j) sum += l->weights[i][j] * l->deltas[j];
    before->deltas[i] = before->outputs[i] > 0 ? sum : 0;
  }
}

static void learn(layer *l, const number *inputs) {
  FOR_NEURONS(i) {
    number factor = learningRate * inputs[i];
    FOR_LANES(j) l->weights[i][j] -= factor * l->deltas[j];
  }
  FOR_LANES(j) l->biases[j] -= learningRate * l->deltas[j];
}

static number trainSample(int sample) {
  const number *x = pixels[sample];
  number total[LANES];
  FOR_LANES(j) total[j] = first.biases[j];
  FOR_PIXELS(sample, p) FOR_LANES(j) total[j] += x[p] * firstWeights[p][j];
  FOR_LANES(j) first.outputs[j] = total[j];
  rectify(&first);
  feed(&second, first.outputs);
  rectify(&second);
  feed(&last, second.outputs);

  number highest = last.outputs[0], sum = 0;
  for (int j = 1; j < NEURONS; j++) highest = last.outputs[j] > highest ? last.outputs[j] : highest;
  FOR_NEURONS(j) sum += last.deltas[j] = expf(last.outputs[j] - highest);
  FOR_NEURONS(j) last.deltas[j] /= sum;
  number loss = -logf(last.deltas[labels[sample]] + 1e-10f);
  last.deltas[labels[sample]] -= 1;

  pullBack(&last, &second);
  pullBack(&second, &first);
  learn(&last, second.outputs);
  learn(&second, first.outputs);
  number deltas[LANES];
  FOR_LANES(j) deltas[j] = first.deltas[j];
  FOR_PIXELS(sample, p) {
    number factor = learningRate * x[p];
    FOR_LANES(j) firstWeights[p][j] -= factor * deltas[j];
  }
  FOR_LANES(j) first.biases[j] -= learningRate * deltas[j];
  return loss;
}

static double trainEpochs(int epochs) {
  double loss = 0;
  for (int epoch = 0; epoch < epochs; epoch++) {
    loss = 0;
    for (int sample = 0; sample < COUNT; sample++) loss += trainSample(sample);
  }
  return loss / COUNT;
}

static int byValue(const void *a, const void *b) {
  double difference = *(const double *)a - *(const double *)b;
  return (difference > 0) - (difference < 0);
}

/* Measures as measure.mjs does: a warm-up of 200 ms, then stretches of 30 ms for a second. Returns their median. */
static double millisecondsOfEpoch(double *loss) {
  static double times[STRETCHES];
  int count = 0, inStretch;
  double began = now(), start, spent;
  do {
    start = now();
    trainEpochs(1);
    spent = now() - start;
  } while (now() - began < 200);
  inStretch = spent < 30 ? (int)(30 / spent + 0.5) : 1;
  began = now();
  do {
    start = now();
    *loss = trainEpochs(inStretch);
    times[count++] = (now() - start) / inStretch;
  } while (now() - began < 1000 && count < STRETCHES);
  qsort(times, count, sizeof *times, byValue);
  return (times[(count - 1) / 2] + times[count / 2]) / 2;
}

static long peakBytes(void) {
  char line[256];
  long kilobytes = 0;
  FILE *file = fopen("/proc/self/status", "r");
  while (file && fgets(line, sizeof line, file)) sscanf(line, "VmHWM: %ld kB", &kilobytes);
  return kilobytes * 1024;
}

int main(int count, char **arguments) {
  if (count < 3) return fprintf(stderr, "expected CASE MNIST-FOLDER\n"), 2;
  const char *name = arguments[1];
  readData(arguments[2], strcmp(name, "walkthrough-dense") == 0 ? 0.1f : 0);
  srand(1);
  drawLayer(&first, INPUTS, firstWeights);
  drawLayer(&second, NEURONS, second.weights);
  drawLayer(&last, NEURONS, last.weights);
  if (strcmp(name, "memory") == 0) {
    trainEpochs(2);
    printf("{\"case\":\"memory\",\"dtype\":\"float32\",\"bytes\":%ld}\n", peakBytes());
    return 0;
  }
  double loss, milliseconds = millisecondsOfEpoch(&loss);
  printf("{\"case\":\"%s\",\"dtype\":\"float32\",\"microsecondsPerSample\":%.5f,\"loss\":%g}\n", name,
         milliseconds / COUNT * 1000, loss);
  return 0;
}
