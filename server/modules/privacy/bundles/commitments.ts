/** What was promised where data come from must hold where they go (DSE-28). Pure. */
import { retentionDays, type PayloadRetention, type PolicyProfile, type RetentionSetting } from '#platform/policy'

/** Why the second profile does not keep what the first one promised; empty when it does. */
export function brokenCommitments(promised: PolicyProfile, here: PolicyProfile): string[] {
  // The settings of a profile are its keys.
  const settings = Object.keys(promised.retention) as RetentionSetting[]
  const longer = settings.flatMap((setting) => {
    const [before, after] = [longest(promised, setting), longest(here, setting)]
    const typical = [asDays(promised, setting), asDays(here, setting)] as const
    if (after <= before && typical[1] <= typical[0]) return []
    const told = after > before ? [before, after] : typical
    return [`${setting}: ${inDays(told[0])} were promised, and here it is ${inDays(told[1])}`]
  })
  const others = [
    ...(promised.ai.mode === 'off' && here.ai.mode !== 'off' ? ['ai: it was off, and here it is not'] : []),
    ...(promised.legalRequests.notice && !here.legalRequests.notice
      ? ['legalRequests: it was promised to tell of requests of authorities']
      : []),
    ...(dueDays(here) > dueDays(promised) ? ['requests: an answer was promised sooner than here'] : []),
  ]
  return [...longer, ...others]
}

function asDays({ retention }: PolicyProfile, setting: RetentionSetting): number {
  return retentionDays(retention, setting) ?? Infinity
}

/** What a project or a plan may make of it. */
function longest(profile: PolicyProfile, setting: RetentionSetting): number {
  if (setting !== 'payload' && setting !== 'metrics') return asDays(profile, setting)
  const rule: PayloadRetention = profile.retention[setting]
  if (rule.kind === 'workspace') return Infinity
  return rule.kind === 'project' ? rule.maxDays : Math.max(...Object.values(rule.plans))
}

const dueDays = ({ requests }: PolicyProfile): number => requests.dueDays ?? 31

function inDays(days: number): string {
  return days === Infinity ? 'as long as the workspace' : `${days} days`
}
