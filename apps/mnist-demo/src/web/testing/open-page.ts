import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject } from 'vitest';
import { type Browser, needChromium, startChromium } from '../../../../../tests/browser/chromium.js';
import { sharedResult } from '../../../../../tests/shared-work/shared-work.js';
import { type BuiltPage, serveBuiltPage } from './built-page.js';
import type { Tab } from './draw-digit.js';

/** Settings that train well in a short time. */
export const quick = 'samples=1000&testSamples=500&epochs=20&batchSize=16&learningRate=0.05&initializer=he&seed=3';

/** The page's state, as its body's `data-state` gives it. */
type State = 'ready' | 'running' | 'paused' | 'finished' | 'failed';

/** The built page in a browser, for the tests of one file. Each test gets its own tab. */
export class PageUnderTest {
  #browser: Browser | undefined;
  #built: BuiltPage | undefined;
  #tab: Tab | undefined;
  /** The errors that the page threw, the requests that it sent to other servers, and what its security policy blocked. */
  #faults: string[] = [];

  /** @param flags command-line flags of the browser */
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
   * Opens the page in a tab, and waits until it can train. Records long tasks and layout shifts.
   *
   * @param before called with the empty tab before the page is loaded
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
    tab.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.#faults.push(message.text());
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

  /** Waits until the page is in a state. */
  async state(name: State, timeout = 120_000): Promise<void> {
    await this.tab.waitForSelector(`body[data-state=${name}]`, { timeout });
  }

  /** Trains to the end. */
  async train(timeout?: number): Promise<void> {
    await this.tab.click('#run');
    await this.state('finished', timeout);
  }

  /** Returns the text of the element with an id. */
  async text(id: string): Promise<string> {
    return (await this.tab.locator(`#${id}`).textContent()) ?? '';
  }

  /** Clicks a button that saves a file, and returns the file's text. */
  async saved(button: string): Promise<string> {
    const [download] = await Promise.all([this.tab.waitForEvent('download'), this.tab.click(button)]);
    return readFileSync(await download.path(), 'utf8');
  }

  /** The history as CSV, as the page saves it. */
  history(): Promise<string> {
    return this.saved('#export-history');
  }

  /** The picture on the canvas with an id, as a data URL. Equal pictures give equal URLs. */
  drawn(id: string): Promise<string> {
    return this.tab.locator(`canvas#${id}`).evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  }

  /** Returns the faults so far, for a test that causes them. */
  takeFaults(): readonly string[] {
    return this.#faults.splice(0);
  }

  /** The records since the page was opened, or since `forget`. */
  records(): Promise<{ readonly longest: number; readonly shift: number }> {
    return this.tab.evaluate(() => ({ ...(globalThis as unknown as Recorded).records }));
  }

  /** Resets the records. */
  async forget(): Promise<void> {
    await this.tab.evaluate(() => {
      Object.assign((globalThis as unknown as Recorded).records, { longest: 0, shift: 0 });
    });
  }
}

interface Recorded {
  /** The longest task in milliseconds, and the cumulative layout shift. */
  readonly records: { longest: number; shift: number };
}

/**
 * The limit, in milliseconds, above which a timing fails a test. Timings depend on the load of the machine. So tests print them,
 * and fail only if they are far above the aim.
 */
export function outOfProportion(aim: number): number {
  return 10 * aim;
}
