/** What is different between two versions of the policy, in sentences. Pure. */
import { isSame } from './canonical.ts'
import { immaterial, material, type Change } from './change.ts'
import { describeFactChanges } from './changes-facts.ts'
import { describeProcessorChanges } from './changes-processors.ts'
import { describeRetentionChanges } from './changes-retention.ts'
import type { PolicyVersion } from './policy.ts'
import type { PolicyProfile } from './profile.ts'
import { isAllowedRegion, regionName } from './regions.ts'

/** What of a version can be compared. */
export type Described = Pick<PolicyVersion, 'profile' | 'facts'>

/**
 * The differences, those that wait for their notice first. Empty exactly when nothing that the policy says is different;
 * a further table for the same data and purpose is no difference.
 */
export function describeChanges(before: Described, after: Described): Change[] {
  const [old, now] = [before.profile, after.profile]
  const changes = [
    ...describeFactChanges(before, after),
    ...describeProcessorChanges(old.processors, now.processors),
    ...regions(old, now),
    ...describeRetentionChanges(old.retention, now.retention),
    ...minimumAge(old, now),
    ...modes(old, now),
    ...notice(old, now),
    ...requests(old, now),
    ...protections(old, now),
    ...words(old, now),
  ]
  return [...changes.filter((change) => change.material), ...changes.filter((change) => !change.material)]
}

function regions({ regions: old }: PolicyProfile, { regions: now }: PolicyProfile): Change[] {
  const changes: Change[] = []
  if (old.hosting !== now.hosting) {
    const where = `${regionName(now.hosting)} instead of ${regionName(old.hosting)}`
    changes.push(material(`The data is stored in another region: ${where}.`, 'OPS-52', 'SEN-32'))
  }
  if (isSame(old.allowed, now.allowed)) return changes
  if (now.allowed === null) {
    return [...changes, material('Data may be processed in every region, with safeguards.', 'OPS-52', 'SEN-32')]
  }
  const list = now.allowed.map(regionName).join(', ')
  const added = now.allowed.filter((region) => !isAllowedRegion(region, old.allowed))
  const text = `Data may be processed in these regions: ${list}.`
  return [...changes, added.length > 0 ? material(text, 'OPS-52') : immaterial(text, 'OPS-52')]
}

function minimumAge({ minimumAge: old }: PolicyProfile, { minimumAge: now }: PolicyProfile): Change[] {
  if (old === now) return []
  const text = `Minimum age: ${now} years instead of ${old}.`
  return [now < old ? material(text, 'SEN-35', 'OPS-53') : immaterial(text, 'SEN-35', 'OPS-53')]
}

/** From nobody to most. */
const analyticsModes = ['none', 'cookieless', 'ga4-homepage'] as const
const aiModes = ['off', 'local', 'processor'] as const
const analyticsWords = {
  none: 'none',
  cookieless: 'without cookies, by the installation itself',
  'ga4-homepage': 'Google Analytics 4 on the home page, with consent',
}
const aiWords = { off: 'off', local: 'by a model on the operator’s own machines', processor: 'by a processor' }

function modes(old: PolicyProfile, now: PolicyProfile): Change[] {
  const changes: Change[] = []
  if (old.analytics.mode !== now.analytics.mode) {
    const text = `Analytics of the public site: ${analyticsWords[now.analytics.mode]}, instead of ${analyticsWords[old.analytics.mode]}.`
    const more = analyticsModes.indexOf(now.analytics.mode) > analyticsModes.indexOf(old.analytics.mode)
    changes.push(more ? material(text, 'OPS-15', 'CAB-14') : immaterial(text, 'OPS-15', 'CAB-14'))
  } else if (now.analytics.mode === 'ga4-homepage' && !isSame(old.analytics, now.analytics)) {
    const begins = old.analytics.mode === 'ga4-homepage' && old.analytics.measurementId === null
    const ends = now.analytics.measurementId === null
    if (begins) changes.push(material('Google Analytics 4 is loaded on the home page, with consent.', 'OPS-15'))
    else if (ends) changes.push(immaterial('Google Analytics 4 is no longer loaded.', 'OPS-15'))
    else changes.push(immaterial('Google Analytics 4 counts for another property of the operator.', 'OPS-15'))
  }
  if (old.ai.mode !== now.ai.mode) {
    const text = `Analysis of incidents by AI: ${aiWords[now.ai.mode]}, instead of ${aiWords[old.ai.mode]}. It trains no model.`
    const more = aiModes.indexOf(now.ai.mode) > aiModes.indexOf(old.ai.mode)
    changes.push(more ? material(text, 'CAB-18', 'OPS-26') : immaterial(text, 'CAB-18', 'OPS-26'))
  }
  return changes
}

