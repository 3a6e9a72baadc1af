// The page of gpu-page.mjs. It creates a library's network, and trains it for a while.
import { brain } from './brain.mjs';
import { callsOf, watchDeviceCalls } from './device-calls.mjs';
import { nnf } from './nnf.mjs';
import { tfjs } from './tfjs.mjs';

watchDeviceCalls();

const libraries = {
  'nnf cpu float32': nnf('cpu'),
  'nnf gpu webgpu': nnf('webgpu'),
  'nnf gpu webgl2': nnf('webgl2'),
  'nnf gpu webasm': nnf('webasm'),
  'brain.js GPU': brain,
  'tfjs-webgl': tfjs('webgl'),
  'tfjs-webgpu': tfjs('webgpu'),
};

/** The shortest time for which epochs are repeated, in milliseconds. */
const stretch = 300;
const longWarmUp = 1000;
const made = new Map();

globalThis.bench = { names: () => Object.keys(libraries), adapters, prepare, measure };

/** Creates a library's network, and trains it until everything is compiled: for two epochs, or for one long epoch. */
async function prepare(name, network) {
  const library = libraries[name];
  const rows = Math.min(network.samples, Math.ceil(library.samples(network)));
  const [images, labels] = await Promise.all(['images', 'labels'].map(fetchBytes));
  await library.before?.();
  const data = { rows, images: images.subarray(0, rows * 784), labels: labels.subarray(0, rows) };
  const trained = await library.create(network, data);
  const start = performance.now();
  for (let epoch = 0; epoch < 2 && performance.now() - start < longWarmUp; epoch++) {
    const loss = await trained.epoch();
    if (!Number.isFinite(loss)) throw new Error(`its loss is ${loss} after ${epoch + 1} epochs`);
  }
  const batch = Math.min(rows, library.batch ?? network.batch);
  made.set(name, { ...trained, rows, steps: Math.ceil(rows / batch), before: library.before });
  return { runsOn: trained.runsOn() };
}

/** Trains for a stretch of epochs. Returns microseconds per sample, and passes, uploads and readbacks per update. */
async function measure(name) {
  const { epoch, rows, steps, before } = made.get(name);
  await before?.();
  let milliseconds = 0;
  let epochs = 0;
  const calls = await callsOf(async () => {
    const start = performance.now();
    do {
      await epoch();
      epochs++;
      milliseconds = performance.now() - start;
    } while (milliseconds < stretch);
  });
  const perUpdate = Object.entries(calls).map(([what, number]) => [what, number / (epochs * steps)]);
  return { microseconds: (milliseconds * 1000) / (epochs * rows), milliseconds, ...Object.fromEntries(perUpdate) };
}

/** The names of the WebGL and WebGPU adapters. Undefined if there is no adapter. */
async function adapters() {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  const renderer = gl?.getExtension('WEBGL_debug_renderer_info');
  const webgl = gl?.getParameter(renderer ? renderer.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  const info = (await navigator.gpu?.requestAdapter())?.info;
  const webgpu = info && [info.vendor, info.architecture, info.device, info.description].filter(Boolean).join(' ');
  return { webgl, webgpu };
}

async function fetchBytes(name) {
  return new Uint8Array(await (await fetch(`/${name}`)).arrayBuffer());
}
