// Accessibility, as axe-core sees it.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Faults that axe-core calls serious or critical. Run as a test script, beside the page's own.
 * @param {import('playwright-core').Page} page
 */
export async function faultsOf(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: AXE });
  const found = await page.evaluate(async () => {
    const { axe } = /** @type {any} */ (window);
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.map((/** @type {any} */ { id, impact, nodes }) => ({
      id,
      impact,
      nodes: nodes.map((/** @type {any} */ { target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`),
    }));
  });
  return found.filter((/** @type {any} */ { impact }) => ['serious', 'critical'].includes(impact));
}
