// Goodput by policy: bars against the proven upper bound, and the whole scorecard as a table.

const COLUMNS = [
  ['Policy', (p) => p.policy, (v) => v],
  ['Goodput', (p) => p.goodput, (v) => count(v)],
  ['of the bound', (p, s) => shareOfBound(s, p), (v) => percent(v)],
  ['within SLO', (p) => p.withinSlo, (v) => count(v)],
  ['SLO attainment', (p) => p.sloAttainment, (v) => percent(v)],
  ['fairness (Jain)', (p) => jain(p), (v) => number(v).toFixed(4)],
  ['worst tenant', (p) => worst(p).share, (v, p) => `${worst(p).tenant} ${percent(v)}`],
  ['mean accuracy', (p) => p.meanAccuracy, (v) => percent(v)],
  ['retrainings', (p) => p.retrainings, (v) => count(v)],
  ['reconfigu\u00adrations', (p) => p.reconfigurations, (v) => count(v)],
  ['overhead, s', (p) => p.overheadSeconds, (v) => count(v, 1)],
  ['planning p50, ms', (p) => p.planMillisP50, millis],
  ['planning max, ms', (p) => p.planMillisMax, millis],
  ["planner's gap", (p) => p.gap, (v) => percent(v, 2)],
];

/** By tenant that had requests: the share of them that was answered in time. */
const attainments = (policy) => policy.tenants
  .map((t) => ({ tenant: t.tenant, arrived: total(t.arrived), served: total(t.served) }))
  .filter((t) => t.arrived > 0)
  .map((t) => ({ tenant: t.tenant, share: t.served / t.arrived }));

const total = (counts) => counts.reduce((sum, count) => sum + count, 0);

/** Jain's index of these shares: 1 where all tenants fare alike. */
function jain(policy) {
  const shares = attainments(policy).map((t) => t.share);
  const squares = total(shares.map((share) => share * share));
  return squares > 0 ? total(shares) ** 2 / (shares.length * squares) : 1;
}

const worst = (policy) =>
  attainments(policy).reduce((a, b) => (b.share < a.share ? b : a), { tenant: '', share: 1 });

function comparison(scenario) {
  const holder = el('div');
  onWidth(holder, (width) => holder.replaceChildren(bars(scenario, width)));
  return el('section', { class: 'card', 'aria-label': 'Comparison of the policies' },
    el('div', { class: 'row between' }, el('h3', {}, 'Goodput by policy'),
      el('span', { class: 'small soft' }, 'timely answers, each weighted by the accuracy of the model that gave it')),
    holder, scorecard(scenario));
}

function bars(scenario, width) {
  const u = unit();
  const ranked = byGoodput(scenario.policies);
  const bound = number(scenario.upperBound);
  const bounded = bound > 0 && Number.isFinite(bound);
  const most = Math.max(1, ...ranked.map((p) => p.goodput), bounded ? bound : 0);
  const narrow = width < 560 * u;
  const left = narrow ? 0 : textWidth(ranked.map((p) => barName(scenario, p)), 13.6 * u) + 14 * u;
  const right = narrow ? 8 * u : 150 * u;
  const row = (narrow ? 46 : 33) * u;
  const top = 30 * u;
  const height = top + ranked.length * row + 26 * u;
  const x = (value) => left + (value / most) * (width - left - right);
  const base = top + ranked.length * row;
  const nodes = [ceilingPattern(u)];
  for (const tick of ticks(0, most, Math.max(2, (width - left - right) / (110 * u)))) {
    nodes.push(svg('line', { class: 'grid', x1: x(tick), x2: x(tick), y1: top - 4 * u, y2: base }),
      svg('text', { class: 'muted', x: x(tick), y: base + 18 * u, 'text-anchor': tick === 0 && narrow ? 'start' : 'middle' }, compact(tick)));
  }
  const drawn = ranked.map((policy, i) => bar(scenario, policy, top + i * row, row, { x, left, width, narrow, u }));
  nodes.push(...drawn.map(([shape]) => shape));
  const ceiling = ranked.find(isCeiling);
  if (ceiling) nodes.push(svg('line', { class: 'ceilingline', x1: x(ceiling.goodput), x2: x(ceiling.goodput), y1: top - 4 * u, y2: base }));
  if (bounded) {
    nodes.push(svg('line', { class: 'bound', x1: x(bound), x2: x(bound), y1: top - 8 * u, y2: base }),
      svg('text', { class: 'strong', x: Math.min(x(bound) + 60 * u, width), y: top - 14 * u, 'text-anchor': 'end' }, boundName(scenario) + ' ' + count(bound)));
  }
  nodes.push(...drawn.flatMap(([, ...texts]) => texts));
  const label = 'Bar chart of Goodput by policy. ' + ranked.map((p) => barText(scenario, p)).join('; ')
    + (bounded ? '; ' + boundName(scenario) + ' ' + count(bound) : '') + '.';
  return svg('svg', { class: 'chart', role: 'img', 'aria-label': label, viewBox: `0 0 ${width} ${height}`, height }, nodes);
}

