// How long the native command needs for the same merge with one thread, in the same minutes.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the command times and the page's merge does too: all steps but the figures of the report. */
const STEPS = ['place', 'overlay', 'weigh', 'defects', 'design'];

/** The native command on a demo city. */
export class Alone {
  /**
   * @param {string} program
   * @param {string} size
   */
  constructor(program, size) {
    this.program = program;
    this.folder = mkdtempSync(join(tmpdir(), 'onegrid-alone-'));
    this.run('demo', '--size', size, '--seed', '1', '-o', join(this.folder, 'city'));
  }

  /** Merges once. @returns {number} milliseconds of the merge, without reading and writing files */
  merge_ms() {
    const out = join(this.folder, 'result');
    rmSync(out, { recursive: true, force: true });
    this.run('merge', join(this.folder, 'city', 'input', 'onegrid.toml'), '-o', out);
    const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
    const steps = timings(report);
    if (steps === undefined) throw new Error('the report tells no timings');
    return 1000 * steps.filter(({ step }) => STEPS.includes(step)).reduce((sum, { seconds }) => sum + seconds, 0);
  }

  close() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** @param {string[]} args */
  run(...args) {
    const env = { ...process.env, RAYON_NUM_THREADS: '1' };
    const { status, stderr } = spawnSync(this.program, ['--quiet', ...args], { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${this.program} ${args.join(' ')}: ${stderr}`);
  }
}

/**
 * The timings, wherever in the report they stand.
 * @param {unknown} value
 * @returns {{ step: string, seconds: number }[] | undefined}
 */
function timings(value) {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('timings_s' in value) return /** @type {{ step: string, seconds: number }[]} */ (value.timings_s);
  for (const inner of Object.values(value)) {
    const found = timings(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}
