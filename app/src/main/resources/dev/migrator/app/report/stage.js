// The charts of a run on one time axis: size, redraw, pointer, wheel, keys.

class Stage {
  constructor(scenario, view) {
    Object.assign(this, { scenario, view, charts: [], pointers: new Map(), drag: null });
    this.cross = el('div', { class: 'cross', hidden: true });
    this.band = el('div', { class: 'band', hidden: true });
    this.root = el('div', { class: 'stage' });
    this.hint = el('span', { class: 'hint screen', 'aria-hidden': 'true' });
    this.frameAsked = false;
    onWidth(this.root, () => this.redraw());
  }

  /** Replaces all charts; each is {chart, heading}. */
  fill(items) {
    this.charts = items.map(({ chart, heading }) => {
      const canvas = el('canvas', { class: 'plot', tabindex: 0, role: chart.step ? 'application' : 'img', 'aria-roledescription': 'chart', 'aria-label': chart.label() });
      const entry = { chart, canvas, ctx: canvas.getContext('2d') };
      this.listen(entry);
      entry.box = el('div', { class: 'chartbox' }, heading, canvas);
      return entry;
    });
    this.root.replaceChildren(...this.charts.map((entry) => entry.box), this.band, this.cross);
    this.redraw();
  }

  redraw() {
    if (this.frameAsked) return;
    this.frameAsked = true;
    requestAnimationFrame(() => this.redrawNow());
  }

  redrawNow(ratio = window.devicePixelRatio || 1) {
    this.frameAsked = false;
    readInks();
    for (const entry of this.charts) this.drawOne(entry, ratio);
  }

  drawOne(entry, ratio) {
    const u = unit();
    const width = this.root.clientWidth;
    const height = Math.round(entry.chart.height(u));
    if (width === 0) return;
    const { canvas, ctx } = entry;
    canvas.style.height = height + 'px';
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    entry.frame = new Frame(width, height, this.view, ratio);
    entry.chart.draw(ctx, entry.frame);
  }

  listen(entry) {
    const { canvas } = entry;
    canvas.addEventListener('pointerdown', (event) => this.press(entry, event));
    canvas.addEventListener('pointermove', (event) => this.move(entry, event));
    canvas.addEventListener('pointerup', (event) => this.release(entry, event));
    canvas.addEventListener('pointercancel', (event) => this.release(entry, event));
    canvas.addEventListener('pointerleave', () => this.leave(entry));
    canvas.addEventListener('dblclick', () => this.view.all());
    canvas.addEventListener('wheel', (event) => this.wheel(entry, event), { passive: false });
    canvas.addEventListener('keydown', (event) => this.key(entry, event));
    canvas.addEventListener('blur', () => this.leave(entry));
  }

