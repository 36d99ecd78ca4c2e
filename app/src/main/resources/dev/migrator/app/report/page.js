// The page: header, findings, comparison, and the run of one policy or two.

const began = performance.now();
window.addEventListener('error', (event) => fail(event.message));

function fail(message) {
  document.documentElement.dataset.error = message;
  document.body.prepend(el('p', { class: 'notice', role: 'alert' }, 'This report could not be drawn: ' + message));
}

const data = JSON.parse(document.getElementById('data').textContent);
const wishes = new URLSearchParams(location.search + '&' + location.hash.slice(1));
const redraws = new Set();

/** Theme: the viewer's system decides unless the button or `?theme=` says otherwise. */
function themeButton() {
  const root = document.documentElement;
  if (['dark', 'light'].includes(wishes.get('theme'))) root.dataset.theme = wishes.get('theme');
  const isDark = () => root.dataset.theme === 'dark' || (!root.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches);
  const button = el('button', { type: 'button', class: 'screen', onclick: () => { root.dataset.theme = isDark() ? 'light' : 'dark'; label(); repaint(); } });
  const label = () => { button.textContent = isDark() ? '☀ Light' : '☾ Dark'; };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { label(); repaint(); });
  label();
  return button;
}

/** On paper everything is light, and canvases are drawn finer. */
let printing = () => {};
let themeOnScreen = null;

addEventListener('beforeprint', () => {
  themeOnScreen = document.documentElement.dataset.theme ?? '';
  document.documentElement.dataset.theme = 'light';
  printing();
});

addEventListener('afterprint', () => {
  if (themeOnScreen) document.documentElement.dataset.theme = themeOnScreen;
  else delete document.documentElement.dataset.theme;
  repaint();
});

function repaint() {
  readInks();
  redraws.forEach((redraw) => redraw());
}

function scenarioSection(scenario) {
  const duration = scenario.windows * scenario.windowSlots * scenario.slotSeconds;
  const facts = [scenario.gpuModel, plural(scenario.windows, 'window') + ' of ' + seconds(round1(scenario.windowSlots * scenario.slotSeconds)),
    seconds(round1(duration)) + ' in all', plural(scenario.requests, 'request'), plural(scenario.tenants.length, 'tenant')];
  return [
    el('section', { class: 'card', 'aria-label': 'Finding' }, el('h2', {}, scenario.name), findingElement(scenario),
      el('p', { class: 'soft small' }, facts.join(' · ')), tiles(scenario)),
    comparison(scenario),
    scenario.policies.length ? runSection(scenario) : null,
  ];
}

/** migrator first, then by Goodput. */
function policyOrder(scenario) {
  const ranked = byGoodput(scenario.policies);
  const first = hero(scenario);
  return [first, ...ranked.filter((policy) => policy !== first)];
}

function runSection(scenario) {
  const policies = policyOrder(scenario);
  const wished = (key) => policies.findIndex((policy) => policy.policy === wishes.get(key));
  const state = { policy: policies[Math.max(0, wished('policy'))], other: policies[wished('compare')] ?? null };
  const view = new TimeView(scenario.windows * scenario.windowSlots, scenario.windowSlots, () => changed());
  const stage = new Stage(scenario, view);
  const mini = new MiniMap(scenario, view);
  const zoom = zoomControls(scenario, view, stage);
  const table = instanceTable(scenario, view, state);
  const fill = () => { stage.fill(items(scenario, state)); table.refresh(); };
  let asked = false;
  const changed = () => {
    stage.redraw();
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; mini.draw(); zoom.refresh(); table.refresh(); });
  };
  redraws.add(changed);
  onWidth(stage.root, changed);
  const chooser = tabs('Policy', policies.map((policy) => policy.policy), policies.indexOf(state.policy),
    (i) => { state.policy = policies[i]; fill(); }, 'stage');
  const compare = el('select', { onchange: (event) => { state.other = policies[event.target.value] ?? null; fill(); } },
    el('option', { value: -1 }, 'nothing'), policies.map((policy, i) => el('option', { value: i, selected: policy === state.other }, policy.policy)));
  stage.root.id = 'stage';
  fill();
  changed();
  if (wishes.has('from')) view.show(Number(wishes.get('from')), Number(wishes.get('to') ?? view.slots));
  printing = () => stage.redrawNow(3);
  return el('section', { class: 'card run', 'aria-label': 'What the GPU did' },
    el('div', { class: 'row between' }, el('h3', {}, 'What the GPU did, second by second'), stage.hint),
    el('div', { class: 'controls row between' }, chooser,
      el('div', { class: 'row screen' }, el('label', { class: 'group small' }, 'compare with', compare), zoom.root)),
    legend(scenario), el('div', { class: 'chartbox screen' }, mini.canvas), stage.root, table.root);
}

