// What the numbers say, in a sentence.

const isCeiling = (policy) => policy.policy === 'clairvoyant';
const isOwn = (policy) => /^migrator(-|$)/.test(policy.policy);

const byGoodput = (policies) => [...policies].sort((a, b) => b.goodput - a.goodput);

/** The policy that the report is about: `migrator`, else the best that does not know the future. */
function hero(scenario) {
  const ranked = byGoodput(scenario.policies);
  return ranked.find((p) => p.policy === 'migrator') ?? ranked.find(isOwn)
    ?? ranked.find((p) => !isCeiling(p)) ?? ranked[0];
}

/** The best policy that is neither ours nor clairvoyant. */
function rival(scenario) {
  return byGoodput(scenario.policies).find((p) => !isCeiling(p) && !isOwn(p) && p !== hero(scenario));
}

/** Share of the upper bound, NaN where there is none. Who shares by MPS has a bound of its own. */
function shareOfBound(scenario, policy) {
  const bound = number(policy.upperBound ?? scenario.upperBound);
  return bound > 0 && Number.isFinite(bound) ? policy.goodput / bound : NaN;
}

const advantage = (policy, other) => (other && other.goodput > 0 ? policy.goodput / other.goodput - 1 : NaN);

/** The sentence as parts; a part in an array is stressed. */
function finding(scenario) {
  const best = hero(scenario);
  if (!best) return ['No policy ran.'];
  const parts = [best.policy + ' ', ...against(scenario, best)];
  const share = shareOfBound(scenario, best);
  if (Number.isNaN(share)) return parts.length > 1 ? [...parts.slice(0, -1), parts.at(-1).replace(/,$/, '.')] : [best.policy + ' ran.'];
  return [...parts, parts.length > 1 ? ' and reaches ' : 'reaches ', [percent(share)], ' of the proven upper bound.'];
}

function against(scenario, best) {
  const other = rival(scenario);
  const lead = advantage(best, other);
  if (Number.isNaN(lead)) return [];
  const name = other.policy + ', the best of the others,';
  if (Math.abs(lead) < 0.0005) return ['earns as much Goodput as ' + name];
  return lead > 0
    ? ['earns ', [percent(lead) + ' more'], ' Goodput than ' + name]
    : ['earns ', [percent(-lead) + ' less'], ' Goodput than ' + name];
}

function findingElement(scenario) {
  const parts = finding(scenario).map((part) => (Array.isArray(part) ? el('em', {}, part[0]) : part));
  return el('p', { class: 'finding' }, parts);
}

function tiles(scenario) {
  const best = hero(scenario);
  if (!best) return null;
  const others = scenario.policies.filter((p) => !isCeiling(p) && !isOwn(p) && p !== best);
  const weakest = byGoodput(others).at(-1);
  const facts = [
    [percent(shareOfBound(scenario, best)), 'of the proven upper bound on Goodput'],
    [signedPercent(advantage(best, rival(scenario))), 'Goodput against ' + (rival(scenario)?.policy ?? 'others')],
    [others.length > 1 ? signedPercent(advantage(best, weakest)) : DASH, 'Goodput against ' + weakest?.policy],
    [percent(best.sloAttainment), 'of requests answered within their SLO'],
    [percent(best.meanAccuracy), 'mean accuracy of those answers'],
    [millis(best.planMillisP50) + NARROW + 'ms', 'median time to plan a window'],
  ];
  return el('div', { class: 'tiles' }, facts.filter(([value]) => !value.startsWith(DASH))
    .map(([value, text]) => el('div', { class: 'tile' }, el('b', {}, value), el('span', {}, text))));
}
