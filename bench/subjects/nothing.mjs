// Measures the peak memory of Node alone: node nothing.mjs memory MNIST-FOLDER ROUND
import { report } from './cases.mjs';
import { peakMemory } from './measure.mjs';

report('memory', undefined, { bytes: peakMemory() });
