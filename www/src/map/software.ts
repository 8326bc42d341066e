// Whether the map is drawn by the processor, for lack of a graphics card that the browser can use.

/** What such drawers call themselves. */
const DRAWERS = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Whether the canvas of a map is drawn by the processor; `false` where the browser does not say. */
export function isDrawnBySoftware(canvas: HTMLCanvasElement): boolean {
  const gl = canvas.getContext('webgl2');
  if (gl === null) return false;
  const told = String(gl.getParameter(gl.RENDERER));
  // Chromium and Safari say who it is only when asked in this way, which Firefox warns of.
  const extension = told.startsWith('WebKit') ? gl.getExtension('WEBGL_debug_renderer_info') : null;
  return DRAWERS.test(extension === null ? told : String(gl.getParameter(extension.UNMASKED_RENDERER_WEBGL)));
}
