import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from './release/run-command.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, '.github/workflows');
const release = readFileSync(join(folder, 'release.yml'), 'utf8');
const ci = readFileSync(join(folder, 'ci.yml'), 'utf8');
const { packageManager, scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

describe.each(readdirSync(folder))('the workflow %s', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');

  test('uses actions by their commit, and says which version that is', () => {
    const uses = text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses.filter((line) => !line.includes('uses: ./.github/workflows/')))
      expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+/);
  });
});

test.each([
  ['ci.yml', ci],
  ['release.yml', release],
])('%s calls the pnpm that package.json names, and scripts that are there', (_, text) => {
  const calls = Array.from(text.matchAll(/npx -y (\S+) (\S+)/g), ([, tool, script]) => [tool, script]);
  expect(calls.length).toBeGreaterThan(0);
  for (const [tool, script] of calls) {
    expect(tool).toBe(packageManager);
    expect(['install', ...Object.keys(scripts)]).toContain(script);
  }
});

test('the release waits for CI, holds no token of npm, and runs on a Node whose npm knows trusted publishing', () => {
  expect(release).toMatch(
    /^ {2}ci:\n {4}permissions:\n {6}contents: read\n {4}uses: \.\/\.github\/workflows\/ci\.yml$/m,
  );
  expect(release).toMatch(/^ {2}release:\n {4}needs: ci$/m);
  expect(release).toContain('id-token: write');
  expect(release).not.toMatch(/NPM_TOKEN|NODE_AUTH_TOKEN|^ *registry-url:/m);
  expect(Number(/node-version: (\d+)/.exec(release)?.[1])).toBeGreaterThanOrEqual(24);
  expect(scripts['release:publish']).toContain('scripts/publish.mjs');
});

describe('npm, which scripts/publish.mjs publishes with,', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'nnf-publish-'));
  const requests: string[] = [];
  // One server plays both GitHub, which issues the workflow's identity, and the registry.
  const server = createServer((request, response) => {
    request.resume();
    requests.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    const [status, answer] = request.url?.startsWith('/identity')
      ? [200, { value: 'e30.e30.e30' }]
      : request.url?.includes('/oidc/token/exchange/')
        ? [201, { token: 'for-one-package' }]
        : request.method === 'PUT'
          ? [200, {}]
          : [404, {}];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  const npm = (await runCommand(root, 'npm', ['--version'])).trim();
  const [major = 0, minor = 0, patch = 0] = npm.split('.').map(Number);
  const knowsTrustedPublishing = major * 1e6 + minor * 1e3 + patch >= 11_005_001;

  /** Runs npm publish, with `rest` of an `.npmrc` that names the registry. */
  const publish = (environment: NodeJS.ProcessEnv, rest = '') => {
    writeFileSync(join(scratch, '.npmrc'), `registry=${url()}\n${rest}`);
    return runCommand(scratch, 'npm', ['publish', '--access', 'public'], environment);
  };
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    writeFileSync(join(scratch, 'package.json'), '{ "name": "@nnf/nothing", "version": "1.0.0" }');
  });
  afterAll(() => {
    server.close();
    rmSync(scratch, { recursive: true });
  });

  test('states provenance as the release asks for it', async () => {
    const [, name = '', value] = /^ +(\w*PROVENANCE): "(\w+)"$/m.exec(release) ?? [];
    // Outside GitHub there is no identity for provenance, so npm refuses.
    const environment = { [name]: value, GITHUB_ACTIONS: undefined, GITLAB_CI: undefined };
    const token = `${url().slice('http:'.length)}:_authToken=nobody\n`;
    await expect(publish(environment, token)).rejects.toThrow('Automatic provenance generation not supported');
  });

  test.runIf(knowsTrustedPublishing)('publishes by the identity of the workflow, without a stored token', async () => {
    await publish({
      GITHUB_ACTIONS: 'true',
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url()}identity?version=2`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'workflow',
      // Provenance is off, since npm would write it to a public log.
      NPM_CONFIG_PROVENANCE: 'false',
    });
    expect(requests).toContain('GET /identity?version=2&audience=npm%3A127.0.0.1 Bearer workflow');
    expect(requests).toContain('POST /-/npm/v1/oidc/token/exchange/package/@nnf%2fnothing Bearer e30.e30.e30');
    expect(requests.at(-1)).toBe('PUT /@nnf%2fnothing Bearer for-one-package');
  });
});

test('CI runs on every Node that the packages support', () => {
  expect(/node: \[(.*)\]/.exec(ci)?.[1]).toBe('20, 22, 24');
});

test('CI runs on x64 and arm64 of Linux, macOS and Windows', () => {
  const systems = /os: \[(.*)\]/.exec(ci)?.[1]?.split(', ');
  expect(systems).toEqual([
    ...['ubuntu-latest', 'ubuntu-24.04-arm'],
    ...['macos-15-intel', 'macos-latest'],
    ...['windows-latest', 'windows-11-arm'],
  ]);
  expect(scripts['test:portable']).toContain('tests/same-bits');
});
