// A real browser on the built page: what every test of the page begins with.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { preview } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Where screenshots are kept, to be looked at. */
export const SHOTS = fileURLToPath(new URL('../test-results/', import.meta.url));
/** Software rendering is slow, and so may be the machine. */
export const PATIENCE_MS = 120_000;
/** The switch of the merged zones. */
export const ZONES = '#zones';

/**
 * @typedef {object} Seen
 * @property {import('playwright-core').Page} page
 * @property {string[]} requests every address that the page asked for
 * @property {string[]} errors what went wrong in it
 * @property {() => Promise<void>} close
 */

/** Serves the built page and starts a browser. */
export async function start() {
  await mkdir(SHOTS, { recursive: true });
  const server = await preview({ root: ROOT, logLevel: 'warn', preview: { port: 4871 } });
  const address = server.resolvedUrls?.local[0] ?? '';
  assert.match(address, /^http/);
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
    ],
  });
  return new Stage(server, browser, address);
}

/** A served page and a browser to look at it. */
export class Stage {
  /**
   * @param {import('vite').PreviewServer} server
   * @param {import('playwright-core').Browser} browser
   * @param {string} address
   */
  constructor(server, browser, address) {
    this.server = server;
    this.browser = browser;
    this.address = address;
  }

  /**
   * A fresh page that remembers what it asked for and what went wrong. The first-run hint is away
   * unless it is asked for.
   * @param {string} locale
   * @param {{ width?: number, height?: number, path?: string, hasHint?: boolean }} [how]
   * @returns {Promise<Seen>}
   */
  async open(locale, { width = 1280, height = 800, path = '', hasHint = false } = {}) {
    const context = await this.browser.newContext({ locale, viewport: { width, height } });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    if (!hasHint) {
      await page.addInitScript(() => localStorage.setItem('onegrid:hint-seen', '1'));
    }
    /** @type {string[]} */
    const requests = [];
    /** @type {string[]} */
    const errors = [];
    context.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(new URL(path, this.address).href);
    return { page, requests, errors, close: () => context.close() };
  }

  /** Opens the demo street and merges it.
   * @param {string} locale
   * @returns {Promise<Seen>}
   */
  async openMerged(locale) {
    const seen = await this.open(locale);
    await seen.page.locator('#open-demo').click();
    await seen.page.locator('#merge').click();
    await waitForLayer(seen.page, ZONES);
    return seen;
  }

  /**
   * Nothing went wrong, and nothing left the origin.
   * @param {Seen} seen
   */
  assertQuiet({ requests, errors }) {
    const { origin } = new URL(this.address);
    const strangers = requests.filter((url) => {
      const { protocol } = new URL(url);
      return new URL(url).origin !== origin && protocol !== 'data:';
    });
    assert.deepEqual(strangers, [], 'requests that leave the origin');
    assert.ok(requests.some((url) => url.endsWith('.wasm')), 'the engine was never loaded');
    assert.deepEqual(errors, [], 'errors of the page');
  }

  async close() {
    await this.browser.close();
    await this.server.close();
  }
}

/**
 * Waits until the map has drawn a layer.
 * @param {import('playwright-core').Page} page
 * @param {string} layer
 */
export async function waitForLayer(page, layer) {
  await page.locator(`#map[data-drawn~="${layer}"]`).waitFor();
}

/**
 * How many pixels of the map are darker than background and ground: lines.
 * @param {import('playwright-core').Page} page
 */
export async function inkOfMap(page) {
  const shot = await page.locator('#map').screenshot();
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes]));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const pen = canvas.getContext('2d');
    if (pen === null) throw new Error('no canvas');
    pen.drawImage(image, 0, 0);
    const { data } = pen.getImageData(0, 0, image.width, image.height);
    let ink = 0;
    for (let at = 0; at < data.length; at += 4) {
      const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
      if (red + green + blue < 3 * 0xd0) ink += 1;
    }
    return ink;
  }, shot.toString('base64'));
}

/**
 * Runs a function inside the page with what tools and panels work with.
 * @template Result
 * @template [Given=undefined]
 * @param {import('playwright-core').Page} page
 * @param {(context: import('../src/context').Context, given: Given) => Promise<Result>} act may name nothing outside itself
 * @param {Given} [given]
 * @returns {Promise<Result>}
 */
export function inEditor(page, act, given) {
  const argument = JSON.stringify(given) ?? 'undefined';
  return page.evaluate(`(${act})(document.querySelector('onegrid-editor').internals, ${argument})`);
}
