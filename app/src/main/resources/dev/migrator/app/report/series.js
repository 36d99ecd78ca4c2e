// What arrived and what was answered, and how accurate the models were.

/** One tenant's arrivals against its timely answers. */
class ArrivalsChart {
  constructor(scenario, policy, index) {
    Object.assign(this, { scenario, policy, index });
    this.tenant = scenario.tenants[index];
    this.series = policy.tenants.find((series) => series.tenant === this.tenant.name);
    this.most = Math.max(1, ...scenario.policies.map((p) => peak(p.tenants.find((s) => s.tenant === this.tenant.name))));
  }

  height(u) { return 74 * u; }

  label() {
    const [arrived, served] = this.totals(0, Infinity);
    return `${this.tenant.name}: ${count(served)} of ${count(arrived)} requests answered in time under ${this.policy.policy}.`;
  }

  totals(from, to) {
    let arrived = 0;
    let served = 0;
    if (!this.series) return [0, 0];
    const end = Math.min(this.series.arrived.length, Math.ceil(to));
    for (let i = Math.max(0, Math.floor(from)); i < end; i++) {
      arrived += this.series.arrived[i];
      served += this.series.served[i];
    }
    return [arrived, served];
  }

  draw(ctx, frame) {
    const top = 5 * frame.u;
    const base = frame.height - 1;
    const y = (value) => base - (value / this.most) * (base - top);
    valueGrid(ctx, frame, [0, niceTop(this.most)], y, compact);
    timeGrid(ctx, frame, this.scenario, top, base);
    if (!this.series) return;
    ctx.save();
    frame.clip(ctx, 0, frame.height);
    this.drawAreas(ctx, frame, y, base);
    this.drawArrivals(ctx, frame, y);
    ctx.restore();
    this.drawShare(ctx, frame);
  }

  /** A pixel column of many slots shows its fullest slot and, before it, the slot that missed most. */
  drawAreas(ctx, frame, y, base) {
    const { arrived, served } = this.series;
    const full = new Path2D();
    const gap = new Path2D();
    frame.cells(arrived.length, (x0, x1, a, b) => {
      let best = 0;
      let worst = a;
      for (let i = a; i < b; i++) {
        best = Math.max(best, served[i]);
        if (arrived[i] - served[i] > arrived[worst] - served[worst]) worst = i;
      }
      full.rect(x0, y(best), x1 - x0, base - y(best));
      if (arrived[worst] > served[worst]) gap.rect(x0, y(arrived[worst]), x1 - x0, y(served[worst]) - y(arrived[worst]));
    });
    ctx.fillStyle = alpha(hue(this.index), 0.72);
    ctx.fill(full);
    ctx.fillStyle = inks.ink;
    ctx.globalAlpha = 0.82;
    ctx.fill(gap);
    ctx.globalAlpha = 1;
  }

  drawArrivals(ctx, frame, y) {
    const { arrived } = this.series;
    ctx.strokeStyle = inks.ink;
    ctx.lineWidth = 1 * frame.u;
    ctx.globalAlpha = frame.slotWidth < 2 ? 0.55 : 0.9;
    ctx.beginPath();
    frame.cells(arrived.length, (x0, x1, a, b) => {
      let low = Infinity;
      let high = -Infinity;
      for (let i = a; i < b; i++) {
        low = Math.min(low, arrived[i]);
        high = Math.max(high, arrived[i]);
      }
      ctx.lineTo(x0, y(high));
      if (low < high) ctx.lineTo(x0, y(low));
      ctx.lineTo(x1, y(b - a > 1 ? arrived[b - 1] : high));
    });
    ctx.stroke();
    ctx.globalAlpha = 1;
  }

  drawShare(ctx, frame) {
    if (frame.narrow) return;
    const [arrived, served] = this.totals(frame.view.from, frame.view.to);
    const { u } = frame;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'alphabetic';
    ctx.fillStyle = inks.ink;
    ctx.font = font(15 * u, 640);
    ctx.fillText(arrived ? percent(served / arrived) : DASH, frame.end + 12 * u, frame.height / 2);
    ctx.fillStyle = inks.soft;
    ctx.font = font(11 * u);
    ctx.fillText(`of ${compact(arrived)} in time`, frame.end + 12 * u, frame.height / 2 + 15 * u);
  }

  hover(frame, x) {
    const slot = Math.floor(frame.slot(x));
    if (!this.series || slot < 0 || slot >= this.series.arrived.length) return null;
    const { arrived, served } = this.series;
    return [
      [this.index, this.tenant.name, seconds(round1(slot * this.scenario.slotSeconds))],
      [null, 'arrived', count(arrived[slot])],
      [null, 'answered in time', count(served[slot])],
      arrived[slot] > served[slot] ? [null, 'unserved', count(arrived[slot] - served[slot])] : null,
    ].filter(Boolean);
  }
}

function peak(series) {
  let most = 0;
  if (series) for (let i = 0; i < series.arrived.length; i++) most = Math.max(most, series.arrived[i], series.served[i]);
  return most;
}

/** The largest round number not above the value. */
const niceTop = (value) => ticks(0, value, 2).at(-1);

function valueGrid(ctx, frame, values, y, write) {
  ctx.strokeStyle = inks.grid;
  ctx.lineWidth = 1;
  ctx.fillStyle = inks.soft;
  ctx.font = font(11 * frame.u);
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  ctx.beginPath();
  for (const value of values) {
    const at = Math.round(y(value)) + 0.5;
    ctx.moveTo(frame.left, at);
    ctx.lineTo(frame.end, at);
    ctx.fillText(write(value), frame.left - 8 * frame.u, Math.max(6 * frame.u, Math.min(at, frame.height - 6 * frame.u)));
  }
  ctx.stroke();
}

