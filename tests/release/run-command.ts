import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * Runs a program as if a user had typed the command into a terminal: without the environment variables of vitest and of the
 * package manager, such as the registry. Returns its standard output.
 *
 * @throws Error with its whole output, if its exit status is not 0 or it takes longer than 20 minutes. The limit allows for a
 * build on a busy machine.
 */
export async function runCommand(
  folder: string,
  program: string,
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
  try {
    const { stdout } = await execute(program, [...parameters], {
      cwd: folder,
      env: { ...plainEnvironment(), ...environment },
      maxBuffer: 2 ** 26,
      timeout: 1_200_000,
    });
    return stdout;
  } catch (error) {
    const { message, stdout = '', stderr = '' } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`in ${folder}: ${message}\n${stdout}\n${stderr}`);
  }
}

function plainEnvironment(): NodeJS.ProcessEnv {
  const inherited =
    /^(npm|pnpm|vitest|vite|turbo)_|^(VITEST|NODE_ENV|NODE_OPTIONS|TEST|DEV|PROD|MODE|SSR|BASE_URL|INIT_CWD)$/i;
  const kept = Object.entries(process.env).filter(([name]) => !inherited.test(name));
  return { ...Object.fromEntries(kept), NO_COLOR: '1', TURBO_TELEMETRY_DISABLED: '1' };
}
