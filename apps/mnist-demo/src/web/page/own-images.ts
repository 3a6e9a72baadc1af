import type { DroppedFile, LabelledPicture } from '../data/dropped-source.js';
import { elementOf } from './page-elements.js';

/** Images that the user gave to the page. */
export type GivenImages = { readonly idx: readonly DroppedFile[] } | { readonly pictures: readonly LabelledPicture[] };

/** Reads files that the user chooses or drops. */
export function watchOwnImages(
  onImages: (images: GivenImages) => Promise<void>,
  say: (text: string, isError: boolean) => void,
): void {
  const area = elementOf('drop', HTMLDivElement);
  const input = elementOf('files', HTMLInputElement);
  const take = async (files: readonly File[]): Promise<void> => {
    if (files.length === 0) return;
    try {
      say('Reading…', false);
      await onImages(await readFiles(files));
    } catch (error) {
      say(error instanceof Error ? error.message : String(error), true);
    }
  };
  input.addEventListener('change', async () => {
    await take([...(input.files ?? [])]);
    input.value = '';
  });
  for (const name of ['dragenter', 'dragover'] as const) {
    area.addEventListener(name, (event) => {
      event.preventDefault();
      area.classList.add('over');
    });
  }
  area.addEventListener('dragleave', () => area.classList.remove('over'));
  area.addEventListener('drop', (event) => {
    event.preventDefault();
    area.classList.remove('over');
    void take([...(event.dataTransfer?.files ?? [])]);
  });
}

async function readFiles(files: readonly File[]): Promise<GivenImages> {
  const pictures = files.filter(({ type }) => type.startsWith('image/'));
  if (pictures.length === 0) {
    return {
      idx: await Promise.all(
        files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
      ),
    };
  }
  if (pictures.length < files.length) throw new Error('Give either pictures or IDX files, not both at once.');
  return { pictures: await Promise.all(pictures.map(readPicture)) };
}

/** Converts a picture to MNIST's form: 28 × 28, light ink on dark paper. Dark ink on light paper is inverted. */
async function readPicture(file: File): Promise<LabelledPicture> {
  const label = Number(/^\d{1,2}/.exec(file.name)?.[0] ?? Number.NaN);
  if (!Number.isInteger(label)) {
    throw new Error(`${file.name}: the label is missing; begin the name with it, as in 7-mine.png.`);
  }
  let image: ImageBitmap;
  try {
    image = await createImageBitmap(file);
  } catch {
    throw new Error(`${file.name}: this browser cannot read the picture.`);
  }
  const canvas = new OffscreenCanvas(28, 28);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser has no 2D canvas');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, 28, 28);
  const scale = Math.min(28 / image.width, 28 / image.height);
  const [width, height] = [image.width * scale, image.height * scale];
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, (28 - width) / 2, (28 - height) / 2, width, height);
  image.close();
  const { data } = context.getImageData(0, 0, 28, 28);
  const grey = Uint8Array.from({ length: 784 }, (_, i) => (data[4 * i]! + data[4 * i + 1]! + data[4 * i + 2]!) / 3);
  return { label, pixels: isDarkOnLight(grey) ? grey.map((value) => 255 - value) : grey };
}

/** Judges by the picture's edge, which is paper. */
function isDarkOnLight(grey: Uint8Array): boolean {
  let sum = 0;
  for (let i = 0; i < 28; i++) sum += grey[i]! + grey[27 * 28 + i]! + grey[i * 28]! + grey[i * 28 + 27]!;
  return sum / (4 * 28) > 127;
}
