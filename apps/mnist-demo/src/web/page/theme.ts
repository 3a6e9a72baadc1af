import { elementOf } from './page-elements.js';

const key = 'nnf-theme';

/** The colours that canvases are drawn with, as the style sheet has them. */
export interface Palette {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly card: string;
  readonly training: string;
  readonly test: string;
  /** Red, green and blue of what weighs for, and against. */
  readonly positive: readonly [number, number, number];
  readonly negative: readonly [number, number, number];
  readonly neutral: readonly [number, number, number];
}

/** What was read: reading has the browser compute the page's styles, and pens are waiting. */
let held: Palette | undefined;

/** The colours that hold now. */
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

/** Lets the reader choose light or dark, keeps the choice, and says when colours change. */
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

/** `#4468d6`, or `#46d`, which a minifier makes of `#4466dd`, as three numbers. */
export function rgb(hex: string): readonly [number, number, number] {
  const digits = hex.slice(1);
  const value = Number.parseInt(digits.length === 3 ? digits.replaceAll(/./g, '$&$&') : digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
