import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Release } from './release.js';
import { runCommand } from './run-command.js';

/** The packages that the walkthrough imports. */
export const walkthroughPackages: readonly string[] = [
  '@nnf/activation-relu',
  '@nnf/activation-softmax',
  '@nnf/backend-cpu',
  '@nnf/core',
  '@nnf/dataset-mnist',
  '@nnf/initializers',
  '@nnf/loss-cross-entropy',
];

/** A user's folder outside this repository, with packages that npm installed from the registry. */
export interface Consumer {
  readonly folder: string;
  /** Writes a file, and returns its path. */
  write(name: string, text: string): string;
  remove(): void;
}

/** Creates a folder and installs packages in it as a user would. */
export async function createConsumer({ npmrc }: Release, packages: readonly string[]): Promise<Consumer> {
  // The real path is needed, because bundlers and Node compare paths after resolving links.
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'nnf-consumer-'));
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  write('package.json', '{ "name": "consumer", "private": true }\n');
  // A separate cache is needed, because packages of earlier tests have the same names and versions.
  write('.npmrc', `${npmrc}cache=${join(folder, '.npm-cache')}\n`);
  await runCommand(folder, 'npm', ['install', ...packages]);
  rmSync(join(folder, '.npm-cache'), { recursive: true });
  return { folder, write, remove: () => rmSync(folder, { recursive: true }) };
}
