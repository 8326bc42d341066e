// The editor as one element of a page: <onegrid-editor lang="zh" demo="street">.
import { EngineClient } from './engine/client';
import type { Effect, EngineProblem, FolderFile } from './engine/types';
import { Files } from './files/files';
import { preferredLang, say, type Key, type Lang } from './i18n';
import { GridMap } from './map/map';
import { beside, fileAsks } from './panels/beside';
import { cardPanel } from './panels/card';
import { effectCard } from './shell/effect';
import { keepFocus } from './shell/focus';
import { header } from './shell/header';
import { help } from './shell/help';
import { hint } from './shell/hint';
import { layout } from './shell/layout';
import { mapLegend } from './shell/legend';
import { problems } from './shell/problem';
import { status } from './shell/status';
import { tabs } from './shell/tabs';
import { times } from './shell/times';
import { toolbar } from './shell/toolbar';
import { welcome } from './shell/welcome';
import type { Context } from './context';
import { Editor } from './state/editor';
import { filesOfDrop } from './state/folder';
import { FIRST_MODE } from './state/mode';
import { Projects } from './state/projects';
import { Store, type State } from './state/store';
import { FIRST_VIEW, type View } from './state/view';
import { STYLES } from './styles';
import { ToolHost } from './tools/host';
import { markPreview, markRefusal, markSelection } from './map/marks';

/** Held, it shows the time before. */
const BEFORE_KEY = 'o';

/** What the events of the element carry. */
export interface EditorEvents {
  /** The plan is another one. */
  change: CustomEvent<{ effect: Effect; how: 'apply' | 'undo' | 'redo' }>;
  /** The user saved: the bytes of the project file. */
  save: CustomEvent<{ bytes: Uint8Array<ArrayBuffer>; name: string }>;
  /** Something could not be done. */
  problem: CustomEvent<EngineProblem>;
}

export class OnegridEditor extends HTMLElement {
  static readonly observedAttributes = ['lang'];

  private context: Context | undefined;
  private host: ToolHost | undefined;
  private askHelp: () => void = () => undefined;
  private showBefore: (isHeld: boolean) => void = () => undefined;

  connectedCallback(): void {
    if (this.context !== undefined) return;
    this.begin();
    const demo = this.getAttribute('demo');
    const src = this.getAttribute('src');
    if (demo !== null) void this.openDemo(demo === '' ? undefined : demo);
    else if (src !== null) void this.openAddress(src);
  }

