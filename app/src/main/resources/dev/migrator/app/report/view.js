// The stretch of time that all charts of a run show.

class TimeView {
  constructor(slots, windowSlots, changed) {
    this.slots = Math.max(1, slots);
    this.windowSlots = windowSlots;
    this.changed = changed;
    this.from = 0;
    this.to = this.slots;
  }

  get span() { return this.to - this.from; }
  get whole() { return this.from === 0 && this.to === this.slots; }

  /** Shows [from, to), moved and stretched until it is legal. */
  show(from, to) {
    const span = Math.min(this.slots, Math.max(to - from, Math.min(8, this.slots)));
    this.from = Math.min(Math.max(0, from), this.slots - span);
    this.to = this.from + span;
    this.changed();
  }

  all() { this.show(0, this.slots); }
  pan(slots) { this.show(this.from + slots, this.to + slots); }

  /** Zooms by the factor and keeps the slot where it is. */
  zoom(factor, slot = (this.from + this.to) / 2) {
    this.show(slot - (slot - this.from) * factor, slot + (this.to - slot) * factor);
  }

  /** Moves only as far as needed to show the stretch. */
  reveal(from, to) {
    if (to > this.from && from < this.to) return;
    this.show((from + to - this.span) / 2, (from + to + this.span) / 2);
  }

  showWindow(index) { this.show(index * this.windowSlots, (index + 1) * this.windowSlots); }

  /** The index of the window that is shown exactly, or -1. */
  get window() {
    const index = this.from / this.windowSlots;
    return Number.isInteger(index) && this.span === this.windowSlots && !this.whole ? index : -1;
  }
}

/** Where things are on one canvas: its size, the plot within it, and time to pixels and back. */
class Frame {
  constructor(width, height, view, ratio) {
    const u = unit();
    const narrow = width < 620 * u;
    Object.assign(this, { width, height, view, ratio, u });
    this.left = (narrow ? 34 : 46) * u;
    this.right = (narrow ? 6 : 118) * u;
    this.narrow = narrow;
    this.plot = Math.max(10, width - this.left - this.right);
  }

  x(slot) { return this.left + ((slot - this.view.from) / this.view.span) * this.plot; }
  slot(x) { return this.view.from + ((x - this.left) / this.plot) * this.view.span; }
  get end() { return this.left + this.plot; }
  get slotWidth() { return this.plot / this.view.span; }

  clip(ctx, top, bottom) {
    ctx.beginPath();
    ctx.rect(this.left, top, this.plot, bottom - top);
    ctx.clip();
  }

  /** Calls visit(x0, x1, first, end) for every slot, or for every pixel column where slots are thinner. */
  cells(length, visit) {
    const first = Math.max(0, Math.floor(this.view.from));
    const last = Math.min(length, Math.ceil(this.view.to));
    const step = 1 / Math.min(1, this.slotWidth * this.ratio);
    for (let at = Math.floor(first / step) * step; at < last; at += step) {
      const a = Math.max(first, Math.round(at));
      const b = Math.min(last, Math.max(a + 1, Math.round(at + step)));
      if (a < last) visit(this.snap(this.x(a)), this.snap(this.x(b)), a, b);
    }
  }

  snap(x) { return Math.round(x * this.ratio) / this.ratio; }
}

/** Vertical lines: faint at round times, strong where a window begins. */
function timeGrid(ctx, frame, scenario, top, bottom) {
  ctx.lineWidth = 1;
  ctx.strokeStyle = inks.grid;
  ctx.beginPath();
  for (const tick of timeTicks(frame, scenario)) upright(ctx, frame, tick / scenario.slotSeconds, top, bottom);
  ctx.stroke();
  ctx.strokeStyle = inks.faint;
  ctx.globalAlpha = 0.75;
  ctx.beginPath();
  for (const slot of windowStarts(frame, scenario)) upright(ctx, frame, slot, top, bottom);
  ctx.stroke();
  ctx.globalAlpha = 1;
}

function upright(ctx, frame, slot, top, bottom) {
  const x = Math.round(frame.x(slot)) + 0.5;
  ctx.moveTo(x, top);
  ctx.lineTo(x, bottom);
}

function timeTicks(frame, scenario) {
  const { from, to } = frame.view;
  return ticks(from * scenario.slotSeconds, to * scenario.slotSeconds, frame.plot / (84 * frame.u));
}

function windowStarts(frame, scenario) {
  const { from, to } = frame.view;
  const starts = [];
  for (let w = Math.max(1, Math.ceil(from / scenario.windowSlots)); w < scenario.windows && w * scenario.windowSlots < to; w++) {
    starts.push(w * scenario.windowSlots);
  }
  return starts;
}

function timeLabels(ctx, frame, scenario, y) {
  ctx.font = font(11 * frame.u);
  ctx.fillStyle = inks.soft;
  ctx.textBaseline = 'top';
  for (const tick of timeTicks(frame, scenario)) {
    const x = frame.x(tick / scenario.slotSeconds);
    ctx.textAlign = x > frame.width - 24 * frame.u ? 'right' : 'center';
    ctx.fillText(seconds(Math.round(tick * 1000) / 1000), Math.min(x, frame.width - 1), y);
  }
}
