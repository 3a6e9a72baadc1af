import type { Tab } from './draw-digit.js';

/** Presses Tab from the start of the page. Returns the elements that it reached and all controls, by tag and id or text. */
export async function tabThrough(tab: Tab): Promise<{ readonly reached: string[]; readonly controls: string[] }> {
  const controls = await tab.evaluate(() => {
    const name = (element: Element): string =>
      `${element.tagName} ${element.id || element.getAttribute('name') || element.getAttribute('aria-label') || element.textContent}`;
    Object.assign(globalThis, { nameOfControl: name });
    const all = document.querySelectorAll<HTMLElement>('a[href], button, input, select, summary, [tabindex="0"]');
    return [...all].filter((element) => !element.matches(':disabled') && element.checkVisibility()).map(name);
  });
  await tab.evaluate(() => {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
  });
  const reached: string[] = [];
  while (reached.length <= controls.length) {
    await tab.keyboard.press('Tab');
    const found = await tab.evaluate(() => {
      const { nameOfControl } = globalThis as unknown as { nameOfControl(element: Element): string };
      const element = document.activeElement;
      if (!element || element === document.body) return undefined;
      const isShown = getComputedStyle(element).outlineStyle !== 'none';
      return isShown ? nameOfControl(element) : `${nameOfControl(element)}, which does not show it`;
    });
    if (found === undefined) break;
    reached.push(found);
  }
  return { reached, controls };
}
