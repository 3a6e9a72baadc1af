// Runs turbo without its telemetry.
//
//   node scripts/turbo.mjs run build --filter=@nnf/core
import { spawnSync } from 'node:child_process';

const { status } = spawnSync('turbo', process.argv.slice(2), {
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  shell: process.platform === 'win32',
  stdio: 'inherit',
});
process.exit(status ?? 1);
