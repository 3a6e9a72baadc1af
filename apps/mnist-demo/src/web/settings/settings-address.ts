import { limits, mostHiddenLayers, widthLimits, wrongNumber } from './limits.js';
import { walkthrough } from './presets.js';
import {
  activationNames,
  backendNames,
  type HiddenLayerSettings,
  initializerNames,
  optimizerNames,
  type Settings,
} from './settings.js';

const numberKeys = Object.keys(limits) as (keyof typeof limits)[];
const choices = { initializer: initializerNames, optimizer: optimizerNames, backend: backendNames } as const;

/** Writes the settings as the part of an address after `#`: those that differ from the walkthrough's, and always the seed. */
export function settingsToAddress(settings: Settings): string {
  const parameters = new URLSearchParams();
  for (const key of numberKeys) {
    if (key === 'seed' || settings[key] !== walkthrough[key]) parameters.set(key, String(settings[key]));
  }
  const hidden = hiddenToText(settings.hidden);
  if (hidden !== hiddenToText(walkthrough.hidden)) parameters.set('hidden', hidden);
  for (const key of ['initializer', 'optimizer', 'backend', 'expression'] as const) {
    if (settings[key] !== walkthrough[key]) parameters.set(key, settings[key]);
  }
  if (settings.shuffle) parameters.set('shuffle', '1');
  return parameters.toString();
}

/** Reads the settings from an address. Missing or invalid ones default to the walkthrough's. */
export function settingsFromAddress(address: string): Settings {
  const parameters = new URLSearchParams(address.replace(/^#/, ''));
  const numbers = Object.fromEntries(
    numberKeys.map((key) => {
      const text = parameters.get(key);
      const value = text === null || text.trim() === '' ? Number.NaN : Number(text);
      return [key, wrongNumber(value, limits[key]) === undefined ? value : walkthrough[key]];
    }),
  ) as Record<keyof typeof limits, number>;
  return {
    ...walkthrough,
    ...numbers,
    shuffle: parameters.get('shuffle') === '1',
    hidden: hiddenFromText(parameters.get('hidden')) ?? walkthrough.hidden,
    expression: parameters.get('expression') ?? walkthrough.expression,
    initializer: oneOf(choices.initializer, parameters.get('initializer')) ?? walkthrough.initializer,
    optimizer: oneOf(choices.optimizer, parameters.get('optimizer')) ?? walkthrough.optimizer,
    backend: oneOf(choices.backend, parameters.get('backend')) ?? walkthrough.backend,
  };
}

/** Parses `10-relu,10-tanh`, or `none` for no hidden layers. */
function hiddenToText(hidden: readonly HiddenLayerSettings[]): string {
  return hidden.map(({ size, activation }) => `${size}-${activation}`).join(',') || 'none';
}

function hiddenFromText(text: string | null): readonly HiddenLayerSettings[] | undefined {
  if (text === null) return undefined;
  if (text === 'none') return [];
  const layers = text.split(',').map((part) => {
    const [, digits = '', name = ''] = /^(\d+)-(.+)$/.exec(part) ?? [];
    const size = Number(digits || Number.NaN);
    const activation = oneOf(activationNames, name);
    return activation && wrongNumber(size, widthLimits) === undefined ? [{ size, activation }] : [];
  });
  const known = layers.flat();
  return known.length === layers.length && known.length <= mostHiddenLayers ? known : undefined;
}

/** Returns the text if it is one of the names. */
export function oneOf<T extends string>(names: readonly T[], text: string | null): T | undefined {
  return names.find((name) => name === text);
}
