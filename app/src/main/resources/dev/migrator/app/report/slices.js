// The slices picture: who holds which memory slice of the GPU, and when.

class SlicesChart {
  constructor(scenario, policy) {
    Object.assign(this, { scenario, policy, focused: -1 });
    this.bars = [...policy.timeline].sort((a, b) => a.from - b.from || a.gpu - b.gpu || a.start - b.start);
    this.lanes = policy.granules ?? scenario.memorySlices;
    this.gpus = 1 + Math.max(0, ...this.bars.map((bar) => bar.gpu));
    this.tenants = new Map(scenario.tenants.map((tenant, i) => [tenant.name, i]));
  }

  lane(u) { return (this.lanes > 8 ? 208 / this.lanes : this.lanes > 4 ? 26 : 38) * u * (this.gpus > 1 ? 0.72 : 1); }
  top(u) { return 18 * u; }
  gpuHeight(u) { return this.lane(u) * this.lanes; }
  gpuTop(gpu, u) { return this.top(u) + gpu * (this.gpuHeight(u) + 12 * u); }
  height(u) { return this.gpuTop(this.gpus - 1, u) + this.gpuHeight(u) + 20 * u; }

  label() {
    const retrainings = this.bars.filter((bar) => bar.task === 'retrain').length;
    return `Slices picture of ${this.policy.policy}: ${plural(this.bars.length, 'instance')} over ${seconds(this.scenario.windows * this.scenario.windowSlots * this.scenario.slotSeconds)}, `
      + `${plural(retrainings, 'retraining')}. Arrow keys go from instance to instance, plus and minus zoom, 0 shows all.`;
  }

  draw(ctx, frame) {
    const { u } = frame;
    for (let gpu = 0; gpu < this.gpus; gpu++) this.drawLanes(ctx, frame, gpu);
    this.drawWindows(ctx, frame);
    ctx.save();
    frame.clip(ctx, 0, frame.height);
    this.bars.forEach((bar) => {
      if (bar.to > frame.view.from && bar.from < frame.view.to) this.drawBar(ctx, frame, bar);
    });
    this.drawFocus(ctx, frame);
    ctx.restore();
    timeLabels(ctx, frame, this.scenario, frame.height - 15 * u);
  }

  drawLanes(ctx, frame, gpu) {
    const { u } = frame;
    const top = this.gpuTop(gpu, u);
    const lane = this.lane(u);
    ctx.fillStyle = inks.lane;
    ctx.fillRect(frame.left, top, frame.plot, this.gpuHeight(u));
    ctx.strokeStyle = inks.grid;
    ctx.lineWidth = 1;
    ctx.beginPath();
    for (let i = 0; i <= this.lanes; i++) {
      const y = Math.round(top + i * lane) + 0.5;
      ctx.moveTo(frame.left, y);
      ctx.lineTo(frame.end, y);
    }
    ctx.stroke();
    timeGrid(ctx, frame, this.scenario, top, top + this.gpuHeight(u));
    this.drawSliceNumbers(ctx, frame, gpu, top, lane);
  }

  drawSliceNumbers(ctx, frame, gpu, top, lane) {
    const { u } = frame;
    ctx.fillStyle = inks.soft;
    ctx.font = font(11 * u);
    ctx.textAlign = 'right';
    ctx.textBaseline = 'middle';
    for (let i = 0; i < this.lanes; i++) {
      const slice = this.lanes - 1 - i;
      if (this.lanes > 8 && slice % 5 !== 0) continue;
      ctx.fillText(String(slice), frame.left - 8 * u, top + (i + 0.5) * lane + 1);
    }
    if (this.gpus === 1) return;
    ctx.save();
    ctx.translate(9 * u, top + this.gpuHeight(u) / 2);
    ctx.rotate(-Math.PI / 2);
    ctx.textAlign = 'center';
    ctx.font = font(11 * u, 600);
    ctx.fillText('GPU ' + gpu, 0, 0);
    ctx.restore();
  }

