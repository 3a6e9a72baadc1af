import { limits, mostHiddenLayers, widthLimits, wrongNumber } from '../settings/limits.js';
import {
  activationNames,
  backendNames,
  type HiddenLayerSettings,
  initializerNames,
  optimizerNames,
  type Settings,
} from '../settings/settings.js';
import { oneOf } from '../settings/settings-address.js';
import { elementOf, make } from './page-elements.js';

const backendTitles: Readonly<Record<(typeof backendNames)[number], string>> = {
  auto: 'Auto: the CPU, or a faster GPU',
  cpu: 'CPU, float32 (WebAssembly)',
  'cpu-float64': 'CPU, float64 (WebAssembly)',
  'gpu-auto': 'GPU, auto: the first available',
  'gpu-webgpu': 'GPU, WebGPU',
  'gpu-webgl2': 'GPU, WebGL2',
  'gpu-webasm': 'GPU code in WebAssembly',
  reference: 'Reference, float64 (slow, exact)',
};

const numberNames = Object.keys(limits) as (keyof typeof limits)[];

/** The form with all settings. */
export class SettingsForm {
  readonly #form = elementOf('settings', HTMLFormElement);
  readonly #layers = elementOf('layers', HTMLDivElement);
  readonly #addLayer = elementOf('add-layer', HTMLButtonElement);

  /** @param onChange called after each change with the settings, or with the error */
  constructor(readonly onChange: (settings: Settings | { readonly wrong: string }) => void) {
    const titles = (names: readonly string[]) => names.map((name) => make('option', { value: name }, name));
    this.#select('initializer').append(...titles(initializerNames));
    this.#select('optimizer').append(...titles(optimizerNames));
    this.#select('backend').append(...backendNames.map((name) => make('option', { value: name }, backendTitles[name])));
    this.#form.addEventListener('submit', (event) => event.preventDefault());
    this.#form.addEventListener('input', () => this.#changed());
    this.#addLayer.addEventListener('click', () => {
      this.#append({ size: 10, activation: 'relu' });
      this.#layers.querySelector<HTMLInputElement>('.layer:last-child input')?.focus();
      this.#changed();
    });
  }

  show(settings: Settings): void {
    for (const name of numberNames) this.#input(name).value = String(settings[name]);
    this.#input('shuffle').checked = settings.shuffle;
    this.#input('expression').value = settings.expression;
    for (const name of ['initializer', 'optimizer', 'backend'] as const) this.#select(name).value = settings[name];
    this.#layers.replaceChildren();
    for (const layer of settings.hidden) this.#append(layer);
    this.#countLayers();
    for (const input of this.#form.querySelectorAll('input')) input.removeAttribute('aria-invalid');
  }

  /** Reads the settings from the form, or returns the first error. */
  read(): Settings | { readonly wrong: string } {
    const faults: string[] = [];
    const number = (input: HTMLInputElement, name: string, range: Parameters<typeof wrongNumber>[1]): number => {
      const value = input.value.trim() === '' ? Number.NaN : Number(input.value);
      const expected = wrongNumber(value, range);
      if (input.id !== 'expression') input.setAttribute('aria-invalid', String(expected !== undefined));
      if (expected) faults.push(`${name}: expected ${expected}.`);
      return value;
    };
    const numbers = Object.fromEntries(
      numberNames.map((name) => {
        const input = this.#input(name);
        return [name, number(input, input.labels?.[0]?.textContent?.trim() ?? name, limits[name])];
      }),
    ) as Record<keyof typeof limits, number>;
    const hidden = [...this.#layers.children].map((row): HiddenLayerSettings => {
      const input = row.querySelector('input');
      const activation = oneOf(activationNames, row.querySelector('select')?.value ?? '') ?? 'relu';
      return { size: input ? number(input, 'Neurons', widthLimits) : Number.NaN, activation };
    });
    if (faults[0] !== undefined) return { wrong: faults[0] };
    return {
      ...numbers,
      hidden,
      shuffle: this.#input('shuffle').checked,
      expression: this.#input('expression').value,
      initializer: oneOf(initializerNames, this.#select('initializer').value) ?? 'he',
      optimizer: oneOf(optimizerNames, this.#select('optimizer').value) ?? 'gradient-descent',
      backend: oneOf(backendNames, this.#select('backend').value) ?? 'cpu',
    };
  }

  #append({ size, activation }: HiddenLayerSettings): void {
    const input = make('input', {
      type: 'number',
      min: String(widthLimits.least),
      max: String(widthLimits.greatest),
      step: '1',
      required: '',
      value: String(size),
      'aria-label': 'Neurons of a hidden layer',
    });
    const select = make('select', { 'aria-label': 'Activation of the layer' });
    select.append(...activationNames.map((name) => make('option', { value: name }, name)));
    select.value = activation;
    const remove = make('button', { type: 'button', 'aria-label': 'Remove this layer' }, '×');
    const row = make('div', { class: 'layer' }, input, select, remove);
    remove.addEventListener('click', () => {
      row.remove();
      this.#addLayer.focus();
      this.#changed();
    });
    this.#layers.append(row);
  }

  #changed(): void {
    this.#countLayers();
    this.onChange(this.read());
  }

  #countLayers(): void {
    this.#addLayer.disabled = this.#layers.children.length >= mostHiddenLayers;
  }

  #input(name: string): HTMLInputElement {
    const input = this.#form.elements.namedItem(name);
    if (input instanceof HTMLInputElement) return input;
    throw new Error(`the form has no input ${name}`);
  }

  #select(name: string): HTMLSelectElement {
    const select = this.#form.elements.namedItem(name);
    if (select instanceof HTMLSelectElement) return select;
    throw new Error(`the form has no list ${name}`);
  }
}
