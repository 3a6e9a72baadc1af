import { backendSuite } from '@nnf/test-kit';
import { plainLoops } from './index.js';

backendSuite(plainLoops);