function items(scenario, { policy, other }) {
  const picture = (p) => ({ chart: new SlicesChart(scenario, p), heading: heading(
    p.granules ? `${p.policy}: shares of the ${scenario.gpuModel} by MPS` : `${p.policy}: memory slices of the ${scenario.gpuModel}`,
    `${count(p.goodput)} Goodput · ${plural(p.reconfigurations, 'reconfiguration')} · ${plural(p.retrainings, 'retraining')}`) });
  const pictures = [picture(policy)].concat(other && other !== policy ? [picture(other)] : []);
  const below = other && other !== policy ? ` (${policy.policy})` : '';
  const arrivals = scenario.tenants.map((tenant, i) => ({ chart: new ArrivalsChart(scenario, policy, i), heading: heading(
    el('span', { class: 'name' }, tenantSwatch(i), tenant.name + below), i === 0 ? 'requests per slot: line = arrived, area = answered in time, between them = unserved' : '') }));
  return [...pictures, ...arrivals, { chart: new AccuracyChart(scenario, policy), heading: heading('Accuracy of the serving models' + below, '▲ a retrained model takes over') }];
}

const heading = (title, note) => el('div', { class: 'row between' }, el('h4', {}, title), el('span', { class: 'hint' }, note));

function legend(scenario) {
  const kinds = [['solid', 'inference'], ['hatched', 'retraining'], ['dotted', 'setting up'], ['empty', 'idle'], ['unserved', 'unserved requests']];
  return el('div', {}, el('ul', { class: 'legend', 'aria-label': 'Tenants' },
    scenario.tenants.map((tenant, i) => el('li', {}, tenantSwatch(i), tenantLine(i), el('span', {}, tenant.name,
      el('span', { class: 'soft' }, ` ${tenant.model}, ${count(tenant.sloMillis)}${NARROW}ms` + (tenant.weight === 1 ? '' : `, weight ${tenant.weight}`)))))),
    el('ul', { class: 'legend', 'aria-label': 'Tasks' }, kinds.map(([kind, text]) => el('li', {}, el('span', { class: 'swatch ' + kind, 'aria-hidden': 'true' }), text))));
}

function zoomControls(scenario, view, stage) {
  const choice = el('select', { 'aria-label': 'Window shown', onchange: (event) => (event.target.value < 0 ? view.all() : view.showWindow(Number(event.target.value))) });
  const names = ['all windows', ...Array.from({ length: scenario.windows }, (_, i) => 'window ' + (i + 1))];
  choice.append(el('option', { value: -2, hidden: true }, 'a stretch'), ...names.map((name, i) => el('option', { value: i - 1 }, name)));
  const button = (text, title, act) => el('button', { type: 'button', title, 'aria-label': title, onclick: act }, text);
  const back = button('◀', 'Earlier', () => view.pan(-view.span * (view.window >= 0 ? 1 : 0.5)));
  const on = button('▶', 'Later', () => view.pan(view.span * (view.window >= 0 ? 1 : 0.5)));
  const out = button('−', 'Zoom out', () => view.zoom(2));
  const reset = button('Reset', 'Show the whole run', () => view.all());
  const refresh = () => {
    choice.value = view.whole ? -1 : view.window >= 0 ? view.window : -2;
    back.disabled = view.from <= 0;
    on.disabled = view.to >= view.slots;
    out.disabled = reset.disabled = view.whole;
  };
  refresh();
  return { refresh, root: el('div', { class: 'group' }, back, choice, on, out, button('+', 'Zoom in', () => view.zoom(0.5)), reset) };
}

