// Runs one subject's process for one case. Returns its lines of JSON, or the error.
import { spawn } from 'node:child_process';

const patience = 20 * 60_000;

// Limits every library to one thread. Each library reads its own variable.
const environment = {
  ...process.env,
  OPENBLAS_NUM_THREADS: '1',
  OMP_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  PYTHONDONTWRITEBYTECODE: '1',
  NODE_NO_WARNINGS: '1',
};

/** @returns `records`, and a `failure` if the process ended badly or printed none */
export async function runSubject({ name, command }, caseName, folder, round) {
  const [program, ...first] = command;
  const child = spawn(program, [...first, caseName, folder, String(round)], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patience,
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (part) => {
    output += part;
  });
  child.stderr.on('data', (part) => {
    errors += part;
  });
  const end = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
  try {
    const records = output
      .split('\n')
      .filter((line) => line.startsWith('{')) // libraries print other lines, too
      .map((line) => ({ subject: name, round, ...JSON.parse(line) }));
    if (end === undefined && records.length > 0) return { records };
  } catch (error) {
    return { records: [], failure: error.message }; // a NaN loss is invalid JSON, and a failed training
  }
  const said = errors.split('\n').find((line) => /error/i.test(line)) ?? errors.trim().split('\n').at(-1);
  return { records: [], failure: `${end ?? 'it printed no measurement'}${said ? `: ${said.trim()}` : ''}` };
}
