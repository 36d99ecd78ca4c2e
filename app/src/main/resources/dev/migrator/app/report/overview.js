// Several scenarios at a glance: where each policy stands below the proven upper bound.

const MARKS = {
  circle: (x, y, r) => svg('circle', { cx: x, cy: y, r }),
  diamond: (x, y, r) => svg('path', { d: `M${x} ${y - 1.35 * r}L${x + 1.35 * r} ${y}L${x} ${y + 1.35 * r}L${x - 1.35 * r} ${y}Z` }),
  triangle: (x, y, r) => svg('path', { d: `M${x} ${y - 1.2 * r}L${x + 1.2 * r} ${y + r}L${x - 1.2 * r} ${y + r}Z` }),
  square: (x, y, r) => svg('rect', { x: x - r, y: y - r, width: 2 * r, height: 2 * r }),
  cross: (x, y, r) => svg('path', { d: `M${x - r} ${y - r}L${x + r} ${y + r}M${x + r} ${y - r}L${x - r} ${y + r}` }),
  down: (x, y, r) => svg('path', { d: `M${x} ${y + 1.2 * r}L${x + 1.2 * r} ${y - r}L${x - 1.2 * r} ${y - r}Z` }),
};
const SHAPES = ['circle', 'triangle', 'square', 'cross', 'down'];

/** A dot plot, or nothing where fewer than two scenarios have a bound. */
function overview(scenarios, choose) {
  const bounded = scenarios.filter((s) => number(s.upperBound) > 0 && Number.isFinite(number(s.upperBound)));
  if (bounded.length < 2) return null;
  const names = [...new Set(bounded.flatMap((s) => byGoodput(s.policies).map((p) => p.policy)))];
  const looks = new Map();
  let next = 0;
  for (const name of names) looks.set(name, name === 'migrator' ? null : isCeiling({ policy: name }) ? 'ceiling' : next++);
  const holder = el('div');
  onWidth(holder, (width) => holder.replaceChildren(dots(bounded, looks, width, (s) => choose(scenarios.indexOf(s)))));
  return el('section', { class: 'card', 'aria-label': 'All scenarios' },
    el('div', { class: 'row between' }, el('h3', {}, 'All scenarios'), el('span', { class: 'small soft' }, 'Goodput as a share of the proven upper bound')),
    el('ul', { class: 'legend' }, names.map((name) => el('li', {}, key(name, looks.get(name)), name))), holder);
}

function key(name, look) {
  return svg('svg', { width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, mark(look, 8, 8, 5));
}

function mark(look, x, y, r) {
  const shape = look === null ? 'diamond' : look === 'ceiling' ? 'circle' : SHAPES[look % SHAPES.length];
  const node = MARKS[shape](x, y, r);
  const colour = look === null ? 'var(--accent)' : look === 'ceiling' ? 'var(--faint)' : hue(look);
  const open = look === 'ceiling' || shape === 'cross';
  node.style.fill = open ? 'none' : colour;
  node.style.stroke = colour;
  node.style.strokeWidth = open ? 2 : 0;
  return node;
}

function dots(scenarios, looks, width, choose) {
  const u = unit();
  const shares = scenarios.flatMap((s) => s.policies.map((p) => shareOfBound(s, p)));
  const low = Math.max(0, Math.floor(Math.min(...shares) * 20 - 0.2) / 20);
  const narrow = width < 560 * u;
  const left = narrow ? 8 * u : textWidth(scenarios.map((s) => s.name), 13.6 * u) + 18 * u;
  const right = 20 * u;
  const row = (narrow ? 48 : 34) * u;
  const x = (share) => left + ((share - low) / (1 - low)) * (width - left - right);
  const base = 8 * u + scenarios.length * row;
  const nodes = ticks(low, 1, Math.max(2, (width - left) / (90 * u))).flatMap((tick) => [
    svg('line', { class: tick > 0.9999 ? 'bound' : 'grid', x1: x(tick), x2: x(tick), y1: 4, y2: base }),
    svg('text', { class: 'muted', x: x(tick), y: base + 18 * u, 'text-anchor': 'middle' }, percent(tick, 0))]);
  scenarios.forEach((scenario, i) => {
    const y = 8 * u + i * row + (narrow ? row * 0.68 : row / 2);
    const text = svg('text', { x: narrow ? 0 : left - 14 * u, y: narrow ? y - 14 * u : y + 4.5 * u, 'text-anchor': narrow ? 'start' : 'end', onclick: () => choose(scenario) }, scenario.name);
    text.style.cursor = 'pointer';
    nodes.push(text, svg('line', { class: 'grid', x1: left, x2: width - right, y1: y, y2: y }));
    for (const policy of byGoodput(scenario.policies).reverse()) {
      nodes.push(svg('g', {}, svg('title', {}, barText(scenario, policy)),
        mark(looks.get(policy.policy), x(shareOfBound(scenario, policy)), y, (policy.policy === 'migrator' ? 6.5 : 5) * u)));
    }
  });
  const label = scenarios.map((s) => s.name + ': ' + byGoodput(s.policies).map((p) => p.policy + ' ' + percent(shareOfBound(s, p))).join(', ')).join('. ');
  return svg('svg', { class: 'chart', role: 'img', 'aria-label': label, viewBox: `0 0 ${width} ${base + 26 * u}`, height: base + 26 * u }, nodes);
}
