// Faults that axe-core calls serious or critical, in the whole page with its shadow trees.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Run as a test script, beside the page's own.
 * @param {import('playwright-core').Page} page
 */
export async function faultsOf(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: AXE });
  await session.detach();
  return page.evaluate(async () => {
    const { axe } = /** @type {any} */ (window);
    const { violations, passes } = await axe.run(document);
    const seen = passes.flatMap((/** @type {any} */ { nodes }) => nodes);
    // A target inside the element's shadow is a list: the element, then the place in it.
    const inside = seen.filter((/** @type {any} */ { target }) => Array.isArray(target[0]));
    if (inside.length < 20) throw new Error(`axe-core looked at ${inside.length} places inside the element`);
    return violations
      .filter((/** @type {any} */ { impact }) => ['serious', 'critical'].includes(impact))
      .map((/** @type {any} */ { id, nodes }) => ({
        id,
        nodes: nodes.map((/** @type {any} */ { target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`),
      }));
  });
}
