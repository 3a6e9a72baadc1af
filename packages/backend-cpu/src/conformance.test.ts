import { backendSuite } from '@nnf/test-kit';
import { cpu } from './cpu.js';

backendSuite(cpu);
