import '../styles/page.css';
import { Demo } from './demo.js';
import { workOffline } from './offline.js';
import { watchOwnImages } from './own-images.js';
import { elementOf, enable, onPress } from './page-elements.js';
import { historyToCsv, parametersToJson, saveFile } from './save-file.js';
import { watchTheme } from './theme.js';
import { Views } from './views.js';
import { startWorkers } from './workers.js';

const workers = startWorkers();
const views: Views = new Views(workers, () => demo.isTrained);
const demo: Demo = new Demo(workers, views);
const ownMessage = elementOf('own-message', HTMLParagraphElement);
const useMnist = elementOf('use-mnist', HTMLButtonElement);

function sayOfImages(text: string, isError: boolean): void {
  ownMessage.textContent = text || '\u00a0';
  ownMessage.classList.toggle('error', isError);
}

watchTheme(() => views.redraw());
views.showExpression();

watchOwnImages(async (images) => {
  const facts = await demo.useImages(images);
  if (facts) {
    sayOfImages(
      `${facts.samples} images of ${facts.width} × ${facts.height} to learn from, ${facts.testSamples} for the test.`,
      false,
    );
  } else {
    sayOfImages('These images cannot be used; see Training.', true);
  }
  enable(useMnist, true);
}, sayOfImages);
onPress(useMnist, async () => {
  enable(useMnist, false);
  sayOfImages('', false);
  await demo.useMnist();
});

const exportWeights = elementOf('export-weights', HTMLButtonElement);
const exportHistory = elementOf('export-history', HTMLButtonElement);
exportWeights.addEventListener('click', async () => {
  saveFile('weights.json', 'application/json', parametersToJson(await demo.parameters()));
});
exportHistory.addEventListener('click', () => saveFile('history.csv', 'text/csv', historyToCsv(demo.history)));

const copyLink = elementOf('copy-link', HTMLButtonElement);
copyLink.addEventListener('click', async () => {
  const title = copyLink.textContent;
  try {
    await navigator.clipboard.writeText(location.href);
    copyLink.textContent = 'Copied';
  } catch {
    copyLink.textContent = 'It is in the address bar';
  }
  setTimeout(() => {
    copyLink.textContent = title;
  }, 2000);
});

await workers.training.useMnist(document.baseURI);
await demo.prepare();
exportWeights.disabled = false;
exportHistory.disabled = false;
workOffline();
void views.loadCharts();
