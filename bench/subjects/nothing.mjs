// Node itself, for how much of a peak memory is nobody's doing: node nothing.mjs memory MNIST-FOLDER ROUND
import { report } from './cases.mjs';
import { peakMemory } from './measure.mjs';

report('memory', undefined, { bytes: peakMemory() });
