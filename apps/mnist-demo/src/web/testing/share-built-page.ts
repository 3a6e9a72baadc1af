import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { offerSharedWork } from '../../../../../tests/shared-work/shared-work.js';
import { buildPage } from './built-page.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address that returns the folder of the built page. */
    builtPage: string;
  }
}

/** Shares the built page among all test files. It is built once, when the first file asks for it. */
export default async function shareBuiltPage({ provide }: TestProject): Promise<() => Promise<void>> {
  let folder: string | undefined;
  const { address, stop } = await offerSharedWork(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nnf-page-'));
    await buildPage(folder);
    return folder;
  });
  provide('builtPage', address);
  return async () => {
    await stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  };
}
