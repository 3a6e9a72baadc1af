import { elementOf } from './page-elements.js';

const key = 'nnf-theme';

/** The colours for drawing on canvases, read from the style sheet. */
export interface Palette {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly card: string;
  readonly training: string;
  readonly test: string;
  /** The colours of positive and negative values, as red, green and blue. */
  readonly positive: readonly [number, number, number];
  readonly negative: readonly [number, number, number];
  readonly neutral: readonly [number, number, number];
}

/** The cached colours. Reading them makes the browser compute the page's styles, which would delay the pen. */
let held: Palette | undefined;

/** Returns the colours of the current theme. */
export function palette(): Palette {
  held ??= readPalette();
  return held;
}

function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: colour('ink'),
    muted: colour('muted'),
    line: colour('line'),
    card: colour('card'),
    training: colour('training'),
    test: colour('test'),
    positive: rgb(colour('training')),
    negative: rgb(colour('test')),
    neutral: rgb(colour('card')),
  };
}

/** Lets the user choose a light or dark theme, saves the choice, and calls `onChange` when the colours change. */
export function watchTheme(onChange: () => void): void {
  const select = elementOf('theme', HTMLSelectElement);
  const change = (): void => {
    held = undefined;
    onChange();
  };
  const kept = localStorage.getItem(key);
  if (kept === 'light' || kept === 'dark') select.value = kept;
  const apply = (): void => {
    if (select.value === 'system') {
      delete document.documentElement.dataset.theme;
      localStorage.removeItem(key);
    } else {
      document.documentElement.dataset.theme = select.value;
      localStorage.setItem(key, select.value);
    }
    change();
  };
  select.addEventListener('change', apply);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', change);
  if (select.value !== 'system') apply();
}

/** Parses `#4468d6` into three numbers, or the short form `#46d`, to which minifiers reduce `#4466dd`. */
export function rgb(hex: string): readonly [number, number, number] {
  const digits = hex.slice(1);
  const value = Number.parseInt(digits.length === 3 ? digits.replaceAll(/./g, '$&$&') : digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
