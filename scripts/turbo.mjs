// Runs turbo without its telemetry and with its output on standard error, so that what a script prints after it stays
// alone on standard output.
//
//   node scripts/turbo.mjs run build --filter=@nnf/core
import { spawnSync } from 'node:child_process';

const { status } = spawnSync('turbo', process.argv.slice(2), {
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  shell: process.platform === 'win32',
  stdio: ['inherit', 2, 2],
});
process.exit(status ?? 1);