  press(entry, event) {
    if (event.button !== 0 || !entry.frame) return;
    entry.canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, event.offsetX);
    const pans = event.shiftKey || event.pointerType === 'touch';
    this.drag = { pans, x: event.offsetX, moved: false, from: this.view.from, to: this.view.to, spread: this.spread() };
  }

  spread() {
    const xs = [...this.pointers.values()];
    return xs.length < 2 ? 0 : Math.max(20, Math.abs(xs[0] - xs[1]));
  }

  move(entry, event) {
    if (!entry.frame) return;
    if (this.pointers.has(event.pointerId)) this.pointers.set(event.pointerId, event.offsetX);
    if (this.drag) this.dragTo(entry, event.offsetX);
    else this.hover(entry, event);
  }

  dragTo(entry, x) {
    const { drag, view } = this;
    const { frame } = entry;
    if (Math.abs(x - drag.x) > 4) drag.moved = true;
    if (!drag.moved) return;
    this.hideTip();
    this.cross.hidden = true;
    if (this.pointers.size > 1) {
      const factor = drag.spread / this.spread();
      const middle = (drag.from + drag.to) / 2;
      const half = ((drag.to - drag.from) / 2) * factor;
      view.show(middle - half, middle + half);
    } else if (drag.pans) {
      const shift = ((drag.x - x) / frame.plot) * (drag.to - drag.from);
      view.show(drag.from + shift, drag.to + shift);
    } else this.showBand(frame, drag.x, x);
  }

  showBand(frame, a, b) {
    const clamp = (x) => Math.max(frame.left, Math.min(frame.end, x));
    this.band.hidden = false;
    this.band.style.left = clamp(Math.min(a, b)) + 'px';
    this.band.style.width = clamp(Math.max(a, b)) - clamp(Math.min(a, b)) + 'px';
  }

  release(entry, event) {
    this.pointers.delete(event.pointerId);
    const { drag } = this;
    this.drag = null;
    this.band.hidden = true;
    if (!drag || !drag.moved || drag.pans || event.type === 'pointercancel') return;
    const ends = [drag.x, event.offsetX].map((x) => entry.frame.slot(x)).sort((a, b) => a - b);
    this.view.show(Math.floor(ends[0]), Math.ceil(ends[1]));
  }

  wheel(entry, event) {
    if (!entry.frame) return;
    const active = event.ctrlKey || event.metaKey || document.activeElement === entry.canvas;
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (!active && !sideways) {
      this.hint.textContent = 'Ctrl + wheel zooms, or click a chart first';
      return;
    }
    event.preventDefault();
    if (sideways || event.shiftKey) this.view.pan(((event.deltaX || event.deltaY) / entry.frame.plot) * this.view.span);
    else this.view.zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.004), entry.frame.slot(event.offsetX));
  }

  key(entry, event) {
    const { view } = this;
    const acts = {
      '+': () => view.zoom(0.6), '=': () => view.zoom(0.6), '-': () => view.zoom(1 / 0.6), 0: () => view.all(),
      PageDown: () => view.pan(view.span * 0.8), PageUp: () => view.pan(-view.span * 0.8),
      Home: () => view.pan(-view.slots), End: () => view.pan(view.slots), Escape: () => entry.canvas.blur(),
      ArrowLeft: () => this.step(entry, 'ArrowLeft'), ArrowRight: () => this.step(entry, 'ArrowRight'),
      ArrowUp: () => this.step(entry, 'ArrowUp'), ArrowDown: () => this.step(entry, 'ArrowDown'),
    };
    if (event.ctrlKey || event.metaKey || event.altKey || !acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  }

  /** Arrow keys: from instance to instance on a slices picture, along time elsewhere. */
  step(entry, key) {
    const { chart } = entry;
    if (!chart.step) {
      if (key === 'ArrowLeft' || key === 'ArrowRight') this.view.pan(this.view.span * (key === 'ArrowLeft' ? -0.1 : 0.1));
      return;
    }
    const bar = chart.step(key, this.view);
    if (!bar) return;
    this.cross.hidden = true;
    this.view.reveal(bar.from, bar.to);
    this.redrawNow();
    const lines = chart.tip(bar);
    document.getElementById('live').textContent = lines.map((line) => line.slice(1).join(' ')).join(', ');
    const rect = entry.canvas.getBoundingClientRect();
    const box = chart.box(entry.frame, bar, bar.from, bar.to);
    this.showTip(lines, rect.left + Math.max(entry.frame.left, box.x), rect.top + box.y + box.h);
  }

  hover(entry, event) {
    const inside = event.offsetX >= entry.frame.left && event.offsetX <= entry.frame.end;
    const lines = inside ? entry.chart.hover(entry.frame, event.offsetX, event.offsetY) : null;
    this.cross.hidden = !inside;
    this.cross.style.left = event.offsetX + 'px';
    if (entry.chart.stale) {
      entry.chart.stale = false;
      this.redraw();
    }
    if (lines) this.showTip(lines, event.clientX, event.clientY);
    else this.hideTip();
  }

  leave(entry) {
    this.hideTip();
    this.cross.hidden = true;
    this.hint.textContent = '';
    entry.chart.leave?.();
    this.redraw();
  }

  showTip(lines, x, y) {
    const tip = document.getElementById('tip');
    tip.replaceChildren(...lines.map(([index, left, right], i) => el('div', { class: 'line' },
      index == null ? null : tenantSwatch(index), i === 0 ? el('b', {}, left) : el('span', {}, left), el('span', {}, right))));
    tip.hidden = false;
    const { width, height } = tip.getBoundingClientRect();
    const right = x + 14 + width > window.innerWidth;
    const below = y + 16 + height > window.innerHeight;
    tip.style.left = Math.max(4, right ? x - width - 14 : x + 14) + 'px';
    tip.style.top = Math.max(4, below ? y - height - 12 : y + 16) + 'px';
  }

  hideTip() { document.getElementById('tip').hidden = true; }
}

