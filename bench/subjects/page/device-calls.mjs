// Counts what a page asks of its GPU, whichever library asks: passes, uploads and readings, by WebGL2's and WebGPU's own
// calls. A program, a buffer without contents and a setting of WebGL's count for nothing.

const counts = { passes: 0, uploads: 0, readings: 0 };
let counting = false;

/** Puts the counters in place; to be called before any library is. */
export function watchDeviceCalls() {
  const bytes = (values) => values.some((value) => ArrayBuffer.isView(value) || value instanceof ArrayBuffer);
  const gl = globalThis.WebGL2RenderingContext?.prototype;
  for (const name of ['drawArrays', 'drawElements', 'drawArraysInstanced']) watch(gl, name, 'passes');
  for (const name of ['texImage2D', 'texSubImage2D', 'texImage3D', 'texSubImage3D']) watch(gl, name, 'uploads', bytes);
  for (const name of ['readPixels', 'getBufferSubData']) watch(gl, name, 'readings');
  for (const name of ['dispatchWorkgroups', 'dispatchWorkgroupsIndirect']) {
    watch(globalThis.GPUComputePassEncoder?.prototype, name, 'passes');
  }
  for (const name of ['writeBuffer', 'writeTexture']) watch(globalThis.GPUQueue?.prototype, name, 'uploads');
  watch(globalThis.GPUDevice?.prototype, 'createBuffer', 'uploads', ([{ mappedAtCreation }]) => mappedAtCreation);
  watch(globalThis.GPUBuffer?.prototype, 'mapAsync', 'readings', ([mode]) => mode === GPUMapMode.READ);
}

/** Does the work and gives what it has asked for. */
export async function callsOf(work) {
  Object.assign(counts, { passes: 0, uploads: 0, readings: 0 });
  counting = true;
  try {
    await work();
  } finally {
    counting = false;
  }
  return { ...counts };
}

function watch(prototype, name, what, isIt = () => true) {
  const original = prototype?.[name];
  if (!original) return;
  prototype[name] = function (...values) {
    if (counting && isIt(values)) counts[what]++;
    return Reflect.apply(original, this, values);
  };
}