/** The accuracy of every tenant's serving model, as steps. */
class AccuracyChart {
  constructor(scenario, policy) {
    Object.assign(this, { scenario, policy });
    this.series = policy.tenants.map((series) => ({
      name: series.tenant,
      index: scenario.tenants.findIndex((tenant) => tenant.name === series.tenant),
      values: series.accuracy,
      steps: steps(series.accuracy),
    }));
    [this.low, this.high] = accuracyRange(scenario);
  }

  height(u) { return 208 * u; }

  label() {
    const last = this.series.map((s) => `${s.name} from ${percent(s.values[0])} to ${percent(s.values.at(-1))}`);
    return `Accuracy over time under ${this.policy.policy}: ${last.join(', ')}.`;
  }

  draw(ctx, frame) {
    const { u } = frame;
    const top = 8 * u;
    const base = frame.height - 22 * u;
    const y = (value) => base - ((value - this.low) / (this.high - this.low)) * (base - top);
    valueGrid(ctx, frame, ticks(this.low, this.high, 5), y, (v) => percent(v, this.high - this.low < 0.04 ? 1 : 0));
    timeGrid(ctx, frame, this.scenario, top, base);
    ctx.save();
    frame.clip(ctx, 0, frame.height);
    for (const series of this.series) this.drawSteps(ctx, frame, series, y);
    ctx.restore();
    this.drawNames(ctx, frame, y, base);
    timeLabels(ctx, frame, this.scenario, frame.height - 15 * u);
  }

  drawSteps(ctx, frame, series, y) {
    const colour = hue(series.index);
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2.4 * frame.u;
    ctx.lineJoin = 'round';
    ctx.setLineDash(dash(series.index).map((d) => d * frame.u));
    ctx.beginPath();
    series.steps.forEach(([slot, value], i) => {
      if (i > 0) ctx.lineTo(frame.x(slot), y(series.steps[i - 1][1]));
      ctx.lineTo(frame.x(slot), y(value));
    });
    if (series.steps.length) ctx.lineTo(frame.x(series.values.length), y(series.steps.at(-1)[1]));
    ctx.stroke();
    ctx.setLineDash([]);
    this.drawRises(ctx, frame, series, y, colour);
  }

  /** A triangle where a new model began to serve. */
  drawRises(ctx, frame, series, y, colour) {
    const size = 5.5 * frame.u;
    ctx.fillStyle = colour;
    ctx.strokeStyle = inks.card;
    ctx.lineWidth = 1.5 * frame.u;
    series.steps.forEach(([slot, value], i) => {
      if (i === 0 || value <= series.steps[i - 1][1]) return;
      const x = frame.x(slot);
      ctx.beginPath();
      ctx.moveTo(x, y(value) - size);
      ctx.lineTo(x + size, y(value) + size * 0.8);
      ctx.lineTo(x - size, y(value) + size * 0.8);
      ctx.closePath();
      ctx.stroke();
      ctx.fill();
    });
  }

  /** Names at the lines' right ends, pushed apart until none covers another. */
  drawNames(ctx, frame, y, base) {
    if (frame.narrow) return;
    const { u } = frame;
    const gap = 15 * u;
    const ends = this.series.map((s) => ({ s, value: s.values[Math.min(s.values.length, Math.ceil(frame.view.to)) - 1] }))
      .filter((end) => end.value !== undefined).map((end) => ({ ...end, at: y(end.value) })).sort((a, b) => a.at - b.at);
    ends.forEach((end, i) => { if (i > 0) end.at = Math.max(end.at, ends[i - 1].at + gap); });
    const over = ends.length ? Math.max(0, ends.at(-1).at - base) : 0;
    ctx.font = font(11 * u, 600);
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    for (const { s, value, at } of ends) {
      ctx.fillStyle = hue(s.index);
      ctx.fillRect(frame.end + 6 * u, at - over - 5 * u, 4 * u, 10 * u);
      ctx.fillStyle = inks.ink;
      ctx.fillText(`${clipped(s.name, 9)} ${percent(value)}`, frame.end + 14 * u, at - over);
    }
  }

  hover(frame, x) {
    const slot = Math.floor(frame.slot(x));
    const rows = this.series.filter((s) => slot >= 0 && slot < s.values.length);
    if (rows.length === 0) return null;
    return [[null, 'accuracy', seconds(round1(slot * this.scenario.slotSeconds))],
      ...rows.map((s) => [s.index, s.name, percent(s.values[slot])])];
  }
}

const clipped = (text, most) => (text.length > most ? text.slice(0, most - 1) + '…' : text);

/** [slot, value] wherever the value changes. */
function steps(values) {
  const changes = [];
  for (let i = 0; i < values.length; i++) if (i === 0 || values[i] !== values[i - 1]) changes.push([i, values[i]]);
  return changes;
}

/** The same range under every policy of a scenario, so that their pictures can be compared. */
function accuracyRange(scenario) {
  let low = 1;
  let high = 0;
  for (const policy of scenario.policies) for (const series of policy.tenants) for (const [, value] of steps(series.accuracy)) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  const room = Math.max(0.01, (high - low) * 0.1);
  return [Math.max(0, low - room), Math.min(1, high + room)];
}
