// How smoothly the map follows the mouse: pictures a second, and what the processor does for each.
/** @typedef {import('../src/component').OnegridEditor} Editor */

const LASTS_MS = 4000;

/**
 * @typedef {object} Moved
 * @property {number} perSecond pictures of the map
 * @property {number} longest_ms between two pictures
 * @property {number} drawing_ms of the processor for each picture, in the process that draws
 * @property {number} page_ms the same in the page
 */

/** What draws the map, in its own words.
 * @param {import('playwright-core').Page} page
 */
export function renderer(page) {
  return page.evaluate(() => {
    const { map } = /** @type {Editor} */ (document.querySelector('onegrid-editor')).internals;
    const gl = map.library.getCanvas().getContext('webgl2');
    const extension = gl?.getExtension('WEBGL_debug_renderer_info');
    const name = gl && extension ? String(gl.getParameter(extension.UNMASKED_RENDERER_WEBGL)) : 'unknown';
    return { name, isSoftware: map.isSoftware };
  });
}

/**
 * Moves the map by the mouse for a while.
 * @param {import('./browser.mjs').Stage} stage
 * @param {import('playwright-core').Page} page
 * @param {'pan' | 'zoom'} how
 * @returns {Promise<Moved>}
 */
export async function move(stage, page, how) {
  const box = await page.locator('#map').boundingBox();
  if (box === null) throw new Error('there is no map');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const before = await processors(stage);
  await page.evaluate(() => {
    const { map } = /** @type {Editor} */ (document.querySelector('onegrid-editor')).internals;
    /** @type {number[]} */
    const pictures = [];
    const hear = () => pictures.push(performance.now());
    map.library.on('render', hear);
    Object.assign(window, { stopCounting: () => { map.library.off('render', hear); return pictures; } });
  });
  const begun_ms = performance.now();
  await page.mouse.move(x, y);
  if (how === 'pan') await page.mouse.down();
  for (let step = 0; performance.now() - begun_ms < LASTS_MS; step += 1) {
    if (how === 'pan') {
      const turn = step / 10;
      await page.mouse.move(x + 150 * Math.sin(turn), y + 100 * (1 - Math.cos(turn)));
    } else await page.mouse.wheel(0, step % 40 < 20 ? -60 : 60);
    await page.waitForTimeout(16);
  }
  const pictures = await page.evaluate(() => /** @type {any} */ (window).stopCounting());
  const after = await processors(stage);
  if (how === 'pan') await page.mouse.up();
  // The next one begins at rest.
  await page.waitForTimeout(1500);
  return figures(pictures, after.drawing_ms - before.drawing_ms, after.page_ms - before.page_ms);
}

/**
 * @param {number[]} pictures when each was drawn
 * @param {number} drawing_ms
 * @param {number} page_ms
 * @returns {Moved}
 */
function figures(pictures, drawing_ms, page_ms) {
  const gaps = pictures.slice(1).map((at_ms, before) => at_ms - (pictures[before] ?? 0));
  const number = Math.max(pictures.length, 1);
  const lasted_ms = (pictures.at(-1) ?? 0) - (pictures[0] ?? 0);
  return {
    perSecond: (1000 * gaps.length) / lasted_ms,
    longest_ms: Math.max(...gaps),
    drawing_ms: drawing_ms / number,
    page_ms: page_ms / number,
  };
}

/** How long the processor has worked for the page and for the process that draws.
 * @param {import('./browser.mjs').Stage} stage
 */
async function processors(stage) {
  const asked = await stage.browser.newBrowserCDPSession();
  const { processInfo } = await asked.send('SystemInfo.getProcessInfo');
  await asked.detach();
  /** @param {string} type */
  const of_ms = (type) => 1000 * processInfo.filter((each) => each.type === type).reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  return { drawing_ms: of_ms('GPU'), page_ms: of_ms('renderer') };
}
