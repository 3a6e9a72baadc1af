import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject } from 'vitest';
import { type Browser, needChromium, startChromium } from '../../../../../tests/browser/chromium.js';
import { sharedResult } from '../../../../../tests/shared-work/shared-work.js';
import { type BuiltPage, serveBuiltPage } from './built-page.js';
import type { Tab } from './draw-digit.js';

/** Trains well and fast. */
export const quick = 'samples=1000&testSamples=500&epochs=20&batchSize=16&learningRate=0.05&initializer=he&seed=3';

/** What the page is at, as its body says. */
type State = 'ready' | 'running' | 'paused' | 'finished' | 'failed';

/** The built page in a browser, for the tests of one file: a tab for each of them. */
export class PageUnderTest {
  #browser: Browser | undefined;
  #built: BuiltPage | undefined;
  #tab: Tab | undefined;
  /** What the page threw, and whom it asked beside its own server. */
  #faults: string[] = [];

  /** @param flags of the browser */
  constructor(flags: readonly string[] = []) {
    beforeAll(async () => {
      this.#browser = await startChromium(flags);
      if (this.#browser) this.#built = await serveBuiltPage(await sharedResult(inject('builtPage')));
    });
    afterAll(async () => {
      await this.#browser?.close();
      await this.#built?.stop();
    });
    beforeEach((context) => {
      this.#faults = [];
      needChromium(context);
    });
    afterEach(async () => {
      await this.#tab?.close();
      expect(this.#faults).toEqual([]);
    });
  }

  get built(): BuiltPage {
    if (this.#built) return this.#built;
    throw new Error('the page is not built yet');
  }

  get tab(): Tab {
    if (this.#tab) return this.#tab;
    throw new Error('no test has opened the page yet');
  }

  /**
   * Opens the page in a tab, and waits until it can train. Watches for long tasks and for what moves.
   *
   * @param before what to do with the tab while it is empty
   */
  async open(
    settings = '',
    address = this.built.address,
    before: (tab: Tab) => Promise<unknown> = async () => {},
  ): Promise<Tab> {
    if (!this.#browser) throw new Error('there is no browser');
    const tab = await this.#browser.context.newPage();
    this.#tab = tab;
    tab.setDefaultTimeout(60_000);
    tab.on('pageerror', (error) => this.#faults.push(String(error)));
    tab.on('request', (request) => {
      if (new URL(request.url()).origin !== new URL(address).origin) this.#faults.push(request.url());
    });
    await tab.addInitScript(() => {
      const records = { longest: 0, shift: 0 };
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) records.longest = Math.max(records.longest, duration);
      }).observe({ type: 'longtask' });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) records.shift += (entry as unknown as { value: number }).value;
      }).observe({ type: 'layout-shift', buffered: true });
      Object.assign(globalThis, { records });
    });
    await before(tab);
    await tab.goto(settings === '' ? address : `${address}#${settings}`);
    await this.state('ready');
    return tab;
  }

  /** Waits until the page is at that. */
  async state(name: State, timeout = 120_000): Promise<void> {
    await this.tab.waitForSelector(`body[data-state=${name}]`, { timeout });
  }

  /** Trains to the end. */
  async train(timeout?: number): Promise<void> {
    await this.tab.click('#run');
    await this.state('finished', timeout);
  }

  /** What an element of that id says. */
  async text(id: string): Promise<string> {
    return (await this.tab.locator(`#${id}`).textContent()) ?? '';
  }

  /** The file that a button saves. */
  async saved(button: string): Promise<string> {
    const [download] = await Promise.all([this.tab.waitForEvent('download'), this.tab.click(button)]);
    return readFileSync(await download.path(), 'utf8');
  }

  /** The history as the page saves it: CSV. */
  history(): Promise<string> {
    return this.saved('#export-history');
  }

  /** What a canvas of that id shows, as text that is the same for the same picture. */
  drawn(id: string): Promise<string> {
    return this.tab.locator(`canvas#${id}`).evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  }

  /** What the browser has recorded since the page was opened, or since `forget`. */
  records(): Promise<{ readonly longest: number; readonly shift: number }> {
    return this.tab.evaluate(() => ({ ...(globalThis as unknown as Recorded).records }));
  }

  /** Begins the records anew. */
  async forget(): Promise<void> {
    await this.tab.evaluate(() => {
      Object.assign((globalThis as unknown as Recorded).records, { longest: 0, shift: 0 });
    });
  }
}

interface Recorded {
  /** The longest task in milliseconds, and by how much things moved. */
  readonly records: { longest: number; shift: number };
}

/**
 * Timings depend on what else the machine does: a test prints what it found, and fails only where it is out of all proportion
 * to the milliseconds that are aimed for.
 */
export function outOfProportion(aim: number): number {
  return 10 * aim;
}
