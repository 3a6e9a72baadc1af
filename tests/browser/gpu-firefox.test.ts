import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { reference } from '@nnf/backend-reference';
import { beforeEach, expect, test } from 'vitest';
import { collect, regressionData, regressionNetwork } from '../small-networks.js';
import type { FirefoxReport } from './gpu-firefox-page.js';
import { bundlePage } from './page-bundle.js';

const howToInstall =
  'Firefox is not installed: `apt-get install --no-install-recommends firefox-esr`, or put its path in the variable FIREFOX';
const firefox = findFirefox();
// Some reporters do not show why a test is skipped.
if (!firefox) console.warn(`Tests in Firefox are skipped. ${howToInstall}`);

/** The backend suite takes minutes if shaders are compiled in software. */
const longest = 1_200_000;
/** Preferences that prevent requests to the internet, and enable WebGL without a GPU. */
const preferences = {
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
  'webgl.force-enabled': true,
};

beforeEach(({ skip }) => {
  if (!firefox) skip(howToInstall);
});

test.for([
  ['webgl2', 'chained'],
  ['webasm', 'fused-sync'],
] as const)('the gpu backend in mode %s, in Firefox', { timeout: longest }, async ([mode, executor], { skip }) => {
  const { executes, losses, failures, checks } = await askFirefox(mode);
  if (mode === 'webgl2' && executes.includes('there is no WebGL2')) {
    skip('This Firefox has no WebGL2: `apt-get install libegl1 libgl1-mesa-dri`');
  }
  expect(executes).toBe(`gpujs, gpu.js ${mode}, ${executor}`);
  const network = await regressionNetwork({ backend: reference() });
  const reports = await collect(network.train(regressionData, { epochs: 5, learningRate: 0.1, batchSize: 2 }));
  network.dispose();
  expect(losses).toHaveLength(5);
  losses.forEach((loss, i) => {
    expect(loss).toBeCloseTo(reports[i]!.loss, 4);
  });
  expect(checks).toBeGreaterThan(40);
  expect(failures).toEqual([]);
});

/** Opens the page in a new Firefox without a driver, and waits for the page's report. */
async function askFirefox(mode: string): Promise<FirefoxReport> {
  const files = await bundlePage('gpu-firefox-page.ts');
  const profile = mkdtempSync(join(tmpdir(), 'nnf-firefox-'));
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`);
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  let settle: (report: FirefoxReport) => void;
  const reported = new Promise<FirefoxReport>((resolve) => {
    settle = resolve;
  });
  const server = createServer(async (request, response) => {
    if (request.url === '/report') settle(JSON.parse(await text(request)));
    const script = files.get(request.url ?? '');
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
    response.end(script ?? '<!doctype html><title>gpu</title><script type="module" src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = `http://localhost:${(server.address() as AddressInfo).port}/?mode=${mode}`;
  const browser = spawn(firefox!, ['--headless', '--no-remote', '--profile', profile, address], {
    env: { ...process.env, HOME: profile },
    stdio: 'ignore',
  });
  const ended = new Promise<never>((_, reject) => {
    browser.on('error', reject);
    browser.on('exit', (code) => reject(new Error(`Firefox ended with ${code} before the page had reported`)));
  });
  try {
    return await Promise.race([reported, ended]);
  } finally {
    browser.removeAllListeners('exit');
    const gone = new Promise((resolve) => browser.once('exit', resolve));
    if (browser.exitCode === null && browser.kill()) await gone;
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function findFirefox(): string | undefined {
  if (process.env.FIREFOX) return process.env.FIREFOX;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders
    .flatMap((folder) => ['firefox-esr', 'firefox'].map((name) => join(folder, name)))
    .find((path) => existsSync(path));
}
