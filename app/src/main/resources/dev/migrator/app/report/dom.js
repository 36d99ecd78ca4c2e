// Elements, numbers, words.

/** An element; attributes that start with "on" are listeners, children are nodes or text. */
function el(tag, attributes = {}, ...children) {
  return dress(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return dress(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function dress(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child != null));
  return node;
}

/** Jackson writes NaN and infinities as text. */
const number = (value) => (value == null ? NaN : Number(value));

const NARROW = '\u202f';
const DASH = '–';

function count(value, digits = 0) {
  const n = number(value);
  if (!Number.isFinite(n)) return DASH;
  return n.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function percent(fraction, digits = 1) {
  const n = number(fraction);
  return Number.isFinite(n) ? count(n * 100, digits) + NARROW + '%' : DASH;
}

function signedPercent(fraction, digits = 1) {
  const text = percent(Math.abs(fraction), digits);
  return text === DASH ? text : (fraction < 0 ? '−' : '+') + text;
}

/** Seconds with as many digits as their size deserves. */
function seconds(value) {
  const digits = Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : 1;
  return count(value, digits) + NARROW + 's';
}

function millis(value) {
  const n = number(value);
  return Number.isFinite(n) ? count(n, n < 10 ? 1 : 0) : DASH;
}

function compact(value) {
  return value.toLocaleString('en-US', { notation: 'compact', maximumFractionDigits: 1 });
}

const plural = (n, noun) => count(n) + ' ' + noun + (n === 1 ? '' : 's');

/** 1, 2 or 5 times a power of ten, so that at most `most` steps fill the span. */
function niceStep(span, most) {
  const raw = Math.max(span / Math.max(most, 1), 1e-9);
  const power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].map((m) => m * power).find((step) => step >= raw * 0.999);
}

function ticks(from, to, most) {
  const step = niceStep(to - from, most);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}

/** CSS pixels of one sixteenth of the root font: everything drawn grows with the text. */
const unit = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;

/** Calls act(width) in a frame of its own whenever the node's width changed. */
function onWidth(node, act) {
  let width = 0;
  new ResizeObserver(() => {
    if (Math.abs(node.clientWidth - width) < 1) return;
    width = node.clientWidth;
    requestAnimationFrame(() => act(width));
  }).observe(node);
}

/** A row of tabs: arrow keys move between them, as readers expect of tabs. */
function tabs(label, names, chosen, choose, panel) {
  const buttons = names.map((name, i) =>
    el('button', { role: 'tab', type: 'button', 'aria-selected': String(i === chosen), 'aria-controls': panel,
      tabindex: i === chosen ? 0 : -1, onclick: () => select(i) }, name));
  const select = (i) => {
    buttons.forEach((b, j) => { b.setAttribute('aria-selected', String(i === j)); b.tabIndex = i === j ? 0 : -1; });
    choose(i);
  };
  const move = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length;
    buttons[next].focus();
    select(next);
  };
  return el('div', { class: 'tabs', role: 'tablist', 'aria-label': label, onkeydown: move }, buttons);
}