  disconnectedCallback(): void {
    // Moved within the page it stays alive; taken out of it, it ends.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.context?.engine.close();
      this.context?.map.destroy();
      this.shadowRoot?.replaceChildren();
      this.context = undefined;
      this.host = undefined;
    });
  }

  attributeChangedCallback(_name: string, _before: string | null, now: string | null): void {
    if (now !== null) this.context?.store.change({ lang: preferredLang([now]) });
  }

  /** Opens a demo city: `street`, `district`. True when it is open. */
  openDemo(size?: string, seed?: number): Promise<boolean> {
    return this.alive().projects.openDemo(size, seed);
  }

  /** Opens the files of a folder with its manifest `onegrid.toml`. True when it is open. */
  openFiles(files: FolderFile[]): Promise<boolean> {
    return this.alive().projects.openFolder(files);
  }

  /** Merges under the project's rules. True when there are zones. */
  merge(): Promise<boolean> {
    return this.alive().projects.merge();
  }

  /** The open project with all edits as bytes of a project file. */
  getSession(): Promise<Uint8Array<ArrayBuffer>> {
    return this.alive().editor.ask('save', {});
  }

  /** Opens a project file; the files of a folder have to be given again. */
  openSession(saved: Uint8Array<ArrayBuffer>, files?: FolderFile[]): Promise<boolean> {
    return this.alive().projects.restore(saved, files);
  }

  /** Lets the editor hear a key that the page heard; true if it meant something. */
  hearKey(event: KeyboardEvent): boolean {
    return this.key(event);
  }

  /** The same for a key let go. */
  hearKeyUp({ key }: KeyboardEvent): void {
    if (key.toLowerCase() === BEFORE_KEY) this.showBefore(false);
  }

  /** What tools and panels work with; not part of the stable interface. */
  get internals(): Context {
    return this.alive();
  }

  private alive(): Context {
    if (this.context === undefined) throw new Error('<onegrid-editor> is not in a page');
    return this.context;
  }

  private begin(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = STYLES;
    const places = layout(root);
    const store = new Store(this.firstState());
    const map = new GridMap(places.map);
    const engine = new EngineClient();
    // While the map is being set up, the engine is loaded: whoever opens something need not wait for it.
    void map.loaded.then(() => engine.prepare());
    const editor = new Editor(engine, store, { changeZones: (changes) => map.zones.change(changes) });
    const projects = new Projects(engine, store, editor, {
      loaded: map.loaded,
      clear: () => map.clear(),
      fit: (bounds) => map.fit(bounds),
      drawLayer: (layer, position, geojson) => map.drawLayer(layer, position, geojson),
      drawZones: (shapes, rows) => map.zones.draw(shapes, rows),
      changeZones: (changes) => map.zones.change(changes),
      still: () => map.still(),
    });
    const words = (key: Key, values?: Record<string, string>): string => say(store.state.lang, key, values);
    const emit: Context['emit'] = (name, detail) => this.tell(name, detail);
    const told = (bytes: Uint8Array<ArrayBuffer>, name: string): void => emit('save', { bytes, name });
    const files = new Files(store, editor, projects, engine, told, () => fileAsks(context));
    const context: Context = { store, editor, projects, files, engine, map, root, say: words, emit };
    this.context = context;
    keepFocus(context);
    this.askHelp = help(context, hint(places.hint, context));
    this.host = new ToolHost(context, places.bar);
    header(places.top, context, this.askHelp);
    toolbar(places.tools, context, this.host);
    tabs(places.tabs, places.panels, context);
    cardPanel(places.card, context);
    effectCard(places.effect, context);
    welcome(places.welcome, context);
    problems(places.problem, context);
    status(places.status, context);
    mapLegend(places.legend, context);
    this.showBefore = times(places.times, context);
    markSelection(context);
    markPreview(context);
    markRefusal(context);
    beside(places, context);
    this.connect(context, places.app);
  }

  private firstState(): State {
    const wish = this.getAttribute('lang');
    return {
      lang: preferredLang(wish === null ? navigator.languages : [wish]),
      work: undefined,
      isBusy: false,
      problem: undefined,
      message: undefined,
      project: undefined,
      policy: '',
      plan: undefined,
      hasProposal: false,
      report: undefined,
      reported: 0,
      selection: [],
      chosen: undefined,
      preview: undefined,
      mode: FIRST_MODE,
      panel: 'project',
      view: { ...FIRST_VIEW, baseMaps: this.baseMaps() },
    };
  }

  private baseMaps(): View['baseMaps'] {
    if (this.hasAttribute('basemap')) return 'allowed';
    const page = this.getAttribute('basemap-page');
    return page === null ? undefined : { page };
  }

  /** Ties state, map and page together. */
  private connect(context: Context, app: HTMLElement): void {
    const { store, map, editor, projects } = context;
    store.watchParts(['lang'], ({ lang }, before) => {
      app.lang = lang === 'zh' ? 'zh-CN' : 'en';
      map.speak(lang);
      if (lang === before.lang) return;
      store.change({ message: undefined });
      void editor.translate();
      void projects.fillReport();
    });
    store.watchParts(['view'], ({ view }) => void map.loaded.then(() => map.show(view)));
    store.watchParts(['problem'], ({ problem }) => {
      if (problem !== undefined) this.tell('problem', problem);
    });
    editor.onChange((effect, how) => this.tell('change', { effect, how }));
    app.addEventListener('keydown', (event) => {
      if (this.key(event)) event.preventDefault();
    });
    app.addEventListener('keyup', (event) => this.hearKeyUp(event));
    this.acceptDrops(app, context);
  }

  private tell<Name extends keyof EditorEvents>(name: Name, detail: EditorEvents[Name]['detail']): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** What is dropped anywhere on the editor is opened; the page is not replaced by it. */
  private acceptDrops(app: HTMLElement, { files }: Context): void {
    app.addEventListener('dragover', (event) => event.preventDefault());
    app.addEventListener('drop', (event) => {
      event.preventDefault();
      if (event.dataTransfer !== null) {
        void filesOfDrop(event.dataTransfer).then((given) => files.take(given));
      }
    });
  }

  private key(event: KeyboardEvent): boolean {
    const { editor, store } = this.alive();
    const [target] = event.composedPath();
    // Letters typed into a field are text.
    if (target instanceof HTMLInputElement && !['checkbox', 'radio', 'range'].includes(target.type)) return false;
    if (target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement) return false;
    if (store.state.isBusy) return false;
    if (event.ctrlKey || event.metaKey) {
      const letter = event.key.toLowerCase();
      const isRedo = letter === 'y' || (letter === 'z' && event.shiftKey);
      if (letter === 's') {
        void this.alive().files.save();
        return true;
      }
      if (isRedo) void editor.redo();
      else if (letter === 'z') void editor.undo();
      return isRedo || letter === 'z';
    }
    if (event.key.toLowerCase() === BEFORE_KEY && !event.altKey) {
      this.showBefore(true);
      return true;
    }
    if (event.key === '?') {
      this.askHelp();
      return true;
    }
    return this.host?.hear(event) ?? false;
  }

  /** Opens a manifest and the files it names from an address of the page's own choice. */
  private openAddress(address: string): Promise<boolean> {
    const { projects } = this.alive();
    return projects.openAddress(new URL(address, document.baseURI));
  }
}

export type { Context, Effect, EngineProblem, FolderFile, Lang };
