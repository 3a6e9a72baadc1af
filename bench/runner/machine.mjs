// Describes the machine and the state of the code, which every result depends on.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export function describeMachine() {
  const processors = cpus();
  const git = spawnSync('git', ['-C', root, 'describe', '--always', '--dirty'], { encoding: 'utf8' });
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    vectors: vectorUnits(),
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${distribution()}${type()} ${release()}`,
    code: git.status === 0 ? git.stdout.trim() : undefined,
  };
}

/** The load average of the last minute. If it is far above 1, other programs have disturbed the measurement. */
export const load = () => Math.round(loadavg()[0] * 100) / 100;

/** The names of nnf's packages that are not built, or whose build is outdated. */
export function unbuiltPackages() {
  const packages = join(root, 'packages');
  const missing = [];
  const stale = [];
  for (const name of readdirSync(packages)) {
    const [built] = ['dist/index.js', 'dist/main.js'].flatMap(
      (file) => statSync(join(packages, name, file), { throwIfNoEntry: false }) ?? [],
    );
    const sources = join(packages, name, 'src');
    if (!statSync(sources, { throwIfNoEntry: false })) continue;
    if (!built) missing.push(name);
    else if (newestSource(sources) > built.mtimeMs) stale.push(name);
  }
  return { missing, stale };
}

function newestSource(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((path) => /\.ts$/.test(path) && !/\btest/.test(path));
  return Math.max(...files.map((path) => statSync(join(folder, path)).mtimeMs));
}

function vectorUnits() {
  const flags =
    readText('/proc/cpuinfo')
      .match(/^flags\s*:(.*)$/m)?.[1]
      .split(' ') ?? [];
  return ['avx2', 'fma', 'avx512f'].filter((flag) => flags.includes(flag));
}

function distribution() {
  const name = readText('/etc/os-release').match(/^PRETTY_NAME="?([^"\n]*)/m)?.[1];
  return name ? `${name}, ` : '';
}

function readText(path) {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return ''; // not Linux
  }
}