  drawWindows(ctx, frame) {
    const { u } = frame;
    const { windows, windowSlots } = this.scenario;
    const wide = windowSlots * frame.slotWidth;
    ctx.font = font(11 * u, 600);
    ctx.fillStyle = inks.soft;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'alphabetic';
    if (wide < 22 * u) return;
    for (let w = 0; w < windows; w++) {
      const from = Math.max(frame.left, frame.x(w * windowSlots));
      const to = Math.min(frame.end, frame.x((w + 1) * windowSlots));
      const text = to - from > 72 * u ? 'window ' + (w + 1) : String(w + 1);
      if (to - from > 16 * u) ctx.fillText(text, from + 3 * u, this.top(u) - 6 * u);
    }
  }

  /** The rectangle of a bar between two times. */
  box(frame, bar, from, to) {
    const lane = this.lane(frame.u);
    const inset = Math.min(1, frame.u * 0.8);
    const x0 = frame.x(from);
    const top = this.gpuTop(bar.gpu, frame.u) + (this.lanes - bar.start - bar.slices) * lane;
    return { x: x0, y: top + inset, w: Math.max(0.75, frame.x(to) - x0 - Math.min(1, frame.slotWidth * 0.3)), h: lane * bar.slices - 2 * inset };
  }

  drawBar(ctx, frame, bar) {
    const colour = hue(this.tenants.get(bar.tenant) ?? 7);
    if (bar.ready > bar.from) this.drawSettingUp(ctx, this.box(frame, bar, bar.from, bar.ready), colour);
    if (bar.to <= bar.ready) return;
    const box = this.box(frame, bar, bar.ready, bar.to);
    if (bar.task === 'retrain') this.drawRetraining(ctx, frame, box, colour);
    else {
      ctx.fillStyle = colour;
      ctx.fillRect(box.x, box.y, box.w, box.h);
    }
    this.drawText(ctx, frame, bar, box, colour);
  }

  drawSettingUp(ctx, box, colour) {
    ctx.fillStyle = alpha(colour, 0.26);
    ctx.fillRect(box.x, box.y, box.w, box.h);
    if (box.w < 4) return;
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.25;
    ctx.setLineDash([1.5, 2.5]);
    ctx.strokeRect(box.x + 1, box.y + 1, box.w - 2, box.h - 2);
    ctx.setLineDash([]);
  }

  drawRetraining(ctx, frame, box, colour) {
    ctx.fillStyle = inks.card;
    ctx.fillRect(box.x, box.y, box.w, box.h);
    ctx.fillStyle = hatch(ctx, colour, frame.ratio);
    ctx.fillRect(box.x, box.y, box.w, box.h);
    if (box.w < 4) return;
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.5;
    ctx.strokeRect(box.x + 0.75, box.y + 0.75, box.w - 1.5, box.h - 1.5);
  }

  drawText(ctx, frame, bar, box, colour) {
    const { u } = frame;
    const from = Math.max(box.x, frame.left);
    const room = Math.min(box.x + box.w, frame.end) - from - 10 * u;
    if (room < 9 * u || box.h < 12 * u) return;
    ctx.font = font(11 * u, 600);
    const text = this.fitting(ctx, bar, room);
    if (!text) return;
    const x = from + 6 * u;
    const y = box.y + Math.min(box.h / 2, 40 * u);
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    if (bar.task === 'retrain') {
      const width = ctx.measureText(text).width;
      ctx.fillStyle = inks.card;
      ctx.beginPath();
      ctx.roundRect(x - 3 * u, y - 8 * u, width + 6 * u, 16 * u, 3 * u);
      ctx.fill();
      ctx.fillStyle = inks.ink;
    } else ctx.fillStyle = textOn(colour);
    ctx.fillText(text, x, y + 0.5 * u);
  }

  /** The longest text that fits the room. */
  fitting(ctx, bar, room) {
    const what = bar.task === 'retrain' ? `${bar.tenant} ⟳ ${bar.choice ?? ''}`.trim() : bar.tenant;
    const texts = [`${what} · ${bar.profile}`, what, bar.tenant, bar.tenant.slice(0, 3), bar.tenant.slice(0, 1)];
    return texts.find((text) => ctx.measureText(text).width <= room);
  }

