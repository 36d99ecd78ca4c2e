// Colours and patterns: a tenant is a hue and a dash, a task is a pattern.

/** Okabe and Ito's colours, which viewers with colour blindness can tell apart. */
const HUES = ['#0072B2', '#E69F00', '#009E73', '#CC79A7', '#56B4E9', '#D55E00', '#F0E442', '#8A8F98'];
const DASHES = [[], [7, 3], [2, 2.5], [9, 3, 2, 3], [5, 2], [1, 3], [12, 4], [3, 6]];

const hue = (tenantIndex) => HUES[(tenantIndex + HUES.length) % HUES.length];
const dash = (tenantIndex) => DASHES[(tenantIndex + DASHES.length) % DASHES.length];

let inks = {};

/** Reads the colours of the page's current theme, for canvases cannot use CSS variables. */
function readInks() {
  const style = getComputedStyle(document.documentElement);
  const names = ['page', 'card', 'lane', 'ink', 'soft', 'faint', 'line', 'grid', 'accent'];
  inks = Object.fromEntries(names.map((name) => [name, style.getPropertyValue('--' + name).trim()]));
}

const font = (size, weight = 400) => `${weight} ${size}px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif`;

/** Width of the longest text at that size, bold. */
function textWidth(texts, size) {
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = font(size, 680);
  return Math.max(0, ...texts.map((text) => pen.measureText(text).width));
}

function alpha(hex, opacity) {
  const n = parseInt(hex.slice(1), 16);
  return `rgba(${n >> 16}, ${(n >> 8) & 255}, ${n & 255}, ${opacity})`;
}

/** Black or white, whichever is easier to read on the colour. */
function textOn(hex) {
  const n = parseInt(hex.slice(1), 16);
  const linear = [n >> 16, (n >> 8) & 255, n & 255].map((c) => (c / 255) ** 2.2);
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > 0.22 ? '#101318' : '#ffffff';
}

const hatches = new Map();

/** Diagonal stripes in the colour, as fine on every screen. */
function hatch(ctx, colour, ratio) {
  const key = colour + ratio;
  if (!hatches.has(key)) hatches.set(key, makeHatch(ctx, colour, ratio));
  return hatches.get(key);
}

function makeHatch(ctx, colour, ratio) {
  const size = Math.round(7 * unit() * ratio);
  const tile = document.createElement('canvas');
  tile.width = tile.height = size;
  const pen = tile.getContext('2d');
  pen.strokeStyle = colour;
  pen.lineWidth = size * 0.36;
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift - 1, size + 1);
    pen.lineTo(shift + size + 1, -1);
  }
  pen.stroke();
  const pattern = ctx.createPattern(tile, 'repeat');
  pattern.setTransform(new DOMMatrix().scale(1 / ratio));
  return pattern;
}

/** A small picture of a tenant's hue, with its dash where lines are meant. */
function tenantSwatch(index) {
  const box = el('span', { class: 'swatch', 'aria-hidden': 'true' });
  box.style.background = hue(index);
  return box;
}

function tenantLine(index) {
  const line = svg('line', { x1: 0, y1: 7, x2: 30, y2: 7, 'stroke-width': 3, 'stroke-dasharray': dash(index).join(' ') });
  line.style.stroke = hue(index);
  return svg('svg', { width: 30, height: 14, viewBox: '0 0 30 14', 'aria-hidden': 'true' }, line);
}
