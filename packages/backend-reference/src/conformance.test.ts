import { backendSuite } from '@nnf/test-kit';
import { reference } from './reference.js';

backendSuite(reference);