/** The whole run in small, with the stretch that is shown: drag to choose, move or resize it. */
class MiniMap {
  constructor(scenario, view) {
    Object.assign(this, { scenario, view });
    this.canvas = el('canvas', { class: 'mini screen', role: 'img', 'aria-label': 'All requests over the whole run; the stretch shown is marked. The buttons above move it.' });
    this.demand = totalDemand(scenario);
    this.canvas.addEventListener('pointerdown', (event) => this.press(event));
    this.canvas.addEventListener('pointermove', (event) => this.move(event));
    this.canvas.addEventListener('pointerup', () => { this.drag = null; });
    this.canvas.addEventListener('pointercancel', () => { this.drag = null; });
    this.canvas.addEventListener('dblclick', () => view.all());
  }

  draw() {
    const ratio = window.devicePixelRatio || 1;
    const u = unit();
    const width = this.canvas.parentElement.clientWidth;
    const height = Math.round(44 * u);
    this.canvas.style.height = height + 'px';
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    const ctx = this.canvas.getContext('2d');
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    const frame = new Frame(width, height, { from: 0, to: this.view.slots, span: this.view.slots }, ratio);
    this.frame = frame;
    ctx.fillStyle = inks.lane;
    ctx.fillRect(frame.left, 0, frame.plot, height);
    this.drawDemand(ctx, frame, height);
    timeGrid(ctx, frame, this.scenario, 0, height);
    this.drawShown(ctx, frame, height);
  }

  drawDemand(ctx, frame, height) {
    const most = Math.max(1, this.demand.reduce((a, b) => Math.max(a, b), 0));
    const path = new Path2D();
    frame.cells(this.demand.length, (x0, x1, a, b) => {
      let high = 0;
      for (let i = a; i < b; i++) high = Math.max(high, this.demand[i]);
      const y = height - (high / most) * (height - 4);
      path.rect(x0, y, x1 - x0, height - y);
    });
    ctx.fillStyle = inks.faint;
    ctx.globalAlpha = 0.5;
    ctx.fill(path);
    ctx.globalAlpha = 1;
  }

  drawShown(ctx, frame, height) {
    const a = frame.x(this.view.from);
    const b = frame.x(this.view.to);
    ctx.fillStyle = inks.card;
    ctx.globalAlpha = 0.7;
    ctx.fillRect(frame.left, 0, a - frame.left, height);
    ctx.fillRect(b, 0, frame.end - b, height);
    ctx.globalAlpha = 1;
    ctx.strokeStyle = inks.accent;
    ctx.lineWidth = 2;
    ctx.strokeRect(a + 1, 1, b - a - 2, height - 2);
    ctx.fillStyle = inks.accent;
    for (const x of [a, b]) {
      ctx.beginPath();
      ctx.roundRect(x - 3.5, height / 2 - 9, 7, 18, 3);
      ctx.fill();
    }
  }

  press(event) {
    this.canvas.setPointerCapture(event.pointerId);
    const { view, frame } = this;
    const x = event.offsetX;
    const near = event.pointerType === 'touch' ? 18 : 8;
    const [a, b] = [frame.x(view.from), frame.x(view.to)];
    const slot = frame.slot(x);
    const grip = Math.abs(x - a) < near ? 'from' : Math.abs(x - b) < near ? 'to' : x > a && x < b && !view.whole ? 'move' : 'brush';
    this.drag = { grip, slot, from: view.from, to: view.to };
  }

  move(event) {
    if (!this.drag) return;
    const { grip, slot, from, to } = this.drag;
    const here = this.frame.slot(event.offsetX);
    if (grip === 'move') this.view.show(from + here - slot, to + here - slot);
    else if (grip === 'from') this.view.show(Math.min(here, to - 8), to);
    else if (grip === 'to') this.view.show(from, Math.max(here, from + 8));
    else this.view.show(Math.min(slot, here), Math.max(slot, here));
  }
}

function totalDemand(scenario) {
  const lists = (scenario.policies[0]?.tenants ?? []).map((series) => series.arrived);
  const total = new Array(Math.max(0, ...lists.map((list) => list.length))).fill(0);
  for (const list of lists) list.forEach((value, i) => { total[i] += value; });
  return total;
}
