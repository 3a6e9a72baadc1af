// Part of the build: writes the templates beside the program.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { collectTemplates } from './collect-templates.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const templates = collectTemplates(root);
writeFileSync(new URL('../dist/templates.js', import.meta.url), `export default ${JSON.stringify(templates)};\n`);
