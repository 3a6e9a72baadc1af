// Counts a page's GPU passes, uploads and readbacks, by intercepting WebGL2 and WebGPU calls, whichever library makes them.
// Programs, buffers without contents and WebGL settings are not counted.

const counts = { passes: 0, uploads: 0, readings: 0 };
let counting = false;

/** Installs the counters. Call it before any library is used. */
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

/** Does the work and returns the number of calls of each kind. */
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