/** It does not bind those that share by MPS. */
const boundName = (scenario) => 'proven upper bound' + (scenario.policies.some((p) => p.granules) ? ' with MIG' : '');

const barText = (scenario, policy) =>
  `${policy.policy} ${count(policy.goodput)}, ${percent(shareOfBound(scenario, policy))} of the bound`;

/** The clairvoyant policy is called the ceiling only where no other policy got above it. */
const barName = (scenario, policy) =>
  (policy === hero(scenario) ? '◆ ' : '') + policy.policy
  + (isCeiling(policy) && byGoodput(scenario.policies)[0] === policy ? ' · ceiling' : '');

function ceilingPattern(u) {
  return svg('defs', {}, svg('pattern', { id: 'ceiling', width: 7 * u, height: 7 * u, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    svg('line', { class: 'hatch', x1: 0, x2: 0, y1: 0, y2: 7 * u })));
}

/** A bar's shape, then its texts, which belong above the lines. */
function bar(scenario, policy, y, row, { x, left, width, narrow, u }) {
  const ours = policy === hero(scenario);
  const kind = isCeiling(policy) ? 'ceiling' : ours ? 'ours' : '';
  const thick = (narrow ? 18 : 20) * u;
  const barTop = narrow ? y + row - thick - 4 * u : y + (row - thick) / 2;
  const textY = narrow ? y + 16 * u : y + row / 2 + 4.5 * u;
  const text = `text ${ours ? 'strong accent' : ''}`;
  const share = percent(shareOfBound(scenario, policy));
  return [
    svg('rect', { class: 'bar ' + kind, x: x(0), y: barTop, width: Math.max(0, x(policy.goodput) - x(0)), height: thick, rx: 3 * u }),
    svg('text', { class: text, x: narrow ? 0 : left - 12 * u, y: textY, 'text-anchor': narrow ? 'start' : 'end' }, barName(scenario, policy)),
    svg('text', { class: text, x: narrow ? width - 62 * u : width - 66 * u, y: textY, 'text-anchor': 'end' }, count(policy.goodput)),
    svg('text', { class: ours ? 'strong accent' : 'text', x: width, y: textY, 'text-anchor': 'end' }, share === DASH ? '' : share),
  ];
}

function scorecard(scenario) {
  let order = { column: 1, down: true };
  const table = el('table');
  const sortBy = (column) => {
    order = { column, down: order.column === column ? !order.down : column > 0 };
    fill();
    table.querySelectorAll('thead button')[column].focus();
  };
  const fill = () => table.replaceChildren(caption(), head(order, sortBy), body(scenario, order));
  fill();
  return el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Scorecards' }, table);
}

const caption = () => el('caption', { class: 'unseen' }, 'Scorecard of every policy; the headings sort');

function head(order, sortBy) {
  return el('thead', {}, el('tr', {}, COLUMNS.map(([title], i) => {
    const sorted = order.column === i;
    return el('th', { scope: 'col', 'aria-sort': sorted ? (order.down ? 'descending' : 'ascending') : null },
      el('button', { type: 'button', onclick: () => sortBy(i) }, title + (sorted ? (order.down ? ' ↓' : ' ↑') : '')));
  })));
}

function body(scenario, { column, down }) {
  const value = (p) => COLUMNS[column][1](p, scenario);
  const compare = (a, b) => (typeof a === 'string' ? a.localeCompare(b) : rank(a) - rank(b));
  const rank = (v) => (Number.isNaN(number(v)) ? -Infinity : number(v));
  const sorted = byGoodput(scenario.policies).sort((a, b) => (down ? -1 : 1) * compare(value(a), value(b)) || 0);
  return el('tbody', {}, sorted.map((policy) =>
    el('tr', { class: policy === hero(scenario) ? 'ours' : null }, COLUMNS.map(([, read, write], i) =>
      el(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row' } : {}, write(read(policy, scenario), policy))))));
}