const channelWords = {
  page: 'the policy’s page',
  mail: 'mail to the owners of workspaces',
  banner: 'a banner in the app',
}

/** A shorter notice is itself told with the longer one, or there would be none. */
function notice({ changes: old }: PolicyProfile, { changes: now }: PolicyProfile): Change[] {
  const changes: Change[] = []
  if (old.noticeDays !== now.noticeDays) {
    const text = `Changes are announced ${now.noticeDays} days ahead instead of ${old.noticeDays}.`
    changes.push(now.noticeDays < old.noticeDays ? material(text, 'OPS-54') : immaterial(text, 'OPS-54'))
  }
  if (!isSame(old.channels.toSorted(), now.channels.toSorted())) {
    const text = `Changes are announced by ${now.channels.map((channel) => channelWords[channel]).join(', ')}.`
    const fewer = old.channels.some((channel) => !now.channels.includes(channel))
    changes.push(fewer ? material(text, 'OPS-54', 'DSE-56') : immaterial(text, 'OPS-54', 'DSE-56'))
  }
  return changes
}

function requests({ requests: old }: PolicyProfile, { requests: now }: PolicyProfile): Change[] {
  const changes: Change[] = []
  if (old.dueDays !== now.dueDays) {
    const within = (days: number | null) => (days === null ? 'one month' : `${days} days, at most one month`)
    const text = `Privacy requests are answered within ${within(now.dueDays)}, instead of ${within(old.dueDays)}.`
    const longer = (now.dueDays ?? 32) > (old.dueDays ?? 32)
    changes.push(longer ? material(text, 'OPS-43') : immaterial(text, 'OPS-43'))
  }
  if (old.verify !== now.verify) {
    const text =
      now.verify === 'required'
        ? 'Whoever makes a privacy request always proves who they are.'
        : 'Whoever makes a privacy request proves who they are where there is doubt.'
    changes.push(now.verify === 'onDoubt' ? material(text, 'DSE-48') : immaterial(text, 'DSE-48'))
  }
  return changes
}

const cardModes = ['refuse', 'mask', 'off'] as const
const cardWords = { refuse: 'refused', mask: 'masked', off: 'stored like any other text' }

function protections(old: PolicyProfile, now: PolicyProfile): Change[] {
  const changes: Change[] = []
  if (old.cardData !== now.cardData) {
    const text = `Card and bank numbers in what people and programs send are ${cardWords[now.cardData]}, instead of ${cardWords[old.cardData]}.`
    const weaker = cardModes.indexOf(now.cardData) > cardModes.indexOf(old.cardData)
    changes.push(weaker ? material(text, 'DSE-49') : immaterial(text, 'DSE-49'))
  }
  if (old.legalRequests.notice !== now.legalRequests.notice) {
    changes.push(
      now.legalRequests.notice
        ? immaterial('Workspaces are told when an authority asks for their data, unless the law forbids it.', 'OPS-32')
        : material('Workspaces are not told when an authority asks for their data.', 'OPS-32'),
    )
  }
  if (old.csrf !== now.csrf) {
    changes.push(
      now.csrf === 'double-submit'
        ? immaterial('A further cookie protects signed-in people against forged requests.', 'OPS-13')
        : immaterial('Forged requests are refused without a cookie of its own.', 'OPS-13'),
    )
  }
  return changes
}

function words(old: PolicyProfile, now: PolicyProfile): Change[] {
  const changes: Change[] = []
  const { name, product, address, country } = now.operator
  if (!isSame(old.operator, now.operator)) {
    const where = [address, country].filter(Boolean).join(', ')
    changes.push(immaterial(`${product} is run by ${name}${where === '' ? '' : `, ${where}`}.`))
  }
  if (!isSame(old.contacts, now.contacts)) {
    const list = now.contacts.map(({ role, address: to }) => `${role}: ${to}`).join(', ')
    changes.push(immaterial(`Contacts: ${list}.`, 'SEN-37'))
  }
  if (!isSame(old.wording, now.wording))
    changes.push(immaterial('The operator’s own paragraphs, or the dates shown, are different.'))
  if (old.preset !== now.preset) {
    changes.push(immaterial(`The policy is made from the profile ${now.preset} instead of ${old.preset}.`))
  }
  return changes
}