/** The same instances in words, for those who cannot see the picture. */
function instanceTable(scenario, view, state) {
  const LIMIT = 400;
  const holder = el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Instances' });
  const root = el('details', { class: 'screen', ontoggle: () => refresh() }, el('summary', {}, 'The instances shown, as a table'), holder);
  const refresh = () => {
    if (!root.open) return;
    const shown = new SlicesChart(scenario, state.policy).bars.filter((bar) => bar.to > view.from && bar.from < view.to);
    const time = (slot) => seconds(round1(slot * scenario.slotSeconds));
    const rows = shown.slice(0, LIMIT).map((bar) => [bar.profile, `GPU ${bar.gpu}, ${sliceRange(bar)}`, bar.tenant, describeTask(bar), time(bar.from), time(bar.ready), time(bar.to)]);
    holder.replaceChildren(el('table', {}, el('caption', { class: 'unseen' }, `Instances of ${state.policy.policy}`),
      el('thead', {}, el('tr', {}, ['Profile', 'slices', 'tenant', 'task', 'from', 'ready', 'to'].map((name) => el('th', { scope: 'col' }, name)))),
      el('tbody', {}, rows.map((row) => el('tr', {}, row.map((text) => el('td', {}, text)))))),
      shown.length > LIMIT ? el('p', { class: 'hint' }, `${count(shown.length - LIMIT)} more; zoom in to see them.`) : '');
  };
  return { root, refresh };
}

function footer() {
  const words = [
    ['Goodput', 'requests answered within their SLO, each counted with the accuracy of the model that answered it'],
    ['upper bound', 'proven: no policy, not even one that knows the future, can earn more on these requests; with MIG and with MPS, which have other capacities, another one'],
    ['clairvoyant', 'the same planner, told the true arrivals: the ceiling for planning with forecasts'],
    ['setting up', 'an instance takes its slices from the moment its creation begins, and earns only once it is ready'],
    ['keys', 'with a chart in focus: arrows go from instance to instance, + and − zoom, 0 shows all; with the mouse: drag to zoom, Shift-drag or scroll sideways to move, double-click to reset'],
  ];
  return el('footer', {}, el('h4', {}, 'Words'), el('dl', {}, words.flatMap(([word, text]) => [el('dt', {}, word), el('dd', {}, text)])));
}

function main() {
  const body = el('main', { id: 'scenario' });
  const names = data.scenarios.map((scenario) => scenario.name);
  const first = Math.max(0, names.indexOf(wishes.get('scenario')));
  const show = (i) => {
    redraws.clear();
    readInks();
    body.replaceChildren(...(data.scenarios[i] ? scenarioSection(data.scenarios[i]).filter(Boolean) : [el('p', {}, 'No scenario ran.')]));
  };
  const chooser = names.length > 1 ? tabs('Scenario', names, first, show, 'scenario') : null;
  chooser?.classList.add('scenarios');
  const across = overview(data.scenarios, (i) => chooser.children[i].click());
  document.getElementById('page').append(
    el('header', { class: 'row between head' }, el('div', {}, el('h1', {}, data.title), data.subtitle ? el('p', { class: 'soft small' }, data.subtitle) : null), themeButton()),
    ...[chooser, body, across].filter(Boolean), footer());
  show(first);
}

try {
  main();
  document.documentElement.dataset.built = ''; // every section stands; what is drawn in frames may still be missing
  requestAnimationFrame(() => requestAnimationFrame(() => { document.documentElement.dataset.ready = Math.round(performance.now() - began); }));
} catch (error) {
  fail(error.message);
  throw error;
}
