// Finds the subjects that can run here: the command of each, or the reason why it is left out.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from './find-chromium.mjs';

const here = fileURLToPath(new URL('..', import.meta.url));
// A user's own Python may lack NumPy and PyTorch; Debian's Python has those that are installed as Debian packages.
const pythons = ['python3', '/usr/bin/python3'];

/**
 * @param temporaryFolder the output folder of the C compiler
 * @returns `ready`, subjects with their `command`; `leftOut`, names with a `reason`; `versions` of the libraries and tools
 */
export function findSubjects(subjects, temporaryFolder) {
  const ready = [];
  const leftOut = [];
  const versions = { node: process.versions.node };
  for (const subject of subjects) {
    const found = finders[subject.runtime](subject, temporaryFolder);
    Object.assign(versions, found.versions);
    if (found.command) ready.push({ ...subject, command: found.command });
    else leftOut.push({ name: subject.name, cases: subject.cases, reason: found.reason });
  }
  return { ready, leftOut, versions };
}

const finders = {
  node({ file, arguments: first, needs = [], needsChromium = false }) {
    const versions = {};
    if (needsChromium) {
      const chromium = findChromium();
      if (chromium === undefined) return { reason: "no Chromium: Debian's chromium, or CHROMIUM=…" };
      versions.Chromium = spawnSync(chromium, ['--version'], { encoding: 'utf8' }).stdout?.match(/[\d.]+/)?.[0];
    }
    for (const name of needs) {
      const path = join(here, 'node_modules', name, 'package.json');
      if (!existsSync(path)) return { reason: `${name} is not installed: npm install, in bench/` };
      versions[name] = JSON.parse(readFileSync(path, 'utf8')).version;
    }
    return { command: [process.execPath, fileOf(file), ...first], versions };
  },

  python({ name, file, needs }) {
    // NumPy's speed depends on its BLAS, which is a separate library. The process reports the one that it loaded.
    const program = `import ${needs.join(', ')}, numpy, platform, os
numpy.ones((2, 2)) @ numpy.ones((2, 2))
maps = open('/proc/self/maps').read().split() if os.path.exists('/proc/self/maps') else []
blas = sorted({os.path.basename(word) for word in maps if 'blas' in os.path.basename(word)})
print(${needs.map((need) => `'${need}', ${need}.__version__`).join(', ')}, 'python', platform.python_version(), *blas)`;
    for (const python of pythons) {
      const { status, stdout } = spawnSync(python, ['-c', program], { encoding: 'utf8' });
      if (status === 0) return { command: [python, fileOf(file)], versions: { [name]: `(${stdout.trim()})` } };
    }
    const packages = needs.map((need) => `python3-${need}`).join(' ');
    return { reason: `no ${needs.join(' and ')} in ${pythons.join(' or ')}: Debian's ${packages}` };
  },

  native({ name, file, flags }, temporaryFolder) {
    const compiler = process.env.CC ?? 'gcc';
    const version = spawnSync(compiler, ['--version'], { encoding: 'utf8' });
    if (version.status !== 0) return { reason: `no ${compiler}: Debian's gcc and libc6-dev, or CC=…` };
    const program = join(temporaryFolder, name.replaceAll(/[^a-z]+/gi, '-'));
    const options = ['-O3', '-march=native', ...flags, fileOf(file), '-o', program, '-lm'];
    const { status, stderr } = spawnSync(compiler, options, { encoding: 'utf8' });
    if (status !== 0)
      return { reason: `${compiler} ${options.slice(0, 4).join(' ')}: ${stderr.trim().split('\n')[0]}` };
    return { command: [program], versions: { C: `(${version.stdout.split('\n')[0]})` } };
  },
};

const fileOf = (name) => join(here, 'subjects', name);