  drawFocus(ctx, frame) {
    const bar = this.bars[this.focused];
    if (!bar) return;
    const box = this.box(frame, bar, bar.from, bar.to);
    ctx.strokeStyle = inks.card;
    ctx.lineWidth = 5 * frame.u;
    ctx.strokeRect(box.x, box.y, box.w, box.h);
    ctx.strokeStyle = inks.ink;
    ctx.lineWidth = 2.5 * frame.u;
    ctx.strokeRect(box.x, box.y, box.w, box.h);
  }

  /** The index of the bar at that point, or -1. */
  at(frame, x, y) {
    const slot = frame.slot(x);
    const near = 2 / frame.slotWidth;
    let found = -1;
    this.bars.forEach((bar, i) => {
      const box = this.box(frame, bar, bar.from, bar.to);
      if (y < box.y || y > box.y + box.h || slot < bar.from - near || slot > bar.to + near) return;
      if (found < 0 || (slot >= bar.from && slot <= bar.to)) found = i;
    });
    return found;
  }

  hover(frame, x, y) {
    const found = this.at(frame, x, y);
    if (found !== this.focused) {
      this.focused = found;
      this.stale = true;
    }
    if (found >= 0) return this.tip(this.bars[found]);
    return y > this.top(frame.u) && y < frame.height - 20 * frame.u ? [[null, seconds(Math.floor(frame.slot(x)) * this.scenario.slotSeconds), this.policy.granules ? 'idle granules' : 'idle slices']] : null;
  }

  leave() {
    this.stale = this.focused >= 0;
    this.focused = -1;
  }

  tip(bar) {
    return [
      [this.tenants.get(bar.tenant) ?? 7, bar.tenant, describeTask(bar)],
      [null, bar.profile, (this.policy.granules ? 'granules ' : 'slices ') + sliceRange(bar) + (this.gpus > 1 ? ' of GPU ' + bar.gpu : '')],
      [null, describeTimes(bar, this.scenario.slotSeconds), seconds(round1((bar.to - bar.from) * this.scenario.slotSeconds))],
      bar.ready > bar.from ? [null, 'ready at ' + seconds(round1(bar.ready * this.scenario.slotSeconds)), 'set-up ' + seconds(round1((bar.ready - bar.from) * this.scenario.slotSeconds))] : null,
    ].filter(Boolean);
  }

  /** Moves the focus along time, or to the instance beside it; answers the bar it came to. */
  step(key, view) {
    if (this.bars.length === 0) return null;
    const here = this.bars[this.focused];
    if (!here) this.focused = Math.max(0, this.bars.findIndex((bar) => bar.to > view.from));
    else if (key === 'ArrowRight') this.focused = Math.min(this.bars.length - 1, this.focused + 1);
    else if (key === 'ArrowLeft') this.focused = Math.max(0, this.focused - 1);
    else this.focused = this.beside(here, key === 'ArrowUp' ? 1 : -1);
    return this.bars[this.focused];
  }

  beside(here, direction) {
    const height = (bar) => (this.gpus - bar.gpu) * 100 + bar.start;
    const candidates = this.bars.map((bar, i) => [bar, i]).filter(([bar]) =>
      bar.from < here.to && bar.to > here.from && (height(bar) - height(here)) * direction > 0);
    candidates.sort(([a], [b]) => Math.abs(height(a) - height(here)) - Math.abs(height(b) - height(here)));
    return candidates.length ? candidates[0][1] : this.focused;
  }
}

const round1 = (value) => Math.round(value * 10) / 10;
const sliceRange = (bar) => (bar.slices === 1 ? String(bar.start) : `${bar.start}–${bar.start + bar.slices - 1}`);
const describeTask = (bar) => (bar.task === 'retrain' ? 'retraining' + (bar.choice ? ': ' + bar.choice : '') : 'inference');
const describeTimes = (bar, slotSeconds) => `${count(bar.from * slotSeconds, 0)}${DASH}${seconds(round1(bar.to * slotSeconds))}`;
