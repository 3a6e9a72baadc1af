/** A program's own WebGL2 context. A browser has only a few, so `close` releases it. */
export interface Canvas {
  /** Settings for a `GPU` of gpu.js. */
  readonly settings: { readonly canvas: unknown; readonly context: WebGL2RenderingContext };
  isLost(): boolean;
  /** Calls back when the browser takes the context away. */
  onLoss(listener: () => void): void;
  /** Releases the context and all of its memory. */
  close(): void;
}

/** Opens a context as gpu.js would; undefined where there is none, so that gpu.js reports the reason. */
export function openCanvas(): Canvas | undefined {
  const canvas =
    typeof document === 'undefined'
      ? new OffscreenCanvas(2, 2)
      : Object.assign(document.createElement('canvas'), { width: 2, height: 2 });
  const context = canvas.getContext('webgl2', {
    alpha: false,
    depth: false,
    antialias: false,
  }) as WebGL2RenderingContext | null;
  if (!context) return undefined;
  // gpu.js makes the canvas as large as its largest texture, though it draws into textures only.
  for (const side of ['width', 'height'] as const) Object.defineProperty(canvas, side, { get: () => 2, set: () => {} });
  let isClosed = false;
  return {
    settings: { canvas, context },
    isLost: () => !isClosed && context.isContextLost(),
    onLoss(listener) {
      canvas.addEventListener('webglcontextlost', () => {
        if (!isClosed) listener();
      });
    },
    close() {
      isClosed = true;
      context.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
}
